namespace CrmQbSync.Tests.Doubles;

/// <summary>Counts every step that a run takes outside itself, and makes something happen at one of them.</summary>
public sealed class FaultSwitch : IDisposable
{
    private readonly FaultKind _kind;
    private readonly int? _at;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly List<string> _steps = [];

    /// <param name="kind">What happens.</param>
    /// <param name="at">At which step, counted from 1; null only counts.</param>
    public FaultSwitch(FaultKind kind = FaultKind.Kill, int? at = null)
    {
        _kind = kind;
        _at = at;
    }

    /// <summary>The steps taken so far.</summary>
    public IReadOnlyList<string> Steps => _steps;

    /// <summary>Whether the chosen step was reached.</summary>
    public bool HasStruck { get; private set; }

    /// <summary>Whether the process is dead.</summary>
    public bool IsDead => HasStruck && _kind == FaultKind.Kill;

    /// <summary>Cancelled when a person stops the run.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>A step of a connection.</summary>
    public void Service(string step)
    {
        Count(step);
        if (HasStruck && _kind == FaultKind.ServiceGone)
            throw new SyncException(SyncErrorId.ServiceUnavailable, $"The service failed at {step}.", "Try again later.");
    }

    /// <summary>A step of the state.</summary>
    /// <param name="step">Its name.</param>
    /// <param name="isBefore">Whether it can still fail as a whole; what was committed stays committed.</param>
    public void State(string step, bool isBefore)
    {
        Count(step);
        if (HasStruck && _kind == FaultKind.DiskFull && isBefore)
            throw new SyncException(SyncErrorId.StateFailed, $"The state cannot be written at {step}.", "Make room on the disk.");
    }

    public void Dispose() => _stop.Dispose();

    private void Count(string step)
    {
        lock (_gate)
        {
            if (IsDead)
                throw new KilledException(step);
            _steps.Add(step);
            if (_steps.Count != _at)
                return;
            HasStruck = true;
        }
        if (_kind == FaultKind.Stop)
            _stop.Cancel();
        if (_kind == FaultKind.Kill)
            throw new KilledException(step);
    }
}

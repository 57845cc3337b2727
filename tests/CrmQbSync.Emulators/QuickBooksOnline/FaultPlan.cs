namespace CrmQbSync.Emulators.QuickBooksOnline;

/// <summary>What is to go wrong, and when.</summary>
public sealed class FaultPlan
{
    private readonly Lock _gate = new();
    private readonly List<(FaultKind Kind, Func<EmulatedCall, bool> Strikes, int Left)> _faults = [];

    /// <summary>The next calls that fit go wrong.</summary>
    /// <param name="kind">How.</param>
    /// <param name="resource">Of which resource; null for any of the accounting API.</param>
    /// <param name="times">How many of them.</param>
    public void Add(FaultKind kind, string? resource = null, int times = 1) =>
        Add(kind, call => resource is null ? call.IsApi : call.Resource == resource, times);

    /// <summary>The next calls that fit go wrong.</summary>
    public void Add(FaultKind kind, Func<EmulatedCall, bool> strikes, int times = 1)
    {
        lock (_gate)
            _faults.Add((kind, strikes, times));
    }

    /// <summary>Nothing goes wrong any more.</summary>
    public void Clear()
    {
        lock (_gate)
            _faults.Clear();
    }

    /// <summary>Whether everything that was to go wrong has.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_gate)
                return _faults.Count == 0;
        }
    }

    internal FaultKind? Take(EmulatedCall call)
    {
        lock (_gate)
        {
            for (var at = 0; at < _faults.Count; at++)
            {
                var (kind, strikes, left) = _faults[at];
                if (!strikes(call))
                    continue;
                if (left > 1)
                    _faults[at] = (kind, strikes, left - 1);
                else
                    _faults.RemoveAt(at);
                return kind;
            }
            return null;
        }
    }
}

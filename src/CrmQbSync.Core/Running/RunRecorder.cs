using System.Runtime.ExceptionServices;
using CrmQbSync.State;

namespace CrmQbSync.Running;

/// <summary>Gathers what a run has to record and commits it, one transaction at a time. May be used by several writers at once.</summary>
internal sealed class RunRecorder(IStateStore store, FieldLayout layout, SyncRun started) : IDisposable
{
    private const int Enough = 20_000;

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly object _pendingLock = new();
    private readonly RunTally _tally = new();
    private readonly Dictionary<(Side, string), string> _newIds = [];
    private StateChanges _pending = new() { Layout = layout };
    private SyncRun _run = started;
    private bool _changed;
    private int _failures;
    private Exception? _failure;

    /// <summary>The Sync ID.</summary>
    public long SyncId { get; } = started.SyncId;

    /// <summary>The run's row with its counts so far.</summary>
    public SyncRun Run
    {
        get
        {
            lock (_pendingLock)
                return _tally.AddTo(_run);
        }
    }

    /// <summary>Whatever is added meanwhile goes into one and the same transaction, though others commit at any time.</summary>
    public void Together(Action add)
    {
        lock (_pendingLock)
            add();
    }

    /// <summary>Adds to the next transaction.</summary>
    public void Add(Action<StateChanges> change)
    {
        lock (_pendingLock)
        {
            change(_pending);
            _changed = true;
        }
    }

    /// <summary>Adds an entry to the next transaction, and counts it.</summary>
    public void AddEntry(SyncEntry entry)
    {
        lock (_pendingLock)
        {
            _pending.Entries.Add(entry);
            _tally.Add(entry);
            _changed = true;
        }
    }

    /// <summary>Notes that records got lasting ids; see <see cref="NewIds"/>.</summary>
    public void AddNewIds(Side side, IReadOnlyDictionary<string, string> newIds)
    {
        lock (_pendingLock)
        {
            foreach (var (former, id) in newIds)
                _newIds[(side, former)] = id;
        }
    }

    /// <summary>The lasting ids that records got by this run's writes, by side and former id.</summary>
    public IReadOnlyDictionary<(Side Side, string Former), string> NewIds => _newIds;

    /// <summary>Changes the run's row, counts apart.</summary>
    public void Change(Func<SyncRun, SyncRun> change)
    {
        lock (_pendingLock)
        {
            _run = change(_run);
            _changed = true;
        }
    }

    /// <summary>Notes that a person was asked and said no; gives the status of such a run.</summary>
    public RunStatus Decline()
    {
        Change(row => row with { Message = "Not confirmed; nothing was written." });
        return RunStatus.Cancelled;
    }

    /// <summary>Commits if enough has gathered.</summary>
    public async ValueTask CommitIfManyAsync(CancellationToken cancellationToken)
    {
        bool many;
        lock (_pendingLock)
            many = _pending.Links.Count + _pending.Entries.Count + _pending.Records.Count + _pending.SettledIntents.Count >= Enough;
        if (many)
            await CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Commits what has gathered, with the run's row. Those who wait for one transaction share the next: what it holds of theirs is recorded with it.</summary>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        int failures;
        lock (_pendingLock)
            failures = _failures;
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (TakePending(failures) is { } changes)
                await StoreAsync(changes).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>What is to be committed; null if another transaction held it already.</summary>
    /// <param name="failures">How many transactions had failed before the caller waited: what it waits for may have been in one that failed since.</param>
    private StateChanges? TakePending(int failures)
    {
        lock (_pendingLock)
        {
            if (_failures != failures)
                ExceptionDispatchInfo.Throw(_failure!);
            if (!_changed)
                return null;
            var changes = _pending;
            changes.Run = _tally.AddTo(_run);
            _pending = new StateChanges { Layout = layout };
            _changed = false;
            return changes;
        }
    }

    private async Task StoreAsync(StateChanges changes)
    {
        try
        {
            // What was taken out to be recorded is recorded, also if a stop comes now.
            await store.CommitAsync(changes, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            lock (_pendingLock)
                (_failure, _failures) = (exception, _failures + 1);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();
}

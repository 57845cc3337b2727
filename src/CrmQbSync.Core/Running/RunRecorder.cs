using System.Runtime.ExceptionServices;
using CrmQbSync.State;

namespace CrmQbSync.Running;

/// <summary>
/// Gathers what a run has to record and commits it, one transaction at a time. May be used by several writers at once. Once a transaction has failed
/// nothing more is committed but by <see cref="CommitRestAsync"/>: what was taken out for it may be an intent that somebody is about to act upon.
/// </summary>
internal sealed class RunRecorder(IStateStore store, FieldLayout layout, SyncRun started) : IDisposable
{
    // Few enough that what is gathered does not grow old in memory, enough that a transaction's own cost does not count.
    private const int Enough = 8_000;

    // Who records faster than the state stores waits from here on.
    private const int TooMany = 3 * Enough;

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly object _pendingLock = new();
    private readonly RunTally _tally = new();
    private readonly Dictionary<(Side, string), string> _newIds = [];
    private StateChanges _pending = new() { Layout = layout };
    private SyncRun _run = started;
    private bool _changed;
    private Task _storing = Task.CompletedTask;
    private ExceptionDispatchInfo? _failure;

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

    /// <summary>Makes changes ready to be added, which takes longer than to add them, and counts their entries. Any thread may do so.</summary>
    public PreparedChanges Prepare(StateChanges changes)
    {
        var tally = new RunTally();
        changes.Entries.ForEach(tally.Add);
        store.Prepare(changes);
        return new PreparedChanges(changes, tally);
    }

    /// <summary>Makes intents ready to be journaled.</summary>
    public PreparedChanges Prepare(IEnumerable<Intent> intents)
    {
        var changes = new StateChanges();
        changes.Intents.AddRange(intents);
        return Prepare(changes);
    }

    /// <summary>Adds all of it to the next transaction.</summary>
    public void Add(PreparedChanges part)
    {
        lock (_pendingLock)
        {
            _pending.Add(part.Changes);
            _tally.Add(part.Tally);
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

    /// <summary>Commits if enough has gathered, beside what the caller does next. Where far more has, the commit before is waited for.</summary>
    public async ValueTask CommitIfManyAsync()
    {
        Task earlier;
        lock (_pendingLock)
        {
            if (_pending.Rows < Enough)
                return;
            earlier = _storing;
            if (earlier.IsCompleted)
                _storing = Task.Run(() => CommitAsync(CancellationToken.None));
            else if (_pending.Rows < TooMany)
                return;
        }
        await earlier.ConfigureAwait(false);
    }

    /// <summary>Commits what has gathered, with the run's row. Those who wait for one transaction share the next: what it holds of theirs is recorded with it.</summary>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _failure?.Throw();
            // What was taken out to be recorded is recorded, also if a stop comes now.
            if (TakePending() is { } changes)
                await store.CommitAsync(changes, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            _failure ??= ExceptionDispatchInfo.Capture(exception);
            throw;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Commits what is left at the end of a run, however it ended. Nobody else commits any more.</summary>
    public async Task CommitRestAsync()
    {
        await _storing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (TakePending() is { } changes)
            await store.CommitAsync(changes, CancellationToken.None).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    /// <summary>What is to be committed; null if another transaction held it already.</summary>
    private StateChanges? TakePending()
    {
        lock (_pendingLock)
        {
            if (!_changed)
                return null;
            _changed = false;
            var changes = _pending;
            changes.Run = _tally.AddTo(_run);
            _pending = new StateChanges { Layout = layout };
            return changes;
        }
    }
}

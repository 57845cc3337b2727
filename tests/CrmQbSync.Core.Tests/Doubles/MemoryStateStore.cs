using System.Runtime.CompilerServices;
using CrmQbSync.Contacts;
using CrmQbSync.State;

namespace CrmQbSync.Tests.Doubles;

/// <summary>A state store in memory. It holds its caller to the contract of <see cref="IStateStore"/>.</summary>
internal sealed class MemoryStateStore(
    MemoryStateFile file, StateLocation location, bool isReadOnly, int processId, TimeProvider clock, ContractGuard guard) : IStateStore
{
    private readonly Lock _gate = new();
    private int _streams;
    private bool _disposed;

    public Task<StateHeader> ReadHeaderAsync(CancellationToken cancellationToken) => Task.FromResult(Usable().Header);

    public IAsyncEnumerable<LinkMemory> ReadLinksAsync(LinkQuery query, FieldLayout layout, CancellationToken cancellationToken) =>
        Stream(Usable().Links.Values.Where(link => Meets(link.Link, query)).Select(link => Relayout.Link(link.Link, link.Layout, layout)), cancellationToken);

    public IAsyncEnumerable<RecordMemory> ReadRecordsAsync(RecordQuery query, FieldLayout layout, CancellationToken cancellationToken) =>
        Stream(Usable().Records.Values.Where(record => Meets(record.Record, query)).Select(record => Relayout.Record(record.Record, record.Layout, layout)), cancellationToken);

    public Task<IReadOnlyList<Intent>> ReadIntentsAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Intent>>(Usable().Intents);

    public IAsyncEnumerable<SyncRun> ReadRunsAsync(RunQuery query, CancellationToken cancellationToken)
    {
        var runs = (query.OldestFirst ? Usable().Runs.Values : Usable().Runs.Values.Reverse())
            .Select(run => run.Status == RunStatus.Running && !HolderLives ? run with { Status = RunStatus.Interrupted } : run)
            .Where(run => query.SyncIds?.Contains(run.SyncId) ?? true)
            .Where(run => query.After is not { } after || run.SyncId > after)
            .Where(run => query.Since is not { } since || run.StartedAt >= since)
            .Where(run => query.Statuses?.Contains(run.Status) ?? true);
        return Stream(query.Last is { } last ? runs.Take(last) : runs, cancellationToken);
    }

    public IAsyncEnumerable<SyncEntry> ReadEntriesAsync(EntryQuery query, CancellationToken cancellationToken) =>
        Stream(Usable().Entries
            .Where(entry => query.SyncId is null || entry.SyncId == query.SyncId)
            .Where(entry => query.Person?.IsMeant(entry.CrmId, entry.QbId, entry.Email) ?? true)
            .Where(entry => query.Statuses?.Contains(entry.Status) ?? true)
            .Where(entry => query.Emails is null || query.Emails.Contains(entry.Email ?? "", StringComparer.OrdinalIgnoreCase)), cancellationToken);

    public Task<long> CountLinksAsync(CancellationToken cancellationToken) => Task.FromResult((long)Usable().Links.Count);

    public Task<LockHolder?> ReadLockAsync(CancellationToken cancellationToken) => Task.FromResult(HolderLives ? file.Lock : null);

    public Task<IAsyncDisposable> AcquireLockAsync(CancellationToken cancellationToken)
    {
        Usable();
        if (HolderLives)
            throw new SyncException(SyncErrorId.SyncAlreadyRunning, $"Process {file.Lock!.ProcessId} on {file.Lock.Host} runs since {file.Lock.StartedAt:O}.", "Wait for it.");
        file.Lock = new LockHolder("memory", processId, clock.GetUtcNow());
        return Task.FromResult<IAsyncDisposable>(new HeldLock(file));
    }

    public Task<SyncRun> BeginRunAsync(SyncRun run, int keepDays, CancellationToken cancellationToken)
    {
        DemandWritable("a run begins");
        lock (_gate)
        {
            var begun = run with { SyncId = file.State.LastSyncId + 1, Status = RunStatus.Running };
            file.State = file.State.Beginning(begun, keepDays);
            return Task.FromResult(begun);
        }
    }

    public Task CommitAsync(StateChanges changes, CancellationToken cancellationToken)
    {
        DemandWritable("a transaction");
        lock (_gate)
        {
            foreach (var fault in file.State.Faults(changes))
                guard.Demand(false, "state: " + fault);
            var after = file.State.After(changes);
            foreach (var fault in after.Faults())
                guard.Demand(false, "state: " + fault);
            file.State = after;
        }
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        guard.Demand(!_disposed, "state: disposed twice");
        _disposed = true;
        return ValueTask.CompletedTask;
    }

    private bool HolderLives => file.Lock is { } holder && holder.ProcessId == processId;

    private static bool Meets(LinkMemory link, LinkQuery query)
    {
        if (query is { CrmIds: null, QbIds: null, Keys: null, Attention: false })
            return true;
        return (query.Attention && (link.Attention != LinkAttention.None || link.State != LinkState.Live))
            || (query.CrmIds?.Contains(link.CrmId) ?? false)
            || (query.QbIds?.Contains(link.QbId) ?? false)
            || (query.Keys is { } keys && (keys.Contains(link.CrmKey, StringComparer.OrdinalIgnoreCase) || keys.Contains(link.QbKey, StringComparer.OrdinalIgnoreCase)));
    }

    private static bool Meets(RecordMemory record, RecordQuery query)
    {
        if (query is { CrmIds: null, QbIds: null, Keys: null, Attention: false })
            return true;
        return (query.Attention && record.NeedsAttention)
            || ((record.Side == Side.Crm ? query.CrmIds : query.QbIds)?.Contains(record.Id) ?? false)
            || (record.Key is { } key && (query.Keys?.Contains(key, StringComparer.OrdinalIgnoreCase) ?? false));
    }

    private async IAsyncEnumerable<T> Stream<T>(IEnumerable<T> items, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        guard.Demand(Interlocked.Increment(ref _streams) == 1, $"state: a second stream is read ({typeof(T).Name})");
        try
        {
            foreach (var item in items)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return item;
            }
            await Task.CompletedTask;
        }
        finally
        {
            Interlocked.Decrement(ref _streams);
        }
    }

    private MemoryState Usable()
    {
        guard.Demand(!_disposed, "state: used after it was disposed");
        return file.State;
    }

    private void DemandWritable(string what)
    {
        guard.Demand(!isReadOnly, $"state: {what} in {location.Path}, opened for reading");
        guard.Demand(file.Lock?.ProcessId == processId, $"state: {what} without the lock");
        Usable();
    }

    private sealed class HeldLock(MemoryStateFile file) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            file.Lock = null;
            return ValueTask.CompletedTask;
        }
    }
}

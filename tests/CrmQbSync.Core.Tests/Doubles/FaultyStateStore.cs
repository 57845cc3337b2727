using CrmQbSync.Contacts;
using CrmQbSync.State;

namespace CrmQbSync.Tests.Doubles;

/// <summary>A state store whose every write can be the last thing that is done, or that is not done.</summary>
public sealed class FaultyStateStore(IStateStore inner, FaultSwitch faults) : IStateStore
{
    public async Task<IAsyncDisposable> AcquireLockAsync(CancellationToken cancellationToken)
    {
        faults.State("lock", isBefore: false);
        return new HeldLock(await inner.AcquireLockAsync(cancellationToken), faults);
    }

    public async Task<SyncRun> BeginRunAsync(SyncRun run, int keepDays, CancellationToken cancellationToken)
    {
        faults.State("begin", isBefore: true);
        var begun = await inner.BeginRunAsync(run, keepDays, cancellationToken);
        faults.State("begun", isBefore: false);
        return begun;
    }

    public void Prepare(StateChanges changes) => inner.Prepare(changes);

    public async Task CommitAsync(StateChanges changes, CancellationToken cancellationToken)
    {
        faults.State("commit", isBefore: true);
        await inner.CommitAsync(changes, cancellationToken);
        faults.State("committed", isBefore: false);
    }

    public Task<StateHeader> ReadHeaderAsync(CancellationToken cancellationToken) => Alive(inner.ReadHeaderAsync(cancellationToken));

    public IAsyncEnumerable<LinkMemory> ReadLinksAsync(LinkQuery query, FieldLayout layout, CancellationToken cancellationToken) =>
        Alive(inner.ReadLinksAsync(query, layout, cancellationToken));

    public IAsyncEnumerable<RecordMemory> ReadRecordsAsync(RecordQuery query, FieldLayout layout, CancellationToken cancellationToken) =>
        Alive(inner.ReadRecordsAsync(query, layout, cancellationToken));

    public Task<IReadOnlyList<Intent>> ReadIntentsAsync(CancellationToken cancellationToken) => Alive(inner.ReadIntentsAsync(cancellationToken));

    public IAsyncEnumerable<SyncRun> ReadRunsAsync(RunQuery query, CancellationToken cancellationToken) => Alive(inner.ReadRunsAsync(query, cancellationToken));

    public IAsyncEnumerable<SyncEntry> ReadEntriesAsync(EntryQuery query, CancellationToken cancellationToken) => Alive(inner.ReadEntriesAsync(query, cancellationToken));

    public Task<long> CountLinksAsync(CancellationToken cancellationToken) => Alive(inner.CountLinksAsync(cancellationToken));

    public Task<LockHolder?> ReadLockAsync(CancellationToken cancellationToken) => Alive(inner.ReadLockAsync(cancellationToken));

    public ValueTask DisposeAsync() => faults.IsDead ? ValueTask.CompletedTask : inner.DisposeAsync();

    private T Alive<T>(T answer) => faults.IsDead ? throw new KilledException("a read of the state") : answer;

    /// <summary>A dead process releases nothing.</summary>
    private sealed class HeldLock(IAsyncDisposable inner, FaultSwitch faults) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => faults.IsDead ? ValueTask.CompletedTask : inner.DisposeAsync();
    }
}

using CrmQbSync.Contacts;

namespace CrmQbSync.State.Sqlite;

/// <summary>Reads a state through one connection.</summary>
internal sealed class SqliteStateReader(StateConnection connection, StateLocation location, LockWatch watch, StateFaults faults) : IStateReader
{
    /// <inheritdoc/>
    public Task<StateHeader> ReadHeaderAsync(CancellationToken cancellationToken) =>
        StateAnswer.Give(() => HeaderRow.Read(connection), connection.Gate, faults, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<LinkMemory> ReadLinksAsync(LinkQuery query, FieldLayout layout, CancellationToken cancellationToken) =>
        new StateStream<LinkMemory>(() => LinkReading.Read(query, layout, connection), connection.Gate, faults, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<RecordMemory> ReadRecordsAsync(RecordQuery query, FieldLayout layout, CancellationToken cancellationToken) =>
        new StateStream<RecordMemory>(() => RecordRows.Read(query, layout, connection), connection.Gate, faults, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Intent>> ReadIntentsAsync(CancellationToken cancellationToken) =>
        StateAnswer.Give<IReadOnlyList<Intent>>(() => IntentRows.Read(connection), connection.Gate, faults, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<SyncRun> ReadRunsAsync(RunQuery query, CancellationToken cancellationToken) =>
        new StateStream<SyncRun>(() => RunRows.Read(query, FindAliveRun, location.Profile, connection), connection.Gate, faults, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<SyncEntry> ReadEntriesAsync(EntryQuery query, CancellationToken cancellationToken) =>
        new StateStream<SyncEntry>(() => EntryRows.Read(query, location.Profile, connection), connection.Gate, faults, cancellationToken);

    /// <inheritdoc/>
    public Task<long> CountLinksAsync(CancellationToken cancellationToken) =>
        StateAnswer.Give(() => connection.ReadNumber("SELECT count(*) FROM links"), connection.Gate, faults, cancellationToken);

    /// <inheritdoc/>
    public Task<LockHolder?> ReadLockAsync(CancellationToken cancellationToken) =>
        StateAnswer.Give(() => ReadAliveLock()?.ToHolder(), connection.Gate, faults, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        connection.Dispose();
        return ValueTask.CompletedTask;
    }

    private long? FindAliveRun() => ReadAliveLock()?.SyncId;

    private LockRow? ReadAliveLock() => LockRow.Read(connection) is { } holder && watch.IsAlive(holder, connection) ? holder : null;
}

using CrmQbSync.Contacts;

namespace CrmQbSync.State;

/// <summary>What can be read of a profile's state. Values are packed by the given <see cref="FieldLayout"/>, whatever layout they were stored with.</summary>
public interface IStateReader : IAsyncDisposable
{
    /// <summary>Marks, identities and policies as the last finished run left them.</summary>
    Task<StateHeader> ReadHeaderAsync(CancellationToken cancellationToken);

    /// <summary>Streams links, in the order of their numbers. The store may be read by one such stream at a time.</summary>
    IAsyncEnumerable<LinkMemory> ReadLinksAsync(LinkQuery query, FieldLayout layout, CancellationToken cancellationToken);

    /// <summary>Streams unlinked records.</summary>
    IAsyncEnumerable<RecordMemory> ReadRecordsAsync(RecordQuery query, FieldLayout layout, CancellationToken cancellationToken);

    /// <summary>What earlier runs had sent, or were about to send, without learning what became of it; in the order it was journaled.</summary>
    Task<IReadOnlyList<Intent>> ReadIntentsAsync(CancellationToken cancellationToken);

    /// <summary>Streams runs, newest first. A run whose process is dead is given as <see cref="RunStatus.Interrupted"/>.</summary>
    IAsyncEnumerable<SyncRun> ReadRunsAsync(RunQuery query, CancellationToken cancellationToken);

    /// <summary>Streams entries of a run in the order they were made.</summary>
    IAsyncEnumerable<SyncEntry> ReadEntriesAsync(EntryQuery query, CancellationToken cancellationToken);

    /// <summary>How many links there are.</summary>
    Task<long> CountLinksAsync(CancellationToken cancellationToken);

    /// <summary>Who holds the run lock; null if nobody alive does, as far as can be told from here.</summary>
    Task<LockHolder?> ReadLockAsync(CancellationToken cancellationToken);
}

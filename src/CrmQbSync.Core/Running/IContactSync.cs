namespace CrmQbSync.Running;

/// <summary>
/// Everything that the cmdlets ask of the engine. The engine knows nothing of them. Errors a user can do something about are
/// <see cref="SyncException"/>s; <see cref="OperationCanceledException"/> is a stop.
/// </summary>
public interface IContactSync
{
    /// <summary>
    /// Runs a synchronisation. A run that began is in the history however it ends, and is given back with
    /// <see cref="RunResult.Error"/>; what keeps it from beginning (profile, state, lock) is thrown.
    /// </summary>
    Task<RunResult> RunAsync(SyncProfile profile, RunOptions options, IRunObserver observer, CancellationToken cancellationToken);

    /// <summary>What a run would do (rule 8.7). Writes nothing anywhere.</summary>
    IAsyncEnumerable<ContactChange> CompareAsync(SyncProfile profile, RunOptions options, IRunObserver observer, CancellationToken cancellationToken);

    /// <summary>What a run would do with two sets in memory, without state. The profile gives policies and mappings; null for the defaults.</summary>
    IEnumerable<ContactChange> CompareSets(IEnumerable<Contact> crm, IEnumerable<Contact> qb, SyncProfile? profile, RunOptions options);

    /// <summary>Undoes a run (rule 8.12); is itself a run in the history.</summary>
    /// <exception cref="SyncException">SyncNotFound, NothingToUndo, and all that a run can give.</exception>
    Task<RunResult> UndoAsync(SyncProfile profile, long syncId, IRunObserver observer, CancellationToken cancellationToken);

    /// <summary>What undoing a run would write. Writes nothing.</summary>
    IAsyncEnumerable<ContactChange> PreviewUndoAsync(SyncProfile profile, long syncId, IRunObserver observer, CancellationToken cancellationToken);

    /// <summary>Streams the records of a side as they are read; a faulty row is given to <paramref name="onFault"/> (code and message).</summary>
    IAsyncEnumerable<Contact> ReadContactsAsync(SyncProfile profile, Side side, ContactFilter filter, Action<string, string> onFault, CancellationToken cancellationToken);

    /// <summary>The runs, newest first; none if the profile has no state yet.</summary>
    IAsyncEnumerable<SyncRun> GetHistoryAsync(SyncProfile profile, State.RunQuery query, CancellationToken cancellationToken);

    /// <summary>The entries of a run.</summary>
    /// <exception cref="SyncException">SyncNotFound.</exception>
    IAsyncEnumerable<SyncEntry> GetEntriesAsync(SyncProfile profile, State.EntryQuery query, CancellationToken cancellationToken);

    /// <summary>The links, all or those of the selection.</summary>
    IAsyncEnumerable<ContactLink> GetLinksAsync(SyncProfile profile, RecordSelection? selection, CancellationToken cancellationToken);

    /// <summary>Forgets one link; the next run merges the two again by e-mail, without base.</summary>
    Task RemoveLinkAsync(SyncProfile profile, ContactLink link, CancellationToken cancellationToken);

    /// <summary>The fields that wait for a decision.</summary>
    IAsyncEnumerable<ContactConflict> GetConflictsAsync(SyncProfile profile, CancellationToken cancellationToken);

    /// <summary>Decides a conflict: the value of a side (<paramref name="use"/>), or <paramref name="value"/> where that is null. Takes effect in the next run.</summary>
    /// <exception cref="SyncException">ConflictNotFound.</exception>
    Task ResolveConflictAsync(SyncProfile profile, string crmId, string qbId, string field, Side? use, string? value, CancellationToken cancellationToken);

    /// <summary>Checks a profile against the world: files, columns, mapping, state, lock; one row a check, with what to do.</summary>
    IAsyncEnumerable<ProfileCheck> CheckAsync(SyncProfile profile, CancellationToken cancellationToken);

    /// <summary>
    /// The fields of linked pairs that differ without a change being about to be written, as the last run knew them. Signs in to learn what either
    /// side can hold; reads no records.
    /// </summary>
    IAsyncEnumerable<ContactDivergence> GetDivergencesAsync(SyncProfile profile, CancellationToken cancellationToken);

    /// <summary>How the fields of one person came to stand as they do, and what the next run will do; reads both sides, writes nothing.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="email">The person's address, in any spelling.</param>
    /// <param name="fields">Only these fields; null for all that have, or had, a value.</param>
    /// <param name="observer">Is told the progress of reading.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="SyncException">ContactNotFound; InputInvalid for a field that is not synchronised; and all that a comparison can give.</exception>
    IAsyncEnumerable<ContactSyncExplanation> ExplainAsync(
        SyncProfile profile, string email, IReadOnlyCollection<string>? fields, IRunObserver observer, CancellationToken cancellationToken);

    /// <summary>Writes the sync status as one HTML file: the whole of it, or nothing. A file of that path is replaced.</summary>
    /// <exception cref="SyncException">OutputFailed, and what reading the state can give.</exception>
    Task ExportReportAsync(SyncProfile profile, Reporting.ReportOptions options, IRunObserver observer, CancellationToken cancellationToken);
}

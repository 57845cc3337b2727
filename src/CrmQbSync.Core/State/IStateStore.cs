namespace CrmQbSync.State;

/// <summary>The state of a profile. A server database can stand behind it as well as a file.</summary>
public interface IStateStore : IStateReader
{
    /// <summary>
    /// Takes the run lock (rule 8.2), or that of a dead holder. Its heartbeat is kept by the lock itself until it is disposed.
    /// </summary>
    /// <exception cref="SyncException">SyncAlreadyRunning, naming host, process and start time of the holder.</exception>
    Task<IAsyncDisposable> AcquireLockAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Begins a run: gives it the next Sync ID and its row, with status Running. A row that a dead process left as Running becomes
    /// Interrupted in the same transaction. Runs older than <paramref name="keepDays"/> are removed from the history with their entries.
    /// </summary>
    /// <returns>The run as recorded, with its Sync ID.</returns>
    Task<SyncRun> BeginRunAsync(SyncRun run, int keepDays, CancellationToken cancellationToken);

    /// <summary>
    /// Makes the new links, the entries and the intents of changes ready to be stored: by any thread, beside what the store does meanwhile, so that
    /// little is left for <see cref="CommitAsync"/>. A store that gains nothing by that leaves them as they are.
    /// </summary>
    void Prepare(StateChanges changes)
    {
    }

    /// <summary>Carries out all of the changes in one durable transaction, or none of them.</summary>
    Task CommitAsync(StateChanges changes, CancellationToken cancellationToken);
}

namespace CrmQbSync.State;

/// <summary>Opens the state of a profile.</summary>
public interface IStateStoreFactory
{
    /// <summary>
    /// Opens the state for reading only. Creates nothing; null if there is none yet.
    /// </summary>
    /// <exception cref="SyncException">StateInvalid or StateFailed.</exception>
    Task<IStateReader?> OpenReaderAsync(StateLocation location, CancellationToken cancellationToken);

    /// <summary>Opens the state for reading and writing; creates or migrates it if need be.</summary>
    /// <exception cref="SyncException">StateInvalid or StateFailed.</exception>
    Task<IStateStore> OpenAsync(StateLocation location, CancellationToken cancellationToken);
}

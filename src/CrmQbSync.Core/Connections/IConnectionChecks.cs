namespace CrmQbSync.Connections;

/// <summary>What a connection can check of itself, beyond being opened: how long the sign-in lasts, the service's clock, what is mapped to what.</summary>
public interface IConnectionChecks
{
    /// <summary>The checks, in the order in which they are told. Asked once, after <see cref="IConnection.OpenAsync"/>; writes nothing.</summary>
    /// <exception cref="SyncException">What keeps it from checking; it becomes a failed row.</exception>
    Task<IReadOnlyList<ConnectionCheck>> CheckAsync(CancellationToken cancellationToken);
}

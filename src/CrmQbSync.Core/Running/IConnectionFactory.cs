using CrmQbSync.Connections;

namespace CrmQbSync.Running;

/// <summary>Makes the connection that a profile names.</summary>
public interface IConnectionFactory
{
    /// <summary>A new connection, not yet opened; the caller disposes it.</summary>
    IConnection Create(SyncProfile profile, Side side);

    /// <summary>A new connection for some purpose, not yet opened; the caller disposes it.</summary>
    IConnection Create(SyncProfile profile, Side side, ConnectionDemands demands) => Create(profile, side);
}

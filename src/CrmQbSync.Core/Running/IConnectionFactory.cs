using CrmQbSync.Connections;

namespace CrmQbSync.Running;

/// <summary>Makes the connection that a profile names.</summary>
public interface IConnectionFactory
{
    /// <summary>A new connection, not yet opened; the caller disposes it.</summary>
    IConnection Create(SyncProfile profile, Side side);
}

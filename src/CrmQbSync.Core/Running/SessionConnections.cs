using CrmQbSync.Connections;
using CrmQbSync.Connections.QuickBooksDesktop;

namespace CrmQbSync.Running;

/// <summary>Makes the connections of a run that a session of the Web Connector started: QuickBooks is that session.</summary>
internal sealed class SessionConnections(IConnectionFactory others, WebConnectorSession session, TimeProvider clock) : IConnectionFactory
{
    /// <inheritdoc/>
    public IConnection Create(SyncProfile profile, Side side) => Create(profile, side, new ConnectionDemands());

    /// <inheritdoc/>
    public IConnection Create(SyncProfile profile, Side side, ConnectionDemands demands) =>
        side == Side.Qb ? DesktopConnections.Create(profile, session, clock) : others.Create(profile, side, demands);
}

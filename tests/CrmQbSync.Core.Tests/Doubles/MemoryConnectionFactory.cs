using CrmQbSync.Connections;
using CrmQbSync.Running;

namespace CrmQbSync.Tests.Doubles;

/// <summary>Connects to the two sides of a world.</summary>
internal sealed class MemoryConnectionFactory(World world, FaultSwitch? faults) : IConnectionFactory
{
    public IConnection Create(SyncProfile profile, Side side)
    {
        var connection = new MemoryConnection(world[side], profile.Rules, world.FindIntent, world.Guard);
        return faults is null ? connection : new FaultyConnection(connection, faults);
    }
}

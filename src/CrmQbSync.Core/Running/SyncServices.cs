using CrmQbSync.Notices;
using CrmQbSync.State;

namespace CrmQbSync.Running;

/// <summary>What the engine is given instead of reaching for it: time, connections, state, random names.</summary>
public sealed record SyncServices
{
    /// <summary>The clock.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Makes connections.</summary>
    public required IConnectionFactory Connections { get; init; }

    /// <summary>Opens state.</summary>
    public required IStateStoreFactory States { get; init; }

    /// <summary>Gives a new token, unique among all: letters and digits, at most 32.</summary>
    public required Func<string> NewToken { get; init; }

    /// <summary>Tells people of runs; null where nobody is told.</summary>
    internal IRunNotifier? Notifier { get; init; }
}

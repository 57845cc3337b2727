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

    /// <summary>Gives a new token, unique among all: letters and digits, at most 32. Several threads may ask at once.</summary>
    public required Func<string> NewToken { get; init; }

    /// <summary>Where a profile's secrets come from, for checking that they are set; null where that is not checked.</summary>
    public Func<SyncProfile, Secrets.ISecretSource>? Secrets { get; init; }

    /// <summary>When a profile's scheduled task runs next, null if it has none; null where there is nobody to ask.</summary>
    public Func<SyncProfile, CancellationToken, Task<DateTimeOffset?>>? NextRun { get; init; }

    /// <summary>Tells people of runs; null where nobody is told.</summary>
    internal IRunNotifier? Notifier { get; init; }
}

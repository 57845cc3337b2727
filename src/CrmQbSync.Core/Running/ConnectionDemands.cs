namespace CrmQbSync.Running;

/// <summary>How a connection is wanted, where it makes a difference to it.</summary>
public sealed record ConnectionDemands
{
    /// <summary>What for.</summary>
    public ConnectionPurpose Purpose { get; init; }

    /// <summary>How long to wait for the other side to call, where it does; null for the connection's default.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>
    /// Whether the state may remember records of this side. Where it does not, none can be known by an id that it had earlier.
    /// </summary>
    public bool RemembersRecords { get; init; } = true;

    /// <summary>Who is told what is waited for; null if nobody.</summary>
    public IRunObserver? Observer { get; init; }
}

namespace CrmQbSync.Connections.Http;

/// <summary>One limit that a service sets, kept before the service has to say so.</summary>
/// <param name="CallClass">The class of calls that it counts (<see cref="ServiceRequest.CallClass"/>); null for all calls.</param>
internal sealed record CallLimit(string? CallClass = null)
{
    /// <summary>The most calls under way at once; null for no limit.</summary>
    public int? AtOnce { get; init; }

    /// <summary>The most calls that the service counts within any stretch of <see cref="Per"/>; null for no limit.</summary>
    public int? Calls { get; init; }

    /// <summary>The stretch that <see cref="Calls"/> counts in.</summary>
    public TimeSpan Per { get; init; } = TimeSpan.FromMinutes(1);
}

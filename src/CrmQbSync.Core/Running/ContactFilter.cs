namespace CrmQbSync.Running;

/// <summary>Which records a user wants to see; all that is given must hold.</summary>
public sealed record ContactFilter
{
    /// <summary>Only these ids; null for any.</summary>
    public IReadOnlyCollection<string>? Ids { get; init; }

    /// <summary>Only these addresses, in any spelling; null for any.</summary>
    public IReadOnlyCollection<string>? Emails { get; init; }

    /// <summary>Only records modified at or after this time; null for any.</summary>
    public DateTimeOffset? ModifiedSince { get; init; }

    /// <summary>Only deleted records.</summary>
    public bool Deleted { get; init; }

    /// <summary>Inactive customers too.</summary>
    public bool IncludeInactive { get; init; }
}

namespace CrmQbSync.Connections;

/// <summary>Which records a query asks for; all that are given must hold. Nothing given asks for every existing record.</summary>
public sealed record ContactQuery
{
    /// <summary>Only these ids; null for any. Ids that do not exist give nothing.</summary>
    public IReadOnlyCollection<string>? Ids { get; init; }

    /// <summary>Only records with one of these keys (normal form of the address); null for any.</summary>
    public IReadOnlyCollection<string>? Emails { get; init; }

    /// <summary>Only records modified at or after this time; null for any.</summary>
    public DateTimeOffset? ModifiedSince { get; init; }

    /// <summary>Only deleted records, where the service can list them.</summary>
    public bool Deleted { get; init; }

    /// <summary>Inactive customers too.</summary>
    public bool IncludeInactive { get; init; }
}

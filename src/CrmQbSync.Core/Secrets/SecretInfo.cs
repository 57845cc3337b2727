namespace CrmQbSync;

/// <summary>A secret's name and dates; never its value.</summary>
public sealed record SecretInfo
{
    /// <summary>Its name, as in <c>${secret:NAME}</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Who can use it.</summary>
    public required SecretScope Scope { get; init; }

    /// <summary>When it was first set; null where the store does not say.</summary>
    public DateTimeOffset? CreatedTime { get; init; }

    /// <summary>When it was set last; null where the store does not say.</summary>
    public DateTimeOffset? ModifiedTime { get; init; }

    /// <summary>The store that holds it.</summary>
    public required string Store { get; init; }
}

namespace CrmQbSync;

/// <summary>A field of a pair that waits for a person's decision.</summary>
public sealed class ContactConflict
{
    /// <summary>The full path of the profile.</summary>
    public string? Profile { get; init; }

    /// <summary>The key that the pair goes by.</summary>
    public string? Email { get; init; }

    /// <summary>A name to recognise the person by.</summary>
    public string? Name { get; init; }

    /// <summary>The field.</summary>
    public string? Field { get; init; }

    /// <summary>The CRM's value; null if blank.</summary>
    public string? CrmValue { get; init; }

    /// <summary>QuickBooks' value; null if blank.</summary>
    public string? QbValue { get; init; }

    /// <summary>What both sides had before; null if blank or if there is no base.</summary>
    public string? BaseValue { get; init; }

    /// <summary>When the conflict was first seen.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>The contact's id.</summary>
    public string? CrmId { get; init; }

    /// <summary>The customer's id.</summary>
    public string? QbId { get; init; }
}

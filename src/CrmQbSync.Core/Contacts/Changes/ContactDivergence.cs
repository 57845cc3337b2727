namespace CrmQbSync;

/// <summary>A field of a linked pair that differs though no run would write it, with the reason.</summary>
public sealed class ContactDivergence
{
    /// <summary>The full path of the profile.</summary>
    public string? Profile { get; init; }

    /// <summary>The key that the pair goes by.</summary>
    public string? Email { get; init; }

    /// <summary>A name to recognise the person by; null if there is none.</summary>
    public string? Name { get; init; }

    /// <summary>The field.</summary>
    public string? Field { get; init; }

    /// <summary>The CRM's value as the last run knew it; null if blank.</summary>
    public string? CrmValue { get; init; }

    /// <summary>QuickBooks' value as the last run knew it; null if blank.</summary>
    public string? QbValue { get; init; }

    /// <summary>Why it stays so, in one word.</summary>
    public DivergenceReason Reason { get; init; }

    /// <summary>When a run first left the two apart; null where that was before the state kept it, or no run has left them so yet.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Why it stays so, and what would change that.</summary>
    public string? Why { get; init; }

    /// <summary>The contact's id.</summary>
    public string? CrmId { get; init; }

    /// <summary>The customer's id.</summary>
    public string? QbId { get; init; }
}

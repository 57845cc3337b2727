namespace CrmQbSync;

/// <summary>How one field of one person came to stand as it does, and what the next run will do about it.</summary>
public sealed class ContactSyncExplanation
{
    /// <summary>The full path of the profile.</summary>
    public string? Profile { get; init; }

    /// <summary>The person's key; null if the record has no address any more.</summary>
    public string? Email { get; init; }

    /// <summary>A name to recognise the person by; null if there is none.</summary>
    public string? Name { get; init; }

    /// <summary>The field.</summary>
    public string? Field { get; init; }

    /// <summary>The contact's value now; null if blank or if there is no contact.</summary>
    public string? CrmValue { get; init; }

    /// <summary>The customer's value now; null if blank or if there is no customer.</summary>
    public string? QbValue { get; init; }

    /// <summary>Whether the two values agree (section 2), however they are spelled.</summary>
    public bool Agrees { get; init; }

    /// <summary>Whether the field has a base: what both sides had when a run last settled it.</summary>
    public bool HasBase { get; init; }

    /// <summary>The contact's base; null if blank or if there is none.</summary>
    public string? CrmBase { get; init; }

    /// <summary>The customer's base; null if blank or if there is none.</summary>
    public string? QbBase { get; init; }

    /// <summary>The rule by which a run last wrote the field.</summary>
    public DecidingRule Rule { get; init; }

    /// <summary>Why it was written so, as the run recorded it; null if no run in the history wrote it.</summary>
    public string? Why { get; init; }

    /// <summary>The run that last wrote the field; null if none in the history did.</summary>
    public long? SyncId { get; init; }

    /// <summary>When it was written; null if no run in the history wrote it.</summary>
    public DateTimeOffset? WrittenAt { get; init; }

    /// <summary>The side that was written.</summary>
    public ChangeTarget Written { get; init; }

    /// <summary>The value that was overwritten; null if it was blank or nothing was written.</summary>
    public string? Overwritten { get; init; }

    /// <summary>The side that the next run will write.</summary>
    public ChangeTarget NextTarget { get; init; }

    /// <summary>What the next run will write there; null if nothing, or if it will clear the field.</summary>
    public string? NextValue { get; init; }

    /// <summary>What the next run will do about the field, and why, as a sentence.</summary>
    public string? Next { get; init; }

    /// <summary>The contact's id (several are separated by a comma and a space); null if there is none.</summary>
    public string? CrmId { get; init; }

    /// <summary>The customer's id (several are separated by a comma and a space); null if there is none.</summary>
    public string? QbId { get; init; }
}

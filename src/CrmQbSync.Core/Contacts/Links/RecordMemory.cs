namespace CrmQbSync.Contacts;

/// <summary>What is remembered of a record that is not linked: matching has to see every record, also those that did not change.</summary>
public sealed record RecordMemory
{
    /// <summary>The side it is on.</summary>
    public required Side Side { get; init; }

    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Its key; null if it has no valid address.</summary>
    public string? Key { get; init; }

    /// <summary>Its values when last seen.</summary>
    public PackedValues Seen { get; init; }

    /// <summary>When it was last modified, as its service said; null if unknown.</summary>
    public DateTimeOffset? Modified { get; init; }

    /// <summary>Why it was skipped and reported so; null if it was not reported (rule 8.9).</summary>
    public string? ReportedReason { get; init; }

    /// <summary>Whether every run has to look at it until it is solved (failed, ambiguous), or a changed mode may let it in.</summary>
    public bool NeedsAttention { get; init; }

    /// <summary>Whether it is a sub-customer or job.</summary>
    public bool IsJob { get; init; }
}

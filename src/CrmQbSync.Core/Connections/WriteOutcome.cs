using CrmQbSync.Contacts;

namespace CrmQbSync.Connections;

/// <summary>What became of one request.</summary>
public sealed record WriteOutcome
{
    /// <summary>How it ended.</summary>
    public required WriteStatus Status { get; init; }

    /// <summary>The record's id after a creation; null if nothing was created.</summary>
    public string? Id { get; init; }

    /// <summary>The record as it stands after the write, where the service tells; null if it does not.</summary>
    public ContactRecord? Record { get; init; }

    /// <summary>The service's own code; null unless it failed.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>The service's own message and what to do; null unless it failed.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>Values that the service refused for themselves, so that the record was written without them; empty nearly always, and unless it was done.</summary>
    public IReadOnlyList<RefusedValue> Refused { get; init; } = [];

    /// <summary>What a record that came back in place of a new one held in the fields that were written; empty nearly always.</summary>
    public IReadOnlyList<FieldWrite> Overwritten { get; init; } = [];

    /// <summary>What the service had to say of a write that was done all the same, in its own words and what to do; null nearly always.</summary>
    public string? Warning { get; init; }

    /// <summary>What is needed to bring a deleted record back, with all that it held; null if it cannot be.</summary>
    public string? RestoreData { get; init; }

    /// <summary>Records that got a lasting id by this write (files without ids), former id to new id; empty nearly always.</summary>
    public IReadOnlyDictionary<string, string> NewIds { get; init; } = System.Collections.Immutable.ImmutableDictionary<string, string>.Empty;
}

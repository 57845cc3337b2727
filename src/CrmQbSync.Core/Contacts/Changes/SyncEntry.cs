namespace CrmQbSync;

/// <summary>What one run did, or refused to do, about one record or pair.</summary>
public sealed record SyncEntry
{
    /// <summary>The run.</summary>
    public long SyncId { get; init; }

    /// <summary>When it was done.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>What was done.</summary>
    public ChangeAction Action { get; init; }

    /// <summary>The side that was written.</summary>
    public ChangeTarget Target { get; init; }

    /// <summary>How it ended.</summary>
    public EntryStatus Status { get; init; }

    /// <summary>The e-mail address of the pair, in normal form; null if it has none.</summary>
    public string? Email { get; init; }

    /// <summary>A name to recognise the person by; null if there is none.</summary>
    public string? Name { get; init; }

    /// <summary>The contact's id (several are separated by a comma and a space); null if there is none.</summary>
    public string? CrmId { get; init; }

    /// <summary>The customer's id (several are separated by a comma and a space); null if there is none.</summary>
    public string? QbId { get; init; }

    /// <summary>Why it was skipped or held; null if it was not.</summary>
    public string? Reason { get; init; }

    /// <summary>The service's own code, or one of ours; null if nothing failed.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>The service's own message, or ours with what to do; null if there is nothing to say.</summary>
    public string? Message { get; init; }

    /// <summary>What could not be written in full or at all; null if everything was.</summary>
    public string? Warning { get; init; }

    /// <summary>The fields in one line of text.</summary>
    public string Summary => FieldChange.Summarize(Fields);

    /// <summary>The full path of the profile.</summary>
    public string? Profile { get; init; }

    /// <summary>The fields, with old and new values.</summary>
    public FieldChangeList Fields { get; init; } = FieldChangeList.Empty;

    /// <summary>Whom it is about, what was done and how it ended: what an error shows as its target.</summary>
    public override string ToString() => $"{Email ?? Name ?? CrmId ?? QbId ?? "(nobody)"} ({Action}, {Status})";

    /// <summary>What the connection needs to bring back a deleted record; null if it was no deletion.</summary>
    internal string? RestoreData { get; init; }
}

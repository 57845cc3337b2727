namespace CrmQbSync;

/// <summary>What a run would do about a record or pair. One a side written.</summary>
public sealed class ContactChange
{
    /// <summary>What would be done.</summary>
    public ChangeAction Action { get; init; }

    /// <summary>The side that would be written.</summary>
    public ChangeTarget Target { get; init; }

    /// <summary>The e-mail address of the pair, in normal form; null if it has none.</summary>
    public string? Email { get; init; }

    /// <summary>A name to recognise the person by; null if there is none.</summary>
    public string? Name { get; init; }

    /// <summary>The contact's id (several are separated by a comma and a space); null if there is none yet.</summary>
    public string? CrmId { get; init; }

    /// <summary>The customer's id (several are separated by a comma and a space); null if there is none yet.</summary>
    public string? QbId { get; init; }

    /// <summary>Why the record is skipped or held; null if it is not.</summary>
    public string? Reason { get; init; }

    /// <summary>What cannot be written as it is; null if all can.</summary>
    public string? Warning { get; init; }

    /// <summary>The fields in one line of text.</summary>
    public string Summary => FieldChange.Summarize(Fields);

    /// <summary>The full path of the profile; null if there was none.</summary>
    public string? Profile { get; init; }

    /// <summary>The mode it was planned with.</summary>
    public SyncMode Mode { get; init; }

    /// <summary>The priority it was planned with.</summary>
    public SyncPriority Priority { get; init; }

    /// <summary>Whether it was planned with every record handled again (rule 3.6); it is applied so too.</summary>
    public bool All { get; init; }

    /// <summary>The fields.</summary>
    public FieldChangeList Fields { get; init; } = FieldChangeList.Empty;

    /// <summary>The code of what would fail (such as EmailInUse); null if nothing would.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>What the code means and what to do; null if nothing would fail.</summary>
    public string? Message { get; init; }
}

namespace CrmQbSync.State;

/// <summary>
/// One write, journaled before it is sent. Whatever is still in the journal when a run begins is undecided: that run first finds out
/// what became of it (rule 8.5).
/// </summary>
public sealed record Intent
{
    /// <summary>The token of the write; unique.</summary>
    public required string Token { get; init; }

    /// <summary>The run that meant to do it.</summary>
    public required long SyncId { get; init; }

    /// <summary>The side that is written.</summary>
    public required Side Target { get; init; }

    /// <summary>Create, Update or Delete.</summary>
    public required ChangeAction Action { get; init; }

    /// <summary>The pair's contact; null if it is the one to be created.</summary>
    public string? CrmId { get; init; }

    /// <summary>The pair's customer; null if it is the one to be created.</summary>
    public string? QbId { get; init; }

    /// <summary>The key that a new record gets, or the pair goes by.</summary>
    public string? Key { get; init; }

    /// <summary>A name to recognise the person by.</summary>
    public string? Name { get; init; }

    /// <summary>The fields with old and new values.</summary>
    public IReadOnlyList<FieldChange> Fields { get; init; } = [];

    /// <summary>The last name that was made up for a new contact (rule 6.3); else null.</summary>
    public string? MadeUpLastName { get; init; }

    /// <summary>What brings back the record that is to be deleted; else null.</summary>
    public string? RestoreData { get; init; }

    /// <summary>Whether the write belongs to an undo (rule 8.12).</summary>
    public bool Undo { get; init; }
}

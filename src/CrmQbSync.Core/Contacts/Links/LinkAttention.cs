namespace CrmQbSync.Contacts;

/// <summary>What keeps a pair on the list of every run.</summary>
[Flags]
public enum LinkAttention
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A write failed.</summary>
    Failed = 1,

    /// <summary>A field waits for a person's decision.</summary>
    Conflict = 2,

    /// <summary>The survivor of a deletion is held.</summary>
    Held = 4,

    /// <summary>The pair rests or was skipped.</summary>
    Skipped = 8,

    /// <summary>A run dealt with only part of what was to be done.</summary>
    Unfinished = 16,

    /// <summary>The contact was read with changes that no run has dealt with yet: it stands as seen, and has changed since the pair was handled (section 7).</summary>
    CrmChanged = 32,

    /// <summary>See <see cref="CrmChanged"/>; the customer.</summary>
    QbChanged = 64,

    /// <summary>The customer was read as a sub-customer or job (rule 3.3).</summary>
    Job = 128,
}

namespace CrmQbSync;

/// <summary>How an entry ended.</summary>
public enum EntryStatus
{
    /// <summary>It was done.</summary>
    Done,

    /// <summary>The record does not take part.</summary>
    Skipped,

    /// <summary>The survivor of a deletion is left alone.</summary>
    Held,

    /// <summary>Several records have the same address.</summary>
    Ambiguous,

    /// <summary>Fields wait for a person's decision.</summary>
    Conflict,

    /// <summary>It failed; the next run tries again.</summary>
    Failed,
}

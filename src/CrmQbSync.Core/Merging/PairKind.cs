namespace CrmQbSync.Merging;

/// <summary>What a run does with a pair or a single record.</summary>
public enum PairKind
{
    /// <summary>Nothing; it is only remembered how it stands.</summary>
    Touch,

    /// <summary>Nothing differs.</summary>
    Unchanged,

    /// <summary>The fields of a linked pair are merged.</summary>
    Merge,

    /// <summary>Two records are linked, and their fields merged.</summary>
    Link,

    /// <summary>A new record on one side.</summary>
    Create,

    /// <summary>The survivor of a deletion is deleted too.</summary>
    Delete,

    /// <summary>The survivor of a deletion is left alone.</summary>
    Hold,

    /// <summary>A record or pair does not take part.</summary>
    Skip,

    /// <summary>Several records have the same address.</summary>
    Ambiguous,

    /// <summary>Both records are gone: the link is forgotten.</summary>
    Forget,

    /// <summary>Writing would give two records the same address, or a row cannot be read.</summary>
    Fail,
}

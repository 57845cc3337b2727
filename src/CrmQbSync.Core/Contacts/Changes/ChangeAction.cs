namespace CrmQbSync;

/// <summary>What is done, or would be done, about a record or pair.</summary>
public enum ChangeAction
{
    /// <summary>Nothing differs.</summary>
    Unchanged,

    /// <summary>A new record.</summary>
    Create,

    /// <summary>Fields of an existing record are written.</summary>
    Update,

    /// <summary>Two records are found to be the same person.</summary>
    Link,

    /// <summary>A record is deleted or made inactive.</summary>
    Delete,

    /// <summary>A record does not take part.</summary>
    Skip,

    /// <summary>The survivor of a deletion is left alone.</summary>
    Hold,

    /// <summary>Fields wait for a person's decision.</summary>
    Conflict,

    /// <summary>Several records have the same address.</summary>
    Ambiguous,
}

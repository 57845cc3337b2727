namespace CrmQbSync;

/// <summary>Whether both records of a link exist.</summary>
public enum LinkState
{
    /// <summary>Both exist.</summary>
    Live,

    /// <summary>The contact was deleted.</summary>
    CrmDeleted,

    /// <summary>The customer was deleted or made inactive.</summary>
    QbDeleted,
}

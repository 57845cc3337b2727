namespace CrmQbSync.Connections;

/// <summary>How a request ended.</summary>
public enum WriteStatus
{
    /// <summary>It was done.</summary>
    Done,

    /// <summary>The service refused it for good.</summary>
    Failed,

    /// <summary>Somebody else changed the record since it was read; nothing was written (rule 8.8).</summary>
    Stale,

    /// <summary>The record is not there any more; nothing was written.</summary>
    Gone,

    /// <summary>A customer with an open balance cannot be made inactive (rule 7.3); nothing was written.</summary>
    OpenBalance,

    /// <summary>No answer came: it may or may not have been done. The journal keeps it for the next run.</summary>
    Unknown,
}

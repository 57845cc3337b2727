namespace CrmQbSync;

/// <summary>Which way data flows.</summary>
public enum SyncMode
{
    /// <summary>From QuickBooks to the CRM.</summary>
    Import,

    /// <summary>From the CRM to QuickBooks.</summary>
    Export,

    /// <summary>Both ways.</summary>
    Synchronize,
}

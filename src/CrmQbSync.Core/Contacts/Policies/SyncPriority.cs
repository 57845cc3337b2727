namespace CrmQbSync;

/// <summary>Who wins where both sides differ and both may be written (rule 5.5).</summary>
public enum SyncPriority
{
    /// <summary>The CRM's value.</summary>
    Crm,

    /// <summary>QuickBooks' value.</summary>
    Qb,

    /// <summary>The value of the record that was modified later.</summary>
    Newest,

    /// <summary>Neither: a person decides.</summary>
    Manual,
}

namespace CrmQbSync;

/// <summary>The side that a change is written to.</summary>
public enum ChangeTarget
{
    /// <summary>Nothing is written.</summary>
    None,

    /// <summary>The CRM.</summary>
    Crm,

    /// <summary>QuickBooks.</summary>
    Qb,
}

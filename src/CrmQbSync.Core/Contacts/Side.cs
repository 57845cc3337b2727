namespace CrmQbSync;

/// <summary>One of the two systems that are kept the same (rules, section 1).</summary>
public enum Side
{
    /// <summary>The CRM; its records are contacts.</summary>
    Crm,

    /// <summary>QuickBooks; its records are customers.</summary>
    Qb,
}

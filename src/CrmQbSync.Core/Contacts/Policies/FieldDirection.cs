namespace CrmQbSync;

/// <summary>Which way the values of one field may flow.</summary>
public enum FieldDirection
{
    /// <summary>Neither way.</summary>
    None,

    /// <summary>Both ways.</summary>
    Both,

    /// <summary>Only from the CRM to QuickBooks.</summary>
    CrmToQb,

    /// <summary>Only from QuickBooks to the CRM.</summary>
    QbToCrm,
}

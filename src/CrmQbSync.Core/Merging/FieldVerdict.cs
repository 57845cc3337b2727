namespace CrmQbSync.Merging;

/// <summary>What happens to one field of a pair.</summary>
public enum FieldVerdict
{
    /// <summary>The values agree.</summary>
    Agree,

    /// <summary>They differ and stay so.</summary>
    Leave,

    /// <summary>The CRM's value is written to QuickBooks.</summary>
    ToQb,

    /// <summary>QuickBooks' value is written to the CRM.</summary>
    ToCrm,

    /// <summary>A person has to decide.</summary>
    Conflict,
}

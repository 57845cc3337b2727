namespace CrmQbSync.Contacts;

/// <summary>Why a record was skipped or held: the words of an entry's Reason.</summary>
public static class Reasons
{
    /// <summary>No e-mail address (rule 3.1).</summary>
    public const string NoEmail = nameof(NoEmail);

    /// <summary>The address is not an address (rule 3.1).</summary>
    public const string InvalidEmail = nameof(InvalidEmail);

    /// <summary>A sub-customer or job (rule 3.3).</summary>
    public const string Job = nameof(Job);

    /// <summary>The mode does not add new records on that side (rule 6.1).</summary>
    public const string Mode = nameof(Mode);

    /// <summary>The contact was deleted in the CRM (rule 7.2).</summary>
    public const string DeletedInCrm = nameof(DeletedInCrm);

    /// <summary>The customer was deleted or made inactive in QuickBooks (rule 7.2).</summary>
    public const string DeletedInQb = nameof(DeletedInQb);

    /// <summary>The customer has an open balance (rule 7.3).</summary>
    public const string OpenBalance = nameof(OpenBalance);

    /// <summary>The record's creation was undone (rule 8.12).</summary>
    public const string UndoneCreation = nameof(UndoneCreation);

    /// <summary>A planned change that no longer holds.</summary>
    public const string PlanChanged = nameof(PlanChanged);
}

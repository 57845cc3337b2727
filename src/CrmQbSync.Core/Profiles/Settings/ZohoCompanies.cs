namespace CrmQbSync.Profiles;

/// <summary>What the field Company means in Zoho CRM, where a contact belongs to an account.</summary>
public enum ZohoCompanies
{
    /// <summary>The contact is linked to the account of that name, which is created if there is none.</summary>
    LinkOrCreate,

    /// <summary>The contact is linked to the account of that name if there is one.</summary>
    Link,

    /// <summary>Company is not mapped.</summary>
    Ignore,
}

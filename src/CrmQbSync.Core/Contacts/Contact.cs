namespace CrmQbSync;

/// <summary>A contact of the CRM or a customer of QuickBooks, as users see it.</summary>
public sealed class Contact
{
    /// <summary>The side it is on.</summary>
    public Side Side { get; init; }

    /// <summary>The id that its service knows it by; null in a set made in memory.</summary>
    public string? Id { get; init; }

    /// <summary>The e-mail address, as stored; several may stand in it.</summary>
    public string? Email { get; init; }

    /// <summary>First name; null if blank, as with every field below.</summary>
    public string? FirstName { get; init; }

    /// <summary>Middle name.</summary>
    public string? MiddleName { get; init; }

    /// <summary>Last name.</summary>
    public string? LastName { get; init; }

    /// <summary>Company; in the CRM the name of the account.</summary>
    public string? Company { get; init; }

    /// <summary>Job title.</summary>
    public string? JobTitle { get; init; }

    /// <summary>Telephone number, in the service's own spelling.</summary>
    public string? Phone { get; init; }

    /// <summary>Mobile number.</summary>
    public string? Mobile { get; init; }

    /// <summary>Fax number.</summary>
    public string? Fax { get; init; }

    /// <summary>Web address.</summary>
    public string? Website { get; init; }

    /// <summary>Notes.</summary>
    public string? Notes { get; init; }

    /// <summary>Billing (CRM: mailing) street; its lines are separated by LF.</summary>
    public string? BillingStreet { get; init; }

    /// <summary>Billing city.</summary>
    public string? BillingCity { get; init; }

    /// <summary>Billing state or province.</summary>
    public string? BillingState { get; init; }

    /// <summary>Billing postal code.</summary>
    public string? BillingPostalCode { get; init; }

    /// <summary>Billing country.</summary>
    public string? BillingCountry { get; init; }

    /// <summary>Shipping (CRM: other) street; its lines are separated by LF.</summary>
    public string? ShippingStreet { get; init; }

    /// <summary>Shipping city.</summary>
    public string? ShippingCity { get; init; }

    /// <summary>Shipping state or province.</summary>
    public string? ShippingState { get; init; }

    /// <summary>Shipping postal code.</summary>
    public string? ShippingPostalCode { get; init; }

    /// <summary>Shipping country.</summary>
    public string? ShippingCountry { get; init; }

    /// <summary>When it was created; null if its service does not say.</summary>
    public DateTimeOffset? CreatedTime { get; init; }

    /// <summary>When it was last modified; null if its service does not say.</summary>
    public DateTimeOffset? ModifiedTime { get; init; }

    /// <summary>Whether it is deleted, or an inactive customer.</summary>
    public bool Deleted { get; init; }

    /// <summary>The full path of the profile it was read by; null for a set made in memory.</summary>
    public string? Profile { get; init; }

    /// <summary>The custom fields that the profile maps, in its order; the cmdlets show them as note properties.</summary>
    internal IReadOnlyList<KeyValuePair<string, string?>> CustomFields { get; init; } = [];
}

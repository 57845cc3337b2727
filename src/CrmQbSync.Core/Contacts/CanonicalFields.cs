using System.Collections.Immutable;

namespace CrmQbSync.Contacts;

/// <summary>The fields that every connection may have (rules, section 2), in the order in which they are shown.</summary>
public static class CanonicalFields
{
    /// <summary>The name of the field that records are matched by.</summary>
    public const string Email = "Email";

    /// <summary>The name of the field that a CRM requires (rule 6.3).</summary>
    public const string LastName = "LastName";

    /// <summary>All canonical fields.</summary>
    public static ImmutableArray<ContactField> All { get; } =
    [
        new(Email, FieldKind.Email, MayBeCut: false),
        new("FirstName", FieldKind.Text),
        new("MiddleName", FieldKind.Text),
        new(LastName, FieldKind.Text),
        new("Company", FieldKind.Text),
        new("JobTitle", FieldKind.Text),
        new("Phone", FieldKind.Phone, MayBeCut: false),
        new("Mobile", FieldKind.Phone, MayBeCut: false),
        new("Fax", FieldKind.Phone, MayBeCut: false),
        new("Website", FieldKind.Text, MayBeCut: false),
        new("Notes", FieldKind.Text),
        .. Address("Billing"),
        .. Address("Shipping"),
    ];

    /// <summary>The canonical field of that name, without regard to case; null if there is none.</summary>
    public static ContactField? Find(string name) =>
        All.FirstOrDefault(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static ContactField[] Address(string prefix) =>
    [
        new(prefix + "Street", FieldKind.Street),
        new(prefix + "City", FieldKind.Text),
        new(prefix + "State", FieldKind.Text),
        new(prefix + "PostalCode", FieldKind.Text, MayBeCut: false),
        new(prefix + "Country", FieldKind.Text),
    ];
}

using System.Collections.Immutable;
using CrmQbSync.Contacts;

namespace CrmQbSync.Connections.Csv;

/// <summary>
/// Which headers mean what, format by format. For each field the alternatives in the order in which they are looked for; an alternative
/// of several headers is one field that the file spreads over several columns, a line in each.
/// </summary>
internal static class CsvHeaderNames
{
    public const string Id = "Id";
    public const string ModifiedTime = "ModifiedTime";
    public const string CreatedTime = "CreatedTime";
    public const string Name = "(name)";
    public const string Active = "(active)";
    public const string Balance = "(balance)";
    public const string Parent = "(parent)";

    // So many lines hold an address as it is printed.
    private const int BlockLines = 5;

    /// <summary>
    /// The field that has to have a column of its own, if the headers of a street are to be one: where the city has none, lines such as "Bill to 1" to
    /// "Bill to 5" hold the name, the street and the city, and a street written over them would lose the others. Null if the headers are a street anyway.
    /// </summary>
    public static string? Beside(string field, ImmutableArray<string> headers) =>
        headers.Length == BlockLines ? field.Replace("Street", "City", StringComparison.Ordinal) : null;

    /// <summary>The headers of a field in a format; empty if the format does not have it.</summary>
    public static IReadOnlyList<ImmutableArray<string>> Of(CsvFormat format, string field)
    {
        var table = format switch
        {
            CsvFormat.ZohoExport => s_zoho,
            CsvFormat.QuickBooksExport => s_quickBooks,
            _ => s_canonical,
        };
        return table.Value.TryGetValue(field, out var alternatives) ? alternatives : [];
    }

    // Each table is made when its format is first met.
    private static readonly Lazy<Dictionary<string, ImmutableArray<string>[]>> s_canonical = Table(() =>
        [Entry(Id, Id), Entry(ModifiedTime, ModifiedTime), Entry(CreatedTime, CreatedTime),
            .. CanonicalFields.All.Select(field => Entry(field.Name, field.Name))]);

    // The field labels of the Contacts module, as its list, report and data exports have them, and after them the API names of bulk exports:
    // https://help.zoho.com/portal/en/kb/crm/customize-crm-account/customizing-fields/articles/standard-modules-fields
    private static readonly Lazy<Dictionary<string, ImmutableArray<string>[]>> s_zoho = Table(() =>
    [
        Entry(Id, "Record Id", "Contact Id", "CONTACTID", "Id"),
        Entry(ModifiedTime, "Modified Time", "Last Modified Time", "Modified_Time"),
        Entry(CreatedTime, "Created Time", "Created_Time"),
        Entry(CanonicalFields.Email, "Email"),
        Entry(nameof(Contact.FirstName), "First Name", "First_Name"),
        Entry(nameof(Contact.MiddleName), "Middle Name", "Middle_Name"),
        Entry(nameof(Contact.LastName), "Last Name", "Last_Name"),
        Entry(nameof(Contact.Company), "Account Name", "Account_Name"),
        Entry(nameof(Contact.JobTitle), "Title"),
        Entry(nameof(Contact.Phone), "Phone"),
        Entry(nameof(Contact.Mobile), "Mobile"),
        Entry(nameof(Contact.Fax), "Fax"),
        Entry(nameof(Contact.Website), "Website"),
        Entry(nameof(Contact.Notes), "Description"),
        .. ZohoAddress("Billing", "Mailing"),
        .. ZohoAddress("Shipping", "Other"),
    ]);

    // QuickBooks Desktop, Customer Center, "Export Customer List" ("Customer", "Main Phone", "Bill to 1" ...), and its import template:
    // http://employee.rpromise.com/allowed-fields/2
    // QuickBooks Online, customer list and import file ("Full Name", "Company", "Street" ...), and what names may not hold:
    // https://plugin-qbo.intuit.com/qbo-ush/helpcontent/production/119/en_US/QBO_Essentials/Content/Topics/admin/help_admin_import_contacts_which_fields.htm
    // https://community.intuit.com/articles/1583081-which-contact-fields-are-imported
    // The address headers of import tools for it ("Billing Address Line 1", "Billing Address City" ...):
    // https://dancingnumbers.com/import-customer-list-into-qbo-with-dnonline
    // The Online report "Customer Contact List" ("Customer full name", "Phone numbers", "Email", "Full name", "Bill address", "Ship address", below
    // some lines of titles) writes all numbers, and a whole address, into one cell each: these are not mapped.
    private static readonly Lazy<Dictionary<string, ImmutableArray<string>[]>> s_quickBooks = Table(() =>
    [
        Entry(Id, "Id", "ListID", "List ID", "Customer ID"),
        Entry(ModifiedTime, "Modified Time", "Time Modified", "TimeModified", "Last Modified", "Last modified date"),
        Entry(CreatedTime, "Created Time", "Time Created", "TimeCreated", "Created on", "Create date"),
        Entry(Name, "Customer", "Customer full name", "Customer name", "Display Name", "DisplayName", "Job or Customer Name", "Name", "Full Name"),
        Entry(Active, "Active Status", "Is Active", "IsActive", "Active"),
        Entry(Balance, "Balance Total", "Balance", "Open Balance"),
        Entry(Parent, "Parent", "Parent Full Name", "Parent Customer", "Sub-customer of"),
        Entry(CanonicalFields.Email, "Main Email", "Email", "E-mail", "Email Address"),
        Entry(nameof(Contact.FirstName), "First Name", "Given Name", "GivenName"),
        Entry(nameof(Contact.MiddleName), "M.I.", "Middle Initial", "Middle Name", "MiddleName"),
        Entry(nameof(Contact.LastName), "Last Name", "Family Name", "FamilyName"),
        Entry(nameof(Contact.Company), "Company", "Company Name", "CompanyName"),
        Entry(nameof(Contact.JobTitle), "Job Title"),
        Entry(nameof(Contact.Phone), "Main Phone", "Phone", "Primary Phone"),
        Entry(nameof(Contact.Mobile), "Mobile", "Mobile Phone", "Alt. Phone", "Alt Phone", "Alternate Phone"),
        Entry(nameof(Contact.Fax), "Fax"),
        Entry(nameof(Contact.Website), "Website", "Web Site", "Web Address"),
        Entry(nameof(Contact.Notes), "Notes", "Note", "Customer Notes"),
        .. QuickBooksAddress("Billing", "Bill to", hasPlain: true),
        .. QuickBooksAddress("Shipping", "Ship to", hasPlain: false),
    ]);

    private static KeyValuePair<string, ImmutableArray<string>[]> Entry(string field, params string[] headers) =>
        KeyValuePair.Create(field, Array.ConvertAll(headers, header => ImmutableArray.Create(header)));

    private static IEnumerable<KeyValuePair<string, ImmutableArray<string>[]>> ZohoAddress(string field, string header) =>
    [
        Entry(field + "Street", $"{header} Street", $"{header}_Street"),
        Entry(field + "City", $"{header} City", $"{header}_City"),
        Entry(field + "State", $"{header} State", $"{header}_State"),
        Entry(field + "PostalCode", $"{header} Zip", $"{header}_Zip"),
        Entry(field + "Country", $"{header} Country", $"{header}_Country"),
    ];

    private static IEnumerable<KeyValuePair<string, ImmutableArray<string>[]>> QuickBooksAddress(string field, string header, bool hasPlain)
    {
        string[] Plain(params string[] headers) => hasPlain ? headers : [];
        var street = new List<ImmutableArray<string>>
        {
            ImmutableArray.Create($"{field} Street"),
            Numbered($"{header} Street", 2, separator: ""),
            ImmutableArray.Create($"{header} Street"),
        };
        if (hasPlain)
            street.AddRange([Numbered("Street", 2, separator: ""), ["Street Address"], ["Street"]]);
        street.AddRange([Numbered($"{field} Address Line", BlockLines), Numbered($"{field} Address", BlockLines), Numbered(header, BlockLines)]);
        return
        [
            KeyValuePair.Create(field + "Street", street.ToArray()),
            Entry(field + "City", [$"{field} City", $"{field} Address City", $"{header} City", .. Plain("City", "City/Town")]),
            Entry(field + "State", [$"{field} State", $"{field} Address State", $"{header} State", .. Plain("State", "Province", "State/Province/Region")]),
            Entry(
                field + "PostalCode",
                [$"{field} ZIP", $"{field} ZIP code", $"{field} Postal Code", $"{field} Address Postal Code", $"{header} Zip", .. Plain("Zip", "ZIP code", "Postal Code")]),
            Entry(field + "Country", [$"{field} Country", $"{field} Address Country", $"{header} Country", .. Plain("Country")]),
        ];
    }

    private static ImmutableArray<string> Numbered(string header, int count, string separator = " ") =>
        [.. Enumerable.Range(1, count).Select(number => $"{header}{separator}{number}")];

    private static Lazy<Dictionary<string, ImmutableArray<string>[]>> Table(Func<IEnumerable<KeyValuePair<string, ImmutableArray<string>[]>>> entries) =>
        new(() => new Dictionary<string, ImmutableArray<string>[]>(entries(), StringComparer.OrdinalIgnoreCase));
}

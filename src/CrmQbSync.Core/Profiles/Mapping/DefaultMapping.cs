using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace CrmQbSync.Profiles;

/// <summary>Which field of a system a canonical field is by default, and when two names mean the same field of a system.</summary>
internal static partial class DefaultMapping
{
    private static readonly FrozenDictionary<string, string> s_zohoCrm = Table(
        Address("Billing", "Mailing_Street", "Mailing_City", "Mailing_State", "Mailing_Zip", "Mailing_Country"),
        Address("Shipping", "Other_Street", "Other_City", "Other_State", "Other_Zip", "Other_Country"),
        ("Email", "Email"), ("FirstName", "First_Name"), ("LastName", "Last_Name"), ("Company", "Account_Name"), ("JobTitle", "Title"),
        ("Phone", "Phone"), ("Mobile", "Mobile"), ("Fax", "Fax"), ("Notes", "Description"));

    private static readonly FrozenDictionary<string, string> s_quickBooksOnline = Table(
        Address("Billing", "BillAddr.Line1…5", "BillAddr.City", "BillAddr.CountrySubDivisionCode", "BillAddr.PostalCode", "BillAddr.Country"),
        Address("Shipping", "ShipAddr.Line1…5", "ShipAddr.City", "ShipAddr.CountrySubDivisionCode", "ShipAddr.PostalCode", "ShipAddr.Country"),
        ("Email", "PrimaryEmailAddr.Address"), ("FirstName", "GivenName"), ("MiddleName", "MiddleName"), ("LastName", "FamilyName"),
        ("Company", "CompanyName"), ("Phone", "PrimaryPhone.FreeFormNumber"), ("Mobile", "Mobile.FreeFormNumber"), ("Fax", "Fax.FreeFormNumber"),
        ("Website", "WebAddr.URI"), ("Notes", "Notes"));

    private static readonly FrozenDictionary<string, string> s_quickBooksDesktop = Table(
        Address("Billing", "BillAddress.Addr1…5", "BillAddress.City", "BillAddress.State", "BillAddress.PostalCode", "BillAddress.Country"),
        Address("Shipping", "ShipAddress.Addr1…5", "ShipAddress.City", "ShipAddress.State", "ShipAddress.PostalCode", "ShipAddress.Country"),
        ("Email", "Email"), ("FirstName", "FirstName"), ("MiddleName", "MiddleName"), ("LastName", "LastName"), ("Company", "CompanyName"),
        ("JobTitle", "JobTitle"), ("Phone", "Phone"), ("Mobile", "AltPhone"), ("Fax", "Fax"), ("Notes", "Notes"));

    /// <summary>What a canonical field is in Zoho CRM by default; null if it is nothing there.</summary>
    public static string? OfZohoCrm(string field) => s_zohoCrm.GetValueOrDefault(field);

    /// <summary>
    /// What a canonical field is in a system by default; null if it is nothing there. Under which of several headers an export has it, the file tells
    /// when it is opened, and a header that the profile names for another field is left out then.
    /// </summary>
    public static SideName? Of(CheckedValue connection, string field)
    {
        var name = connection.Type!.Name switch
        {
            "ZohoCrm" => field == "Company" && connection.Choice<ZohoCompanies>("companies") == ZohoCompanies.Ignore
                ? null
                : s_zohoCrm.GetValueOrDefault(field),
            "QuickBooksOnline" => s_quickBooksOnline.GetValueOrDefault(field),
            "QuickBooksDesktop" => s_quickBooksDesktop.GetValueOrDefault(field),
            _ => field,
        };
        var isKnown = connection.Type.Name != "Csv" || connection.Choice<CsvFormat>("format") is null or CsvFormat.Canonical;
        return name is null ? null : new SideName(isKnown ? name : null);
    }

    /// <summary>What a canonical field is in QuickBooks Online by default; null if it is nothing there.</summary>
    public static string? OfQuickBooksOnline(string field) => s_quickBooksOnline.GetValueOrDefault(field);

    /// <summary>
    /// The single fields of the system that a name stands for, in a form in which the same field has one spelling: the lines of a street are several,
    /// and QuickBooks Online's PrimaryPhone is its PrimaryPhone.FreeFormNumber.
    /// </summary>
    public static IEnumerable<string> TargetsOf(string type, string name)
    {
        var target = name.ToUpperInvariant();
        if (type == "QuickBooksOnline")
        {
            foreach (var suffix in (string[])[".FREEFORMNUMBER", ".ADDRESS", ".URI"])
                target = target.EndsWith(suffix, StringComparison.Ordinal) ? target[..^suffix.Length] : target;
        }
        if (Lines().Match(target) is not { Success: true } lines || type is "Csv" or "ZohoCrm")
            return [target];
        var first = lines.Groups[2].Value[0] - '0';
        var last = lines.Groups[3].Value[0] - '0';
        return first > last ? [target] : Enumerable.Range(first, last - first + 1).Select(line => lines.Groups[1].Value + line.ToInvariant());
    }

    [GeneratedRegex(@"^(.*[^0-9])([0-9])(?:…|\.\.\.|-)([0-9])$", RegexOptions.CultureInvariant)]
    private static partial Regex Lines();

    private static (string, string)[] Address(string prefix, string street, string city, string state, string postalCode, string country) =>
    [
        (prefix + "Street", street),
        (prefix + "City", city),
        (prefix + "State", state),
        (prefix + "PostalCode", postalCode),
        (prefix + "Country", country),
    ];

    private static FrozenDictionary<string, string> Table((string, string)[] billing, (string, string)[] shipping, params (string Field, string Name)[] others) =>
        others.Concat(billing).Concat(shipping).ToFrozenDictionary(pair => pair.Item1, pair => pair.Item2, StringComparer.Ordinal);
}

using System.Collections.Frozen;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Emulators.QuickBooksOnline;

/// <summary>The members of a customer: which there are, their types, lengths and rules.</summary>
internal static class CustomerShape
{
    public const string DeletedSuffix = " (deleted)";

    private static readonly char[] ForbiddenInNames = [':', '\t', '\n', '\r'];

    private static readonly FrozenSet<string> Names = new[]
    {
        "DisplayName", "Title", "GivenName", "MiddleName", "FamilyName", "Suffix", "PrintOnCheckName",
    }.ToFrozenSet();

    private static readonly FrozenDictionary<string, int> Texts = new Dictionary<string, int>
    {
        ["DisplayName"] = 500,
        ["Title"] = 16,
        ["GivenName"] = 100,
        ["MiddleName"] = 100,
        ["FamilyName"] = 100,
        ["Suffix"] = 16,
        ["CompanyName"] = 100,
        ["PrintOnCheckName"] = 110,
        ["Notes"] = 2000,
        ["ResaleNum"] = 16,
        ["PreferredDeliveryMethod"] = 30,
        ["OpenBalanceDate"] = 10,
        ["PrimaryTaxIdentifier"] = 30,
        ["SecondaryTaxIdentifier"] = 30,
    }.ToFrozenDictionary();

    /// <summary>Members that are an object with one text in it.</summary>
    private static readonly FrozenDictionary<string, (string Inner, int Length)> Wrapped = new Dictionary<string, (string, int)>
    {
        ["PrimaryPhone"] = ("FreeFormNumber", 30),
        ["AlternatePhone"] = ("FreeFormNumber", 30),
        ["Mobile"] = ("FreeFormNumber", 30),
        ["Fax"] = ("FreeFormNumber", 30),
        ["PrimaryEmailAddr"] = ("Address", 100),
        ["WebAddr"] = ("URI", 1000),
    }.ToFrozenDictionary();

    private static readonly FrozenSet<string> Booleans = new[] { "Active", "Taxable", "Job", "BillWithParent" }.ToFrozenSet();

    private static readonly FrozenSet<string> References = new[]
    {
        "ParentRef", "CurrencyRef", "SalesTermRef", "PaymentMethodRef", "DefaultTaxCodeRef", "CustomerTypeRef", "ARAccountRef",
    }.ToFrozenSet();

    private static readonly FrozenDictionary<string, int> AddressParts = new Dictionary<string, int>
    {
        ["Line1"] = 500, ["Line2"] = 500, ["Line3"] = 500, ["Line4"] = 500, ["Line5"] = 500,
        ["City"] = 255, ["Country"] = 255, ["CountrySubDivisionCode"] = 255, ["PostalCode"] = 30,
        // Of the schema alone; the reference does not tell of them.
        ["CountryCode"] = 255, ["County"] = 255, ["PostalCodeSuffix"] = 30, ["Note"] = 255, ["Tag"] = 255,
    }.ToFrozenDictionary();

    /// <summary>Members that are known, and not taken from a request.</summary>
    public static FrozenSet<string> ReadOnly { get; } = new[]
    {
        "FullyQualifiedName", "Level", "BalanceWithJobs", "IsProject", "V4IDPseudonym", "ClientEntityId", "MetaData", "domain", "status", "sparse", "Id", "SyncToken",
    }.ToFrozenSet();

    /// <summary>Members that keep their value when a full update leaves them out.</summary>
    public static FrozenSet<string> Defaulted { get; } = new[]
    {
        "Taxable", "PreferredDeliveryMethod", "DefaultTaxCodeRef", "CurrencyRef", "Active", "Balance", "BillWithParent", "Job", "DisplayName",
    }.ToFrozenSet();

    public static bool IsReference(string name) => References.Contains(name);

    public static bool IsWrapped(string name) => Wrapped.ContainsKey(name);

    public static bool IsAddress(string name) => name is "BillAddr" or "ShipAddr";

    public static bool IsText(string name) => Texts.ContainsKey(name);

    public static string InnerOf(string name) => Wrapped[name].Inner;

    /// <summary>Checks every member of a request; blanks and nulls have been dealt with.</summary>
    public static void Check(JObject body, QuickBooksKnobs knobs)
    {
        if ((string?)body["CompanyName"] is { } company && company.Length > knobs.MaxCompanyName)
            throw ApiFault.Length("CompanyName", knobs.MaxCompanyName, company.Length);
        foreach (var (name, value) in body)
        {
            if (ReadOnly.Contains(name))
                continue;
            if (Texts.TryGetValue(name, out var length))
                CheckText(name, value!, length);
            else if (Wrapped.TryGetValue(name, out var wrapped))
                CheckWrapped(name, value!, wrapped.Inner, wrapped.Length);
            else if (Booleans.Contains(name))
                Demand(value!.Type == JTokenType.Boolean);
            else if (References.Contains(name))
                Demand(value is JObject reference && reference["value"]?.Type == JTokenType.String);
            else if (IsAddress(name))
                CheckAddress(name, value!);
            else if (name == "Balance")
                Demand(value!.Type is JTokenType.Integer or JTokenType.Float);
            else
                throw ApiFault.UnknownProperty(name, "Customer");
        }
    }

    private static void Demand(bool holds)
    {
        if (!holds)
            throw ApiFault.BadJson();
    }

    private static void CheckText(string name, JToken value, int length)
    {
        Demand(value.Type == JTokenType.String);
        var text = (string)value!;
        if (text.Length > length)
            throw ApiFault.Length(name, length, text.Length);
        if (Names.Contains(name) && text.IndexOfAny(ForbiddenInNames) >= 0)
            throw ApiFault.Characters(name, text);
    }

    private static void CheckWrapped(string name, JToken value, string inner, int length)
    {
        Demand(value is JObject);
        foreach (var (member, content) in (JObject)value)
        {
            if (member != inner)
                throw ApiFault.UnknownProperty(member, name);
            Demand(content!.Type == JTokenType.String);
            var text = (string)content!;
            if (text.Length > length)
                throw ApiFault.Length(name, length, text.Length);
            if (name == "PrimaryEmailAddr")
                CheckEmails(text);
            if (name == "WebAddr" && (text.Any(char.IsWhiteSpace) || !text.Contains('.', StringComparison.Ordinal)))
                throw new ApiFault("2200", "Invalid web address", $"The web address is malformed. Supplied value:{text}", "WebAddr");
        }
    }

    private static void CheckEmails(string text)
    {
        foreach (var address in text.Split(',').Select((part, at) => at == 0 ? part : part.TrimStart(' ')))
        {
            var at = address.IndexOf('@', StringComparison.Ordinal);
            if (at <= 0 || address.IndexOf('@', at + 1) >= 0 || !address[at..].Contains('.', StringComparison.Ordinal)
                || address.Any(character => char.IsWhiteSpace(character) || character is ';' or '<' or '>'))
            {
                throw new ApiFault("2210", "Invalid Email Address format",
                    $"Email Address does not conform to the syntax rules of RFC 822. Supplied value:{text}", "PrimaryEmailAddr");
            }
        }
    }

    private static void CheckAddress(string name, JToken value)
    {
        Demand(value is JObject);
        var lines = 0;
        foreach (var (part, content) in (JObject)value)
        {
            if (part is "Id" or "Lat" or "Long")
                continue;
            if (!AddressParts.TryGetValue(part, out var length))
                throw ApiFault.UnknownProperty(part, "PhysicalAddress");
            Demand(content!.Type == JTokenType.String);
            var text = (string)content!;
            if (text.Length > length)
                throw ApiFault.Length($"{name}.{part}", length, text.Length);
            if (text.AsSpan().IndexOfAny('\n', '\r') >= 0)
                throw ApiFault.Characters($"{name}.{part}", text);
            lines += part.StartsWith("Line", StringComparison.Ordinal) ? text.Length : 0;
        }
        if (lines > 2000)
            throw ApiFault.Length(name, 2000, lines);
    }
}

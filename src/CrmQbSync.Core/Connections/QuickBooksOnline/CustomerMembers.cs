using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Connections.QuickBooksOnline;

/// <summary>The members of a customer that a field can be mapped to.</summary>
internal static partial class CustomerMembers
{
    /// <summary>An address line holds 500 characters, all five together 2000.</summary>
    public const int MaxLine = 500;

    private static readonly FrozenDictionary<string, CustomerMember> s_single = new CustomerMember[]
    {
        Name("Title", 16), Name("GivenName", 100), Name("MiddleName", 100), Name("FamilyName", 100), Name("Suffix", 16), Name("PrintOnCheckName", 110),
        new CustomerMember.Text("DisplayName") { MaxLength = 500, IsName = true, IsReadOnly = true },
        new CustomerMember.Text("FullyQualifiedName") { MaxLength = 500, IsReadOnly = true },
        new CustomerMember.Text("CompanyName") { MaxLength = 100 },
        new CustomerMember.Text("Notes") { MaxLength = 2000, IsMultiline = true },
        new CustomerMember.Text("ResaleNum") { MaxLength = 16 },
        Phone("PrimaryPhone"), Phone("AlternatePhone"), Phone("Mobile"), Phone("Fax"),
        new CustomerMember.Wrapped("PrimaryEmailAddr", "Address") { MaxLength = 100 },
        new CustomerMember.Wrapped("WebAddr", "URI") { MaxLength = 1000 },
    }.ToFrozenDictionary(member => member.Name, StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, int> s_addressParts = new Dictionary<string, int>
    {
        ["City"] = 255, ["Country"] = 255, ["CountrySubDivisionCode"] = 255, ["PostalCode"] = 30,
        ["Line1"] = MaxLine, ["Line2"] = MaxLine, ["Line3"] = MaxLine, ["Line4"] = MaxLine, ["Line5"] = MaxLine,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly string[] s_lines = ["Line1", "Line2", "Line3", "Line4", "Line5"];

    private static readonly FrozenSet<string> s_readOnlyInAddress = new[] { "Id", "Lat", "Long" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The addresses of a customer.</summary>
    public static IReadOnlyList<string> Addresses { get; } = ["BillAddr", "ShipAddr"];

    /// <summary>The names that may be given, for messages.</summary>
    public static string Known { get; } = string.Join(", ", s_single.Keys.Order(StringComparer.Ordinal))
        + "; BillAddr and ShipAddr with .Line1 to .Line5 or a row of them (.Line1…5), .City, .CountrySubDivisionCode, .PostalCode, .Country";

    /// <summary>What a name of the profile means; null if there is no such member.</summary>
    public static CustomerMember? Find(string name)
    {
        var parts = name.Split('.');
        if (parts.Length is 1 or 2 && s_single.TryGetValue(parts[0], out var single))
            return parts.Length == 1 || (single is CustomerMember.Wrapped wrapped && parts[1].Equals(wrapped.Inner, StringComparison.OrdinalIgnoreCase)) ? single : null;
        var address = parts[0].ToUpperInvariant() switch { "BILLADDR" => "BillAddr", "SHIPADDR" => "ShipAddr", _ => null };
        if (parts.Length < 2 || address is null)
            return null;
        var part = name[(parts[0].Length + 1)..];
        if (s_addressParts.TryGetValue(part, out var length))
            return new CustomerMember.AddressPart(address, s_addressParts.Keys.First(known => known.Equals(part, StringComparison.OrdinalIgnoreCase))) { MaxLength = length };
        if (Lines().Match(part) is not { Success: true } lines)
            return null;
        var (first, last) = (lines.Groups[1].Value[0] - '0', lines.Groups[2].Value[0] - '0');
        return first > last ? null : new CustomerMember.AddressLines(address, first, last) { MaxLength = 2000, IsMultiline = true };
    }

    /// <summary>The name of a line of an address.</summary>
    public static string Line(int number) => s_lines[number - 1];

    /// <summary>What an address holds, without what only the service sets.</summary>
    public static IEnumerable<string> PartsOf(JObject address) => address.Properties().Select(part => part.Name).Where(part => !s_readOnlyInAddress.Contains(part));

    /// <summary>An address without what only the service sets.</summary>
    public static JObject Bare(JObject address)
    {
        var bare = (JObject)address.DeepClone();
        foreach (var name in s_readOnlyInAddress)
            bare.Remove(name);
        return bare;
    }

    private static CustomerMember.Text Name(string name, int length) => new(name) { MaxLength = length, IsName = true };

    private static CustomerMember.Wrapped Phone(string name) => new(name, "FreeFormNumber") { MaxLength = 30 };

    [GeneratedRegex("^Line([1-5])(?:…|\\.\\.\\.|-)([1-5])$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Lines();
}

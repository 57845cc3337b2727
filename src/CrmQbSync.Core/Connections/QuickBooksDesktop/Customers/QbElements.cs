using System.Collections.Frozen;
using System.Collections.Immutable;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>The elements of a customer that can be mapped, in the order that QuickBooks demands (Intuit's annotated listing of qbXML 16.0).</summary>
internal static class QbElements
{
    /// <summary>How many lines an address has before the city.</summary>
    public const int AddressLines = 5;

    /// <summary>The longest line of an address.</summary>
    public const int AddressLineLength = 41;

    /// <summary>The longest customer name.</summary>
    public const int NameLength = 41;

    /// <summary>All, in schema order. The lines of an address stand there one by one.</summary>
    public static ImmutableArray<QbElement> All { get; } =
    [
        new("CompanyName", 41), new("Salutation", 15), new("FirstName", 25), new("MiddleName", 5), new("LastName", 25), new("JobTitle", 41, 12.0m),
        .. Address("BillAddress"),
        .. Address("ShipAddress"),
        new("Phone", 21), new("AltPhone", 21), new("Fax", 21), new("Email", 1023), new("Cc", 1023, 12.0m), new("Contact", 41), new("AltContact", 41),
        new("ResaleNumber", 15), new("AccountNumber", 99), new("JobDesc", 99), new("Notes", 4095),
    ];

    /// <summary>The parts of an address, in schema order.</summary>
    public static ImmutableArray<string> AddressParts { get; } =
        ["Addr1", "Addr2", "Addr3", "Addr4", "Addr5", "City", "State", "PostalCode", "Country", "Note"];

    private static readonly FrozenDictionary<string, QbElement> s_byPath = All.ToFrozenDictionary(element => element.Path, StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, int> s_places = Enumerable.Range(0, All.Length).ToFrozenDictionary(place => All[place].Path, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, int> s_own = s_places.Where(pair => All[pair.Value].Aggregate is null).ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, FrozenDictionary<string, int>> s_parts = new[] { "BillAddress", "ShipAddress" }
        .ToFrozenDictionary(aggregate => aggregate, aggregate => AddressParts.ToFrozenDictionary(part => part, part => s_places[$"{aggregate}.{part}"], StringComparer.Ordinal), StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, ImmutableArray<int>> s_lines = s_parts
        .ToFrozenDictionary(pair => pair.Key, pair => AddressParts[..AddressLines].Select(line => pair.Value[line]).ToImmutableArray(), StringComparer.Ordinal);

    /// <summary>The places in <see cref="All"/> of an address' lines.</summary>
    public static ImmutableArray<int> LinesOf(string aggregate) => s_lines[aggregate];

    /// <summary>The places in <see cref="All"/> of an address' parts by their names; null if that is no address.</summary>
    public static FrozenDictionary<string, int>? PartsOf(string aggregate) => s_parts.GetValueOrDefault(aggregate);

    /// <summary>The place in <see cref="All"/> of an element that stands by itself; negative if there is none of that name.</summary>
    public static int PlaceOfOwn(string name) => s_own.TryGetValue(name, out var place) ? place : -1;

    /// <summary>The place in <see cref="All"/> of a path, written exactly so; negative if there is none.</summary>
    public static int PlaceOf(string path) => s_places.TryGetValue(path, out var place) ? place : -1;

    /// <summary>The element of a path; null if there is none that can be mapped.</summary>
    public static QbElement? Find(string path) => s_byPath.GetValueOrDefault(path);

    private static IEnumerable<QbElement> Address(string name)
    {
        for (var line = 1; line <= AddressLines; line++)
            yield return new QbElement($"{name}.Addr{line}", AddressLineLength, line == AddressLines ? 6.0m : 1.0m);
        yield return new QbElement($"{name}.City", 31);
        yield return new QbElement($"{name}.State", 21);
        yield return new QbElement($"{name}.PostalCode", 13);
        yield return new QbElement($"{name}.Country", 31);
        yield return new QbElement($"{name}.Note", 41, 6.0m);
    }
}

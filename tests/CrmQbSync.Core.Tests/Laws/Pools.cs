using System.Collections.Immutable;
using System.Text;

namespace CrmQbSync.Tests.Laws;

/// <summary>The few values that generated people are made of: few, so that they meet, and spelled in every way that texts can be.</summary>
internal static class Pools
{
    public const string Email = "Email";
    public const string LastName = "LastName";
    public const string City = "BillingCity";

    /// <summary>More than any count of bytes that fits two of seven bits.</summary>
    private static readonly string s_long = new string('x', 16_500) + "é";

    /// <summary>The fields; Tier is a custom one.</summary>
    public static ImmutableArray<string> Fields { get; } = [Email, LastName, "Company", "Phone", "Notes", City, "Tier"];

    /// <summary>The fields that a profile may do without.</summary>
    public static ImmutableArray<string> Optional { get; } = ["Company", "Phone", "Notes", City, "Tier"];

    /// <summary>What all laws use that do not say otherwise.</summary>
    public static Pool Usual { get; } = new(Fields, Optional, Values);

    /// <summary>The longest values of each side; Notes, Tier are cut, Phone is refused.</summary>
    public static ImmutableDictionary<string, int> CrmLimits { get; } = ImmutableDictionary<string, int>.Empty.Add("Tier", 3);

    public static ImmutableDictionary<string, int> QbLimits { get; } = ImmutableDictionary<string, int>.Empty.Add("Notes", 4).Add("Phone", 20);

    /// <summary>The values of a field; null is a blank. What comes often stands there often.</summary>
    public static ImmutableArray<string?> Values(string field) => field switch
    {
        Email =>
        [
            "ann@x.com", "ann@x.com", "ann@x.com", "Ann@X.com", " ann@x.com ", "bob@x.com", "bob@x.com", "BOB@x.com; old@x.com", "cy@x.com", "mailto:cy@x.com",
            "dee@x.com", "eve@x.com", null, "no address", "zoé@x.com", "Zoe\u0301 <ZOE\u0301@X.com>\r\n", "\u00A0ann@x.com\t",
        ],
        LastName => [null, "Ames", "Ames", "Bell", "Bell ", "Zoé", "Zoe\u0301\r\n", "\u05DB\u05D4\u05DF\u200F"],
        "Company" => [null, "Acme", "\u00A0\u2003", "Acme\rInc", "Acme\r\nInc", "Acme\nInc", s_long],
        "Phone" => [null, "(212) 555-0100", "(212) 555-0100", "+1 212 555 0100", "212\u2011555\u20110199", "+1 (212) 555-0100 ext. 7", "\uFF12\uFF11\uFF12 555 0100", "ask Ann"],
        "Notes" => [null, "ab", "abcdef", "abcd", "xy", "abc\U0001F600", "a\r\nbc", "e\u0301e\u0301e\u0301e\u0301"],
        City => [null, "Paris", "Paris", "Rome", "\tParis\r\n", "Orle\u0301ans", "Orléans"],
        "Tier" => [null, "gold", "gol", "tin", "\U0001F600\U0001F600", "o\u0301\u0327", "o\u0327\u0301"],
        _ => throw new ArgumentOutOfRangeException(nameof(field), field, "No such field."),
    };

    /// <summary>A value as a failure shows it: what cannot be seen by its number, what is very long cut short.</summary>
    public static string Show(string? value)
    {
        var text = new StringBuilder();
        foreach (var letter in (value ?? "").Take(40))
            text.Append(letter is >= ' ' and <= '~' ? letter.ToString() : $"\\u{(int)letter:X4}");
        return value?.Length > 40 ? $"{text}… ({value.Length})" : text.ToString();
    }
}

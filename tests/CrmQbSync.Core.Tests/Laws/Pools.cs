using System.Collections.Immutable;
using CrmQbSync.Connections;
using CrmQbSync.Contacts;
using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Laws;

/// <summary>The few values that generated people are made of: few, so that they meet.</summary>
internal static class Pools
{
    public const string Email = "Email";
    public const string LastName = "LastName";
    public const string City = "BillingCity";

    /// <summary>The fields; Tier is a custom one.</summary>
    public static ImmutableArray<string> Fields { get; } = [Email, LastName, "Company", "Phone", "Notes", City, "Tier"];

    /// <summary>The longest values of each side; Notes, Tier are cut, Phone is refused.</summary>
    public static ImmutableDictionary<string, int> CrmLimits { get; } = ImmutableDictionary<string, int>.Empty.Add("Tier", 3);

    public static ImmutableDictionary<string, int> QbLimits { get; } = ImmutableDictionary<string, int>.Empty.Add("Notes", 4).Add("Phone", 20);

    /// <summary>The values of a field; null is a blank. What comes often stands there often.</summary>
    public static ImmutableArray<string?> Values(string field) => field switch
    {
        Email => ["ann@x.com", "ann@x.com", "Ann@X.com", " ann@x.com ", "bob@x.com", "bob@x.com", "BOB@x.com; old@x.com", "cy@x.com", "mailto:cy@x.com", "dee@x.com", "eve@x.com", null, "no address"],
        LastName => [null, "Ames", "Bell", "Bell "],
        "Company" => [null, "Acme", "Best"],
        "Phone" => [null, "(212) 555-0100", "+1 212 555 0100", "212-555-0199", "+1 (212) 555-0100 ext. 7"],
        "Notes" => [null, "ab", "abcdef", "abcd", "xy"],
        City => [null, "Paris", "Rome"],
        "Tier" => [null, "gold", "gol", "tin"],
        _ => throw new ArgumentOutOfRangeException(nameof(field), field, "No such field."),
    };
}

using System.Collections.Immutable;
using CrmQbSync.Tests.Laws;

namespace CrmQbSync.Tests.Connections.BothServices;

/// <summary>What people are made of where a company file of QuickBooks Desktop is one of the sides: also of what that holds only in part.</summary>
internal static class DesktopPeople
{
    private static readonly ImmutableArray<string> s_fields = [Pools.Email, "FirstName", Pools.LastName, "Company", "Phone", "Notes", "BillingStreet", Pools.City, "Tier"];

    public static Pool Pool { get; } = new(s_fields, s_fields.RemoveAll(field => field is Pools.Email or Pools.LastName), Values, Rarities: 4);

    private static ImmutableArray<string?> Values(string field) => field switch
    {
        "FirstName" => [null, null, "Ann", "Ann", "Bob", "Zoé", "Maximiliana-Theodora Victoria"],
        Pools.LastName => [.. Pools.Values(field), "Featherstonehaugh-Cholmondeley"],
        "Company" => [.. Pools.Values(field), "Acme", "Acme: Tools & <Dies>", "The Featherstonehaugh-Cholmondeley Company of Acme"],
        "BillingStreet" => [null, "1 Main St", "1 Main St\r\nSuite 4", "Acme\n1 Main St", "Ann Ames\n2 Rue É", "Acme", "a\nb\nc\nd\ne\nf", "Featherstonehaugh-Cholmondeley-Street 1, Backyard", "\u05D0\n1 Main St"],
        Pools.City => [.. Pools.Values(field), "Llanfairpwllgwyngyllgogerychwyrndrobwll"],
        _ => Pools.Values(field),
    };
}

using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Laws;

/// <summary>Short words for examples.</summary>
internal static class People
{
    /// <summary>A world over Email, LastName, Phone and Notes.</summary>
    public static World World(SideShape? crm = null, SideShape? qb = null, Func<SyncProfile, SyncProfile>? adjust = null)
    {
        var profile = Doubles.World.ProfileOf(new[] { "Email", "LastName", "Phone", "Notes" }.Select(field => Doubles.World.Rule(field)));
        return new World(
            adjust is null ? profile : adjust(profile),
            (crm ?? SideShape.File) with { NeedsLastName = true },
            (qb ?? SideShape.File) with { NeedsUniqueName = true });
    }

    public static string Add(this MemorySide side, string email, string? lastName = null, string? phone = null, string? notes = null) =>
        side.Add([new("Email", email), new("LastName", lastName), new("Phone", phone), new("Notes", notes)]);

    /// <summary>Each record's address and one field, by address.</summary>
    public static string Show(this MemorySide side, string field) =>
        string.Join(", ", side.Existing.Select(record => $"{record["Email"]}={record[field]}").Order(StringComparer.Ordinal));
}

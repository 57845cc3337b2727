using System.Collections.Immutable;
using CrmQbSync.Connections;
using CrmQbSync.Emulators.ZohoCrm;
using CrmQbSync.Tests.Connections.QuickBooksOnline;
using CrmQbSync.Tests.Doubles;
using CrmQbSync.Tests.Laws;

namespace CrmQbSync.Tests.Connections.BothServices;

/// <summary>Shows what both services hold as the laws look at it, and what a run wrote there: the difference that it made.</summary>
internal sealed class ServicesMirror(BothServicesWorld services, World world)
{
    /// <summary>The Zoho fields of the pools' fields.</summary>
    public static ImmutableDictionary<string, string> Names { get; } = new Dictionary<string, string>
    {
        [Pools.Email] = "Email", [Pools.LastName] = "Last_Name", ["Company"] = "Account_Name", ["Phone"] = "Phone", ["Notes"] = "Description", [Pools.City] = "Mailing_City",
        ["Tier"] = "Department",
    }.ToImmutableDictionary();

    /// <summary>Shows how both services stand.</summary>
    public void Refresh()
    {
        foreach (var contact in services.Zoho.Organisation.Contacts.Records.Values)
            world.Crm.Mirror(Shown(contact));
        foreach (var customer in services.QuickBooks.Company.Customers)
        {
            world.Qb.Mirror(new MemoryRecord
            {
                Id = (string)customer["Id"]!,
                Values = ValuesOf(field => CompanyWorld.Value(customer, field)),
                Deleted = !(bool)customer["Active"]!,
                IsJob = customer["ParentRef"] is not null,
                HasOpenBalance = (decimal)customer["Balance"]! != 0,
                OwnName = (string?)customer["DisplayName"],
            });
        }
    }

    /// <summary>Shows how both services stand after a run, and notes what it wrote.</summary>
    public void RefreshAfterRun()
    {
        var before = world.Copy();
        Refresh();
        foreach (var side in new[] { Side.Crm, Side.Qb })
        {
            foreach (var record in world[side].Records)
            {
                if (Written(side, before[side].Find(record.Id), record) is { } write)
                    world[side].Note(write);
            }
        }
    }

    /// <summary>A field of a contact; the name of the account where that is what it holds.</summary>
    public static string? ValueOf(BothServicesWorld services, ZohoRecord contact, string field) => field == "Company"
        ? services.Zoho.Organisation.Accounts.Find(contact.Text(Names[field]))?.Text("Account_Name")
        : contact.Text(Names[field]);

    private MemoryRecord Shown(ZohoRecord contact) => new()
    {
        Id = contact.IdText,
        Values = ValuesOf(field => ValueOf(services, contact, field)),
        Deleted = contact.Deleted is not null,
    };

    private static ImmutableSortedDictionary<string, string> ValuesOf(Func<string, string?> read) => Pools.Fields
        .Select(field => KeyValuePair.Create(field, read(field)))
        .Where(pair => !string.IsNullOrEmpty(pair.Value))
        .ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Value!, StringComparer.Ordinal);

    private static SideWrite? Written(Side side, MemoryRecord? before, MemoryRecord now)
    {
        var isNew = before is null or { Deleted: true };
        if (isNew && now.Deleted)
            return null;
        var kind = (isNew, now.Deleted) switch { (true, _) => WriteKind.Create, (_, true) => WriteKind.Delete, _ => WriteKind.Update };
        var values = Pools.Fields
            .Select(field => new ValueWrite(field, isNew ? null : before![field], now[field]))
            .Where(value => value.Old != value.New)
            .ToImmutableArray();
        return kind == WriteKind.Update && values.IsEmpty ? null : new SideWrite(side, kind, now.Id, "", values);
    }
}

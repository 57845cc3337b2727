using System.Collections.Immutable;
using CrmQbSync.Connections;
using CrmQbSync.Emulators.ZohoCrm;
using CrmQbSync.Tests.Doubles;
using CrmQbSync.Tests.Laws;

namespace CrmQbSync.Tests.Connections.BothServices;

/// <summary>Shows what both services hold as the laws look at it, and what a run wrote there: the difference that it made.</summary>
internal sealed class ServicesMirror(IStagedServices services, World world)
{
    /// <summary>The Zoho fields of all fields of people.</summary>
    public static ImmutableDictionary<string, string> Names { get; } = new Dictionary<string, string>
    {
        [Pools.Email] = "Email", ["FirstName"] = "First_Name", [Pools.LastName] = "Last_Name", ["Company"] = "Account_Name", ["Phone"] = "Phone", ["Notes"] = "Description",
        ["BillingStreet"] = "Mailing_Street", [Pools.City] = "Mailing_City", ["Tier"] = "Department",
    }.ToImmutableDictionary();

    /// <summary>Shows how both services stand.</summary>
    public void Refresh()
    {
        RefreshSide(world, Side.Crm);
        RefreshSide(world, Side.Qb);
    }

    /// <summary>Shows in some world how a side stands.</summary>
    public void RefreshSide(World shown, Side side)
    {
        if (side == Side.Crm)
        {
            foreach (var contact in services.Zoho.Organisation.Contacts.Records.Values)
                shown.Crm.Mirror(Shown(services, contact));
            return;
        }
        var customers = services.Company.Customers;
        foreach (var customer in customers)
            shown.Qb.Mirror(customer);
        var present = customers.Select(customer => customer.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var gone in shown.Qb.Records.Where(record => !record.Deleted && !present.Contains(record.Id)))
            shown.Qb.Mirror(gone with { Deleted = true });
    }

    /// <summary>Shows how both services stand after a run, and notes what it wrote.</summary>
    public void RefreshAfterRun() => RefreshAfterRun(world.Copy());

    /// <summary>Shows how both services stand after a run, and notes what it wrote.</summary>
    /// <param name="before">How they stood before it wrote.</param>
    public void RefreshAfterRun(World before)
    {
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

    /// <summary>A contact as the laws look at it.</summary>
    public static MemoryRecord Shown(IStagedServices services, ZohoRecord contact) => new()
    {
        Id = contact.IdText,
        Values = ValuesOf(services.Pool.Fields, field => ValueOf(services, contact, field)),
        Deleted = contact.Deleted is not null,
    };

    /// <summary>The values that are not blank.</summary>
    public static ImmutableSortedDictionary<string, string> ValuesOf(IEnumerable<string> fields, Func<string, string?> read) => fields
        .Select(field => KeyValuePair.Create(field, read(field)))
        .Where(pair => !string.IsNullOrEmpty(pair.Value))
        .ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Value!, StringComparer.Ordinal);

    /// <summary>A field of a contact; the name of the account where that is what it holds.</summary>
    private static string? ValueOf(IStagedServices services, ZohoRecord contact, string field) => field == "Company"
        ? services.Zoho.Organisation.Accounts.Find(contact.Text(Names[field]))?.Text("Account_Name")
        : contact.Text(Names[field]);

    private SideWrite? Written(Side side, MemoryRecord? before, MemoryRecord now)
    {
        var isNew = before is null or { Deleted: true };
        if (isNew && now.Deleted)
            return null;
        var kind = (isNew, now.Deleted) switch { (true, _) => WriteKind.Create, (_, true) => WriteKind.Delete, _ => WriteKind.Update };
        var values = services.Pool.Fields
            .Select(field => new ValueWrite(field, isNew ? null : before![field], now[field]))
            .Where(value => value.Old != value.New && !IsHidden(value, side, now))
            .ToImmutableArray();
        return kind == WriteKind.Update && values.IsEmpty ? null : new SideWrite(side, kind, now.Id, "", values);
    }

    /// <summary>Whether a value stands as it did, and only shows otherwise for what else was written.</summary>
    private bool IsHidden(ValueWrite value, Side side, MemoryRecord now) =>
        value.Old is not null && StoredForms.Shown(services.Store, value.Field, value.Old, side, now) == value.New;
}

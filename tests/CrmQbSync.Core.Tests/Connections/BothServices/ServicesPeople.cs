using System.Globalization;
using CrmQbSync.Emulators.QuickBooksOnline;
using CrmQbSync.Emulators.ZohoCrm;
using CrmQbSync.Tests.Connections.QuickBooksOnline;
using CrmQbSync.Tests.Laws;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Tests.Connections.BothServices;

/// <summary>
/// What people do at the screens of both services. A record has a place that does not depend on its id: the one in which it stands in the scenario, or was added
/// in; behind these come the records that runs made, by what they hold. So a scenario can be played with the ids the other way round.
/// </summary>
internal sealed class ServicesPeople
{
    /// <summary>The customer above the jobs, which is nobody's business.</summary>
    private const string ParentId = "1";

    private readonly BothServicesWorld _services;
    private readonly Dictionary<(Side Side, string Id), int> _places = [];
    private int _added;

    /// <summary>Adds what both sides hold at first.</summary>
    public ServicesPeople(BothServicesWorld services, Scenario scenario, bool isReversed)
    {
        _services = services;
        Company.Add(new JObject { ["DisplayName"] = "Parent of jobs" });
        // From here on ids that are ordered as text stand in another order than as numbers.
        Company.GoOnAt(98);
        var seeds = scenario.Crm.Select(seed => (Side.Crm, seed)).Concat(scenario.Qb.Select(seed => (Side.Qb, seed))).Select((pair, place) => (pair.Item1, pair.seed, place)).ToList();
        foreach (var (side, seed, place) in isReversed ? Enumerable.Reverse(seeds) : seeds)
            Add(side, seed, place);
        _added = seeds.Count;
    }

    /// <summary>The contacts that there are.</summary>
    public IReadOnlyList<ZohoRecord> Contacts => InPlace(Zoho.Contacts.Existing);

    /// <summary>The active customers.</summary>
    public IReadOnlyList<JObject> Customers => InPlace(Company.Customers.Where(customer => (bool)customer["Active"]! && IdOf(customer) != ParentId));

    private Company Company => _services.QuickBooks.Company;

    private ZohoOrganisation Zoho => _services.Zoho.Organisation;

    /// <summary>What to call a record, whatever its id.</summary>
    public string NameOf(Side side, string? id)
    {
        if (id is null)
            return "";
        if (_places.TryGetValue((side, id), out var place))
            return $"{side} {place.ToString("D3", CultureInfo.InvariantCulture)}";
        return side == Side.Crm
            ? Zoho.Contacts.Find(id) is { } contact ? $"{side} made {ValuesOf(contact)}" : $"{side} made"
            : Company.Find(id) is { } customer ? $"{side} made {ValuesOf(customer)}" : $"{side} made";
    }

    /// <summary>What to call a link.</summary>
    public string NameOf(ContactLink link) => $"{NameOf(Side.Crm, link.CrmId)} – {NameOf(Side.Qb, link.QbId)}";

    /// <summary>Does what a step says.</summary>
    public void Do(Step step)
    {
        switch (step)
        {
            case AddStep add:
                Add(add.Side, add.Seed, _added++);
                break;
            case EditStep { Side: Side.Crm } edit when Contacts is { Count: > 0 } contacts:
                Zoho.Change(At(contacts, edit.Record), (ServicesMirror.Names[edit.Field], Typed(edit.Field, edit.Value)));
                break;
            case EditStep { Side: Side.Qb } edit when Customers is { Count: > 0 } customers:
                CompanyWorld.Edit(Company, At(customers, edit.Record), edit.Field, edit.Value);
                break;
            case DeleteStep { Side: Side.Crm } delete when Contacts is { Count: > 0 } contacts:
                Zoho.Delete(At(contacts, delete.Record));
                break;
            case DeleteStep { Side: Side.Qb } delete when Customers is { Count: > 0 } customers:
                Company.Deactivate(IdOf(At(customers, delete.Record)));
                break;
            case RestoreStep { Side: Side.Crm } restore when InPlace(Zoho.Contacts.Records.Values.Where(record => record.Deleted is not null)) is { Count: > 0 } deleted:
                Zoho.Restore(At(deleted, restore.Record));
                break;
            case RestoreStep { Side: Side.Qb } restore when InPlace(Company.Customers.Where(customer => !(bool)customer["Active"]!)) is { Count: > 0 } inactive:
                CompanyWorld.Reactivate(Company, At(inactive, restore.Record));
                break;
        }
    }

    /// <summary>Somebody edits what no field of the profile maps, on every record that there is: each stands in another version then.</summary>
    public void TouchAll(int time)
    {
        foreach (var contact in Zoho.Contacts.Existing.ToList())
            Zoho.Change(contact, ("Title", $"Title {time}"));
        foreach (var customer in Company.Customers.Where(customer => (bool)customer["Active"]!))
            Company.Edit(IdOf(customer), new JObject { ["PreferredDeliveryMethod"] = time % 2 == 0 ? "None" : "Print" });
    }

    private void Add(Side side, Seed seed, int place)
    {
        if (side == Side.Crm)
        {
            var contact = Zoho.AddContact([.. ServicesMirror.Names.Select(pair => (pair.Value, Typed(pair.Key, seed.Values.GetValueOrDefault(pair.Key))))]);
            _places.Add((side, contact.IdText), place);
            return;
        }
        var before = Company.Customers.Select(IdOf).ToHashSet(StringComparer.Ordinal);
        CompanyWorld.Add(Company, seed, $"Seed {place}");
        _places.Add((side, Company.Customers.Select(IdOf).Single(id => !before.Contains(id))), place);
    }

    private List<ZohoRecord> InPlace(IEnumerable<ZohoRecord> contacts) => [.. contacts.OrderBy(contact => NameOf(Side.Crm, contact.IdText), StringComparer.Ordinal)];

    private List<JObject> InPlace(IEnumerable<JObject> customers) => [.. customers.OrderBy(customer => NameOf(Side.Qb, IdOf(customer)), StringComparer.Ordinal)];

    private string ValuesOf(ZohoRecord contact) => string.Join('|', Pools.Fields.Select(field => ServicesMirror.ValueOf(_services, contact, field)));

    private static string ValuesOf(JObject customer) => string.Join('|', Pools.Fields.Select(field => CompanyWorld.Value(customer, field)));

    private static string IdOf(JObject customer) => (string)customer["Id"]!;

    /// <summary>What Zoho lets a person type: one bare address or none, and always a last name.</summary>
    private static string? Typed(string field, string? value) => field switch
    {
        Pools.Email => Agreement.IsAddress(value) ? value!.Split(',', ';')[0].Trim().Replace("mailto:", "", StringComparison.Ordinal) : null,
        Pools.LastName => Agreement.IsBlank(value) ? "Ames" : value!.Trim(),
        _ => value,
    };

    private static T At<T>(IReadOnlyList<T> items, int place) => items[place % items.Count];
}

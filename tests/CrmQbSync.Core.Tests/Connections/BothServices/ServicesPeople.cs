using System.Globalization;
using CrmQbSync.Emulators.ZohoCrm;
using CrmQbSync.Tests.Doubles;
using CrmQbSync.Tests.Laws;

namespace CrmQbSync.Tests.Connections.BothServices;

/// <summary>
/// What people do at the screens of both services. A record has a place that does not depend on its id: the one in which it stands in the scenario, or was added
/// in; behind these come the records that runs made, by what they hold. So a scenario can be played with the ids the other way round.
/// </summary>
internal sealed class ServicesPeople
{
    private readonly IStagedServices _services;
    private readonly Dictionary<(Side Side, string Id), int> _places = [];
    private int _added;

    /// <summary>Adds what both sides hold at first.</summary>
    public ServicesPeople(IStagedServices services, Scenario scenario, bool isReversed)
    {
        _services = services;
        var seeds = scenario.Crm.Select(seed => (Side.Crm, seed)).Concat(scenario.Qb.Select(seed => (Side.Qb, seed))).Select((pair, place) => (pair.Item1, pair.seed, place)).ToList();
        foreach (var (side, seed, place) in isReversed ? Enumerable.Reverse(seeds) : seeds)
            Add(side, seed, place);
        _added = seeds.Count;
    }

    /// <summary>The contacts that there are.</summary>
    public IReadOnlyList<ZohoRecord> Contacts => InPlace(Zoho.Contacts.Existing);

    /// <summary>The active customers.</summary>
    public IReadOnlyList<MemoryRecord> Customers => InPlace(_services.Company.Customers.Where(customer => !customer.Deleted));

    private ZohoOrganisation Zoho => _services.Zoho.Organisation;

    /// <summary>What to call a record, whatever its id.</summary>
    public string NameOf(Side side, string? id)
    {
        if (id is null)
            return "";
        if (_places.TryGetValue((side, id), out var place))
            return $"{side} {place.ToString("D3", CultureInfo.InvariantCulture)}";
        var record = side == Side.Crm
            ? Zoho.Contacts.Find(id) is { } contact ? ServicesMirror.Shown(_services, contact) : null
            : _services.Company.Customers.FirstOrDefault(customer => customer.Id == id);
        return record is null ? $"{side} made" : $"{side} made {string.Join('|', _services.Pool.Fields.Select(field => record[field]))}";
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
                _services.Company.Edit(At(customers, edit.Record).Id, edit.Field, edit.Value);
                break;
            case DeleteStep { Side: Side.Crm } delete when Contacts is { Count: > 0 } contacts:
                Zoho.Delete(At(contacts, delete.Record));
                break;
            case DeleteStep { Side: Side.Qb } delete when Customers is { Count: > 0 } customers:
                _services.Company.Delete(At(customers, delete.Record).Id, delete.Record);
                break;
            case RestoreStep { Side: Side.Crm } restore when InPlace(Zoho.Contacts.Records.Values.Where(record => record.Deleted is not null)) is { Count: > 0 } deleted:
                Zoho.Restore(At(deleted, restore.Record));
                break;
            case RestoreStep { Side: Side.Qb } restore when InPlace(_services.Company.Customers.Where(customer => customer.Deleted)) is { Count: > 0 } inactive:
                _services.Company.Restore(At(inactive, restore.Record).Id);
                break;
        }
    }

    /// <summary>Somebody edits what no field of the profile maps, on every record that there is: each stands in another version then.</summary>
    public void TouchAll(int time)
    {
        foreach (var contact in Zoho.Contacts.Existing.ToList())
            Zoho.Change(contact, ("Title", $"Title {time}"));
        _services.Company.TouchAll(time);
    }

    private void Add(Side side, Seed seed, int place)
    {
        var id = side == Side.Crm
            ? Zoho.AddContact([.. seed.Values.Select(pair => (ServicesMirror.Names[pair.Key], Typed(pair.Key, pair.Value)))]).IdText
            : _services.Company.Add(seed, $"Seed {place}");
        _places.Add((side, id), place);
    }

    private List<ZohoRecord> InPlace(IEnumerable<ZohoRecord> contacts) => [.. contacts.OrderBy(contact => NameOf(Side.Crm, contact.IdText), StringComparer.Ordinal)];

    private List<MemoryRecord> InPlace(IEnumerable<MemoryRecord> customers) => [.. customers.OrderBy(customer => NameOf(Side.Qb, customer.Id), StringComparer.Ordinal)];

    /// <summary>What Zoho lets a person type: one bare address or none, always a last name, one line but in notes and streets, no more than fits.</summary>
    private string? Typed(string field, string? value)
    {
        var length = field == "Company" ? 200 : Zoho.Contacts.Fields[ServicesMirror.Names[field]].Length;
        var text = field is "Notes" or "BillingStreet" ? value : value?.ReplaceLineEndings(" ");
        text = text?.Length > length ? text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)] : text;
        return field switch
        {
            Pools.Email => Agreement.IsAddress(text) ? Agreement.First(text!) : null,
            Pools.LastName => Agreement.IsBlank(text) ? "Ames" : text!.Trim(),
            _ => text,
        };
    }

    private static T At<T>(IReadOnlyList<T> items, int place) => items[place % items.Count];
}

using CrmQbSync.Connections;
using CrmQbSync.Emulators.ZohoCrm;
using CrmQbSync.Profiles;
using CrmQbSync.Running;
using CrmQbSync.Tests.Connections.ZohoCrm;
using CrmQbSync.Tests.Laws;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Tests.Connections.QuickBooksDesktop;

/// <summary>The emulated Zoho CRM as the CRM of a play, with its faults.</summary>
internal sealed class ZohoPlayedCrm : IPlayedCrm
{
    private static readonly Dictionary<string, string> Names = new()
    {
        [Pools.Email] = "Email", [Pools.LastName] = "Last_Name", ["Company"] = "Account_Name", ["Phone"] = "Phone", ["Notes"] = "Description", [Pools.City] = "Mailing_City",
    };

    private static readonly ZohoFaultKind[] Faults =
        [ZohoFaultKind.ErrorBefore, ZohoFaultKind.ErrorAfter, ZohoFaultKind.ResetBefore, ZohoFaultKind.ResetAfter, ZohoFaultKind.TornBody, ZohoFaultKind.Unauthorized];

    private readonly ZohoWorld _zoho;
    private readonly ConnectionSettings _settings;

    private ZohoPlayedCrm(ZohoWorld zoho)
    {
        _zoho = zoho;
        _settings = zoho.Profile.Crm;
    }

    public IReadOnlyList<SeenRecord> Contacts =>
    [
        .. _zoho.Zoho.Contacts.Existing.Select(contact => new SeenRecord(
            contact.Id.ToString(System.Globalization.CultureInfo.InvariantCulture),
            contact.Id.ToString(System.Globalization.CultureInfo.InvariantCulture),
            Names.Where(name => TextOf(contact, name.Value) is not null).ToDictionary(name => name.Key, name => TextOf(contact, name.Value)!))),
    ];

    public int Writes => _zoho.Emulator.ApiCalls
        .Where(call => call.Path.StartsWith("/crm/v8/Contacts", StringComparison.Ordinal) && call.Method is "POST" or "PUT" or "DELETE" && call.AnswerBody.Length > 0)
        .Sum(call => (JObject.Parse(call.AnswerBody)["data"] as JArray ?? []).Count(row => (string?)row["status"] == "success"));

    public static async Task<ZohoPlayedCrm> StartAsync() => new(await ZohoWorld.StartAsync());

    /// <summary>The connection to it.</summary>
    public IConnection Connect(SyncProfile profile, ConnectionDemands demands) =>
        new ConnectionFactory(_zoho.Web).Create(profile with { Name = _zoho.Profile.Name }, Side.Crm, demands);

    public bool Has(string field) => Names.ContainsKey(field);

    public void Add(Seed seed) => _zoho.Zoho.AddContact([.. Names.Select(name => (name.Value, Typed(name.Key, seed.Values.FirstOrDefault(pair => pair.Key == name.Key).Value)))]);

    public void Edit(string id, string field, string? value) => _zoho.Zoho.Change(Find(id), (Names[field], Typed(field, value)));

    public void Delete(string id) => _zoho.Zoho.Delete(Find(id));

    public void Restore(int choice)
    {
        if (_zoho.Zoho.Contacts.Records.Values.Where(record => record.Deleted is not null).ToList() is { Count: > 0 } deleted)
            _zoho.Zoho.Restore(deleted[choice % deleted.Count]);
    }

    public SyncProfile Adapt(SyncProfile profile) => profile with
    {
        Crm = _settings,
        Rules = [.. profile.Rules.Where(rule => Has(rule.Field.Name)).Select(rule => rule with { CrmName = Names[rule.Field.Name] })],
    };

    public void Disturb(int choice) =>
        _zoho.Emulator.Faults.Add(Faults[choice % Faults.Length], (choice / 7 % 3) switch { 0 => "GET", 1 => "POST", _ => "PUT" }, "/crm/v8/Contacts", 1 + (choice % 6));

    public void Calm() => _zoho.Emulator.Faults.Clear();

    public void Advance(TimeSpan time) => _zoho.Clock.Advance(time);

    public ValueTask DisposeAsync() => _zoho.DisposeAsync();

    private ZohoRecord Find(string id) => _zoho.Zoho.Contacts.Find(id)!;

    private string? TextOf(ZohoRecord contact, string name) =>
        name == "Account_Name" ? _zoho.Zoho.Accounts.Find(contact.Text(name))?.Text("Account_Name") : contact.Text(name);

    /// <summary>What Zoho lets a person type: one bare address or none, and always a last name.</summary>
    private static string? Typed(string field, string? value) => field switch
    {
        Pools.Email => Agreement.IsAddress(value) ? value!.Split(',', ';')[0].Trim().Replace("mailto:", "", StringComparison.Ordinal) : null,
        Pools.LastName => Agreement.IsBlank(value) ? "Ames" : value!.Trim(),
        _ => value,
    };
}

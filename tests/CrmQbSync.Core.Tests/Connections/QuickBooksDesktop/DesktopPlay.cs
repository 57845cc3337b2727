using CrmQbSync.Contacts;
using CrmQbSync.Emulators.WebConnector;
using CrmQbSync.Running;
using CrmQbSync.Tests.Doubles;
using CrmQbSync.Tests.Laws;

namespace CrmQbSync.Tests.Connections.QuickBooksDesktop;

/// <summary>Plays a scenario over a company file, and lets a law look at every run.</summary>
internal sealed class DesktopPlay
{
    private static readonly Dictionary<string, (string Path, int Max)> Elements = new(StringComparer.Ordinal)
    {
        ["Email"] = ("Email", 1023),
        ["LastName"] = ("LastName", 25),
        ["Company"] = ("CompanyName", 41),
        ["Phone"] = ("Phone", 21),
        ["Notes"] = ("Notes", 4095),
        ["BillingCity"] = ("BillAddress.City", 31),
        ["Tier"] = ("AccountNumber", 99),
    };

    private static readonly RequestFault[] Faults =
    [
        RequestFault.KilledBefore, RequestFault.KilledAfter, RequestFault.ResponseLost, RequestFault.ReceivedTwice, RequestFault.AnsweredWithError, RequestFault.Refused, RequestFault.Cancelled,
    ];

    private readonly DesktopWorld _world;
    private readonly IPlayedCrm _crm;
    private readonly Random? _random;
    private ScenarioPolicy _policy;
    private int _made;

    private DesktopPlay(DesktopWorld world, IPlayedCrm crm, Scenario scenario, bool hasFaults) =>
        (_world, _crm, _policy, _random) = (world, crm, scenario.Policy, hasFaults ? new Random(scenario.Choice) : null);

    public static async Task PlayAsync(Scenario scenario, Func<DesktopRun, Task> judge)
    {
        await using var world = await DesktopWorld.StartAsync(serve: false);
        await using var crm = new MemoryPlayedCrm(world.Crm);
        await new DesktopPlay(world, crm, scenario, hasFaults: false).PlayStepsAsync(scenario, judge);
    }

    /// <summary>The same with the emulated Zoho CRM; in half of the scenarios with faults on both sides.</summary>
    public static async Task PlayWithZohoAsync(Scenario scenario, Func<DesktopRun, Task> judge)
    {
        await using var world = await DesktopWorld.StartAsync(serve: false);
        await using var crm = await ZohoPlayedCrm.StartAsync();
        world.ConnectCrm = crm.Connect;
        await new DesktopPlay(world, crm, scenario, hasFaults: scenario.Choice % 2 == 0).PlayStepsAsync(scenario, judge);
    }

    private async Task PlayStepsAsync(Scenario scenario, Func<DesktopRun, Task> judge)
    {
        Apply(scenario.Policy);
        foreach (var seed in scenario.Crm)
            _crm.Add(seed);
        foreach (var seed in scenario.Qb)
            Add(seed);
        foreach (var step in scenario.Steps)
        {
            Advance();
            if (Take(step) is { } options)
                await judge(await (_random?.Next(2) == 0 ? RunThroughFaultsAsync(_random, options) : RunAsync(options)));
        }
    }

    private void Advance()
    {
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        _crm.Advance(TimeSpan.FromMinutes(1));
    }

    /// <summary>Whether QuickBooks can hold a value.</summary>
    public static bool Fits(string field, string value) => value.Length <= Elements[field].Max;

    private RunOptions? Take(Step step)
    {
        switch (step)
        {
            case AddStep { Side: Side.Crm } add:
                _crm.Add(add.Seed);
                break;
            case AddStep add:
                Add(add.Seed);
                break;
            case EditStep { Side: Side.Crm } edit when _crm.Has(edit.Field) && _crm.Contacts is { Count: > 0 } existing:
                _crm.Edit(existing[edit.Record % existing.Count].Id, edit.Field, edit.Value);
                break;
            case EditStep { Side: Side.Qb } edit when Active is { Count: > 0 } active && Fits(edit.Field, edit.Value ?? ""):
                _world.Company.Edit(active[edit.Record % active.Count], (Elements[edit.Field].Path, edit.Value));
                break;
            case DeleteStep { Side: Side.Crm } delete when _crm.Contacts is { Count: > 0 } existing:
                _crm.Delete(existing[delete.Record % existing.Count].Id);
                break;
            case RestoreStep { Side: Side.Crm } restore:
                _crm.Restore(restore.Record);
                break;
            case DeleteStep { Side: Side.Qb } delete when Active is { Count: > 0 } active:
                DeleteCustomer(active[delete.Record % active.Count], delete.Record);
                break;
            case RestoreStep { Side: Side.Qb } when _world.Company.Customers.FirstOrDefault(customer => !customer.IsActive) is { } inactive:
                _world.Company.SetActive(inactive, true);
                break;
            case PolicyStep policy:
                Apply(policy.Policy);
                break;
            case RunStep run:
                return new RunOptions
                {
                    Mode = run.Mode,
                    Priority = run.Priority,
                    All = run.All,
                    Force = true,
                    Selection = run.Pick?.Email is { } email ? new RecordSelection { Emails = [email] } : null,
                };
        }
        return null;
    }

    private List<CompanyCustomer> Active => [.. _world.Company.Customers.Where(customer => customer.IsActive)];

    private void DeleteCustomer(CompanyCustomer customer, int choice)
    {
        if (choice % 2 == 0 || _world.Company.Customers.Any(job => job.Parent == customer))
            _world.Company.SetActive(customer, false);
        else
            _world.Company.Delete(customer);
    }

    private void Add(Seed seed)
    {
        var parent = seed.IsJob ? Active.Find(customer => customer.Parent is null) : null;
        var customer = _world.Company.Add(
            $"Customer {++_made}",
            parent,
            seed.Values.Where(pair => pair.Value is null || Fits(pair.Key, pair.Value)).Select(pair => (Elements[pair.Key].Path, pair.Value)));
        customer.Balance = seed.HasOpenBalance ? 10 : 0;
    }

    private void Apply(ScenarioPolicy policy)
    {
        _policy = policy;
        var profile = policy.ToProfile();
        _world.Profile = _crm.Adapt(profile with
        {
            Path = _world.Profile.Path,
            StatePath = _world.Profile.StatePath,
            Qb = ((CrmQbSync.Profiles.QuickBooksDesktopSettings)_world.Profile.Qb) with { IncludeJobs = policy.IncludeJobs },
            Rules = [.. profile.Rules.Select(rule => rule with { QbName = Elements[rule.Field.Name].Path })],
        });
    }

    /// <summary>A run with faults on both sides, and the next until nothing is left of them; what is judged is the whole.</summary>
    private async Task<DesktopRun> RunThroughFaultsAsync(Random random, RunOptions options)
    {
        var (customers, contacts) = (Seen(), _crm.Contacts);
        _crm.Disturb(random.Next(1000));
        var (at, fault) = (random.Next(1, 7), Faults[random.Next(Faults.Length)]);
        await RunAsync(options, new UpdatePlan { FaultOf = (number, _) => number == at ? fault : RequestFault.None });
        _crm.Calm();
        await RunAsync(options);
        Advance();
        return await RunAsync(options) with { CustomersBefore = customers, ContactsBefore = contacts, WasDisturbed = true };
    }

    private async Task<DesktopRun> RunAsync(RunOptions options, UpdatePlan? plan = null)
    {
        var before = Seen();
        var contacts = _crm.Contacts;
        var writes = _crm.Writes;
        _world.Company.Requests.Clear();
        Advance();
        var running = Task.Run(() => _world.Engine().RunAsync(_world.Profile, options, new SilentObserver(), CancellationToken.None)).WaitAsync(TimeSpan.FromSeconds(60));
        var update = await ReadingTests.ConnectAsync(_world, running, plan);
        var result = await running;
        if (update is { Refusals.Count: > 0 })
            throw new LawViolationException(string.Join('\n', update.Refusals));
        return new DesktopRun
        {
            Policy = _policy,
            Options = options,
            Result = result,
            Entries = await _world.EntriesAsync(result.Run!.SyncId),
            Links = await LinksAsync(),
            QbWrites = [.. _world.Company.Requests.Where(request => request is "CustomerAddRq" or "CustomerModRq")],
            CrmWrites = _crm.Writes - writes,
            CustomersBefore = before,
            Customers = Seen(),
            Contacts = _crm.Contacts,
            ContactsBefore = contacts,
            WasDisturbed = false,
            // A contact of Zoho has a last name even where nobody gave it one.
            Fields = [.. Pools.Fields.Where(field => _crm.Has(field) && !(field == Pools.LastName && _world.ConnectCrm is not null))],
            AgainAsync = () => RunAsync(options),
        };
    }

    private List<SeenRecord> Seen() =>
    [
        .. Active.Select(customer => new SeenRecord(
            customer.ListId,
            customer.Name,
            Elements.Where(pair => customer[pair.Value.Path] is not null).ToDictionary(pair => pair.Key, pair => customer[pair.Value.Path]!))),
    ];

    private async Task<List<ContactLink>> LinksAsync()
    {
        var links = new List<ContactLink>();
        await foreach (var link in _world.Engine().GetLinksAsync(_world.Profile, null, CancellationToken.None))
            links.Add(link);
        return links;
    }
}

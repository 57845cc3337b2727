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

    private readonly DesktopWorld _world;
    private ScenarioPolicy _policy;
    private int _made;

    private DesktopPlay(DesktopWorld world, ScenarioPolicy policy) => (_world, _policy) = (world, policy);

    public static async Task PlayAsync(Scenario scenario, Func<DesktopRun, Task> judge)
    {
        await using var world = await DesktopWorld.StartAsync(serve: false);
        var play = new DesktopPlay(world, scenario.Policy);
        play.Apply(scenario.Policy);
        foreach (var seed in scenario.Crm)
            world.Crm.Add(seed.Values, seed.IsJob, seed.HasOpenBalance);
        foreach (var seed in scenario.Qb)
            play.Add(seed);
        foreach (var step in scenario.Steps)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(1));
            if (play.Take(step) is { } options)
                await judge(await play.RunAsync(options));
        }
    }

    /// <summary>Whether QuickBooks can hold a value.</summary>
    public static bool Fits(string field, string value) => value.Length <= Elements[field].Max;

    private RunOptions? Take(Step step)
    {
        switch (step)
        {
            case AddStep { Side: Side.Crm } add:
                _world.Crm.Add(add.Seed.Values, add.Seed.IsJob, add.Seed.HasOpenBalance);
                break;
            case AddStep add:
                Add(add.Seed);
                break;
            case EditStep { Side: Side.Crm } edit when _world.Crm.Existing is { Count: > 0 } existing:
                _world.Crm.Edit(existing[edit.Record % existing.Count].Id, edit.Field, edit.Value);
                break;
            case EditStep { Side: Side.Qb } edit when Active is { Count: > 0 } active && Fits(edit.Field, edit.Value ?? ""):
                _world.Company.Edit(active[edit.Record % active.Count], (Elements[edit.Field].Path, edit.Value));
                break;
            case DeleteStep { Side: Side.Crm } delete when _world.Crm.Existing is { Count: > 0 } existing:
                _world.Crm.Delete(existing[delete.Record % existing.Count].Id);
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
        _world.Profile = profile with
        {
            Path = _world.Profile.Path,
            StatePath = _world.Profile.StatePath,
            Qb = ((CrmQbSync.Profiles.QuickBooksDesktopSettings)_world.Profile.Qb) with { IncludeJobs = policy.IncludeJobs },
            Rules = [.. profile.Rules.Select(rule => rule with { QbName = Elements[rule.Field.Name].Path })],
        };
    }

    private async Task<DesktopRun> RunAsync(RunOptions options)
    {
        var before = Seen();
        var writes = _world.Crm.Log.Count;
        _world.Company.Requests.Clear();
        var running = Task.Run(() => _world.Engine().RunAsync(_world.Profile, options, new SilentObserver(), CancellationToken.None)).WaitAsync(TimeSpan.FromSeconds(60));
        var update = await ReadingTests.ConnectAsync(_world, running);
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
            CrmWrites = _world.Crm.Log.Count - writes,
            CustomersBefore = before,
            Customers = Seen(),
            Contacts = _world.Crm.Existing,
            AgainAsync = () => RunAsync(options),
        };
    }

    private List<SeenCustomer> Seen() =>
    [
        .. Active.Select(customer => new SeenCustomer(
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

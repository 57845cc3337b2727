using CrmQbSync.Connections;
using CrmQbSync.Emulators.QuickBooksOnline;
using CrmQbSync.Emulators.ZohoCrm;
using CrmQbSync.Profiles;
using CrmQbSync.Running;
using CrmQbSync.State;
using CrmQbSync.Tests.Connections.QuickBooksOnline;
using CrmQbSync.Tests.Doubles;
using CrmQbSync.Tests.Laws;
using Act = System.Func<CrmQbSync.Running.IContactSync, System.Threading.CancellationToken, System.Threading.Tasks.Task<CrmQbSync.Running.RunResult>>;

namespace CrmQbSync.Tests.Connections.BothServices;

/// <summary>The emulated Zoho CRM, an emulated company of QuickBooks Online, the people who work there, and the engine between the two.</summary>
internal sealed class ServicesStage : IAsyncDisposable
{
    /// <summary>What the slowest run may take.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly HashSet<long> _given = [];
    private int _tokens;
    private int _touched;

    private ServicesStage(BothServicesWorld services, Scenario scenario, bool isReversed)
    {
        (Services, Policy) = (services, WithAllFields(scenario.Policy));
        Regions.Add(Policy.Region);
        World = new World(ProfileOf(Policy), SideShape.Service, SideShape.Service);
        Mirror = new ServicesMirror(services, World);
        CompanyWorld.Turn(services.QuickBooks.Knobs, scenario.Choice);
        People = new ServicesPeople(services, scenario, isReversed);
        services.QuickBooks.Meanwhile = call =>
        {
            if (call.Resource == "batch" && call.Body.Contains("\"operation\"", StringComparison.Ordinal))
                TouchBeforeWrite();
        };
        services.Zoho.BeforeCall = call =>
        {
            if (call.Method is "PUT" or "DELETE" || (call.Method == "POST" && call.Path.EndsWith("/Contacts", StringComparison.Ordinal)))
                TouchBeforeWrite();
        };
    }

    public BothServicesWorld Services { get; }

    /// <summary>Whether somebody edits every record before the next write, in what no field maps.</summary>
    public bool TouchesBeforeWrites { get; set; }

    /// <summary>How both sides stand as the laws look at them, and the state.</summary>
    public World World { get; }

    public ServicesMirror Mirror { get; }

    public ServicesPeople People { get; }

    public ScenarioPolicy Policy { get; private set; }

    public bool BlanksWereEdited { get; private set; }

    /// <summary>The countries of telephone numbers that the profile ever named.</summary>
    public HashSet<string> Regions { get; } = [];

    public Company Company => Services.QuickBooks.Company;

    /// <summary>The stage of a scenario.</summary>
    /// <param name="scenario">What both sides hold at first.</param>
    /// <param name="isReversed">Whether the records get their ids, and thereby arrive, in the opposite order.</param>
    public static async Task<ServicesStage> StartAsync(Scenario scenario, bool isReversed = false) =>
        new(await BothServicesWorld.StartAsync("fields: { Tier: { crm: Department, qb: ResaleNum } }"), scenario, isReversed);

    public ValueTask DisposeAsync() => Services.DisposeAsync();

    /// <summary>What people do at both services, with the profile, and with what the module asks them.</summary>
    public async Task DoAsync(Step step)
    {
        switch (step)
        {
            case PolicyStep policy:
                BlanksWereEdited |= policy.Policy.Blanks != Policy.Blanks;
                Policy = WithAllFields(policy.Policy);
                Regions.Add(Policy.Region);
                World.Profile = ProfileOf(Policy);
                break;
            case ForgetStep forget when await World.LinksAsync() is { Count: > 0 } links:
                await World.ForgetAsync(At([.. links.OrderBy(People.NameOf, StringComparer.Ordinal)], forget.Link));
                break;
            case ResolveStep resolve when await World.ConflictsAsync() is { Count: > 0 } conflicts:
                var conflict = At([.. conflicts.OrderBy(conflict => People.NameOf(Side.Crm, conflict.CrmId) + conflict.Field, StringComparer.Ordinal)], resolve.Conflict);
                await World.ResolveAsync(conflict, resolve.Use, resolve.Use is null ? At<string?>([.. Pools.Values(conflict.Field!)], resolve.Value) : null);
                break;
            default:
                People.Do(step);
                break;
        }
    }

    /// <summary>The options of a run.</summary>
    public RunOptions Options(RunStep step) =>
        ScenarioPlay.Options(step, [.. People.Contacts.Select(contact => contact.IdText)], [.. People.Customers.Select(customer => (string)customer["Id"]!)]);

    /// <summary>What a run would do.</summary>
    public async Task<List<ContactChange>> CompareAsync(RunOptions options) =>
        await Engine().CompareAsync(World.Profile, options, new SilentObserver(), CancellationToken.None).ToListAsync();

    /// <summary>A run.</summary>
    public async Task<RunResult> RunAsync(RunOptions options, bool mayFail = false)
    {
        var result = await Engine().RunAsync(World.Profile, options, new SilentObserver(), CancellationToken.None).WaitAsync(s_patience);
        if (!mayFail && (result.Error is not null || (result.Run is null && options.Selection is not { IsEmpty: true })))
            throw new LawViolationException($"The run ended as {result.Run?.Status}: {result.Error}");
        return result;
    }

    /// <summary>A run, as something that can be done again.</summary>
    public Act ActOf(RunStep step)
    {
        var options = Options(step);
        return (engine, stop) => engine.RunAsync(World.Profile, options, new SilentObserver(), stop);
    }

    /// <summary>Undoes a run.</summary>
    public Task<RunResult> UndoAsync(long syncId) =>
        Engine().UndoAsync(World.Profile, syncId, new SilentObserver(), CancellationToken.None).WaitAsync(s_patience);

    /// <summary>Undoing the last run that was not undone yet; null if there is none.</summary>
    public async Task<Act?> UndoOfLastAsync()
    {
        var history = await World.HistoryAsync();
        var last = history.FirstOrDefault(run => run.UndoOf is null && history.All(undo => undo.UndoOf != run.SyncId) && _given.Add(run.SyncId));
        return last is null ? null : (engine, stop) => engine.UndoAsync(World.Profile, last.SyncId, new SilentObserver(), stop);
    }

    /// <summary>Does what may have nothing to do.</summary>
    public async Task<RunResult?> SurviveAsync(Act act)
    {
        using var faults = new FaultSwitch();
        return await SurviveAsync(faults, act);
    }

    /// <summary>Does something, and something happens meanwhile; null if it did not come to its end, or had nothing to do.</summary>
    public async Task<RunResult?> SurviveAsync(FaultSwitch faults, Act act)
    {
        try
        {
            return await act(Engine(faults), faults.Stop).WaitAsync(s_patience);
        }
        catch (SyncException error) when (error.Id == SyncErrorId.NothingToUndo)
        {
            return null;
        }
        catch (Exception error) when (faults.IsDead || (faults.HasStruck && error is SyncException or OperationCanceledException))
        {
            return null;
        }
        finally
        {
            if (faults.IsDead)
                World.States.NextProcess();
        }
    }

    /// <summary>What a run told, with names in place of ids.</summary>
    public async Task<IEnumerable<string>> ToldAsync(long syncId) =>
        (await World.EntriesAsync(syncId)).Select(entry => EntryText.Of(entry with { CrmId = NamesOf(Side.Crm, entry.CrmId), QbId = NamesOf(Side.Qb, entry.QbId) }));

    /// <summary>All that stands on both sides, and who is linked with whom, with names in place of ids.</summary>
    public async Task<List<string>> PictureAsync()
    {
        Mirror.Refresh();
        return
        [
            .. World.Crm.Records.Select(record => Shown(Side.Crm, record)),
            .. World.Qb.Records.Select(record => Shown(Side.Qb, record)),
            .. (await World.LinksAsync()).Select(link => $"{People.NameOf(link)}: {link.State}"),
        ];
    }

    private string Shown(Side side, MemoryRecord record) =>
        $"{People.NameOf(side, record.Id)}{(record.Deleted ? " deleted" : "")} {string.Join('|', Pools.Fields.Select(field => record[field]))}";

    private string? NamesOf(Side side, string? ids) => ids is null ? null : string.Join(", ", ids.Split(", ").Select(id => People.NameOf(side, id)));

    /// <summary>Once, before the first write to either side, every record gets another version.</summary>
    private void TouchBeforeWrite()
    {
        if (!TouchesBeforeWrites)
            return;
        TouchesBeforeWrites = false;
        People.TouchAll(Interlocked.Increment(ref _touched));
    }

    private ContactSync Engine(FaultSwitch? faults = null) => new(new SyncServices
    {
        Clock = Services.Web.Clock,
        Connections = new BreakableConnections(new ConnectionFactory(Services.Web), faults),
        States = faults is null ? World.States : new FaultyStateStoreFactory(World.States, faults),
        NewToken = () => $"t{Interlocked.Increment(ref _tokens)}",
    });

    /// <summary>What is mapped here is the services' own fields.</summary>
    private static ScenarioPolicy WithAllFields(ScenarioPolicy policy) => policy with { Unmapped = [] };

    private SyncProfile ProfileOf(ScenarioPolicy policy) => policy.ToProfile() with
    {
        Name = Services.Profile.Name,
        Path = Services.Profile.Path,
        StatePath = Services.Profile.StatePath,
        Crm = Services.Profile.Crm,
        Qb = (QuickBooksOnlineSettings)Services.Profile.Qb with { IncludeJobs = policy.IncludeJobs },
        Rules = [.. Services.Profile.Rules.Select(rule => rule with { Direction = policy.Of(rule.Field.Name).Direction, Priority = policy.Of(rule.Field.Name).Priority })],
    };

    private static T At<T>(IReadOnlyList<T> items, int place) => items[place % items.Count];

    private sealed class BreakableConnections(IConnectionFactory inner, FaultSwitch? faults) : IConnectionFactory
    {
        public IConnection Create(SyncProfile profile, Side side)
        {
            var connection = inner.Create(profile, side);
            return faults is null ? connection : new FaultyConnection(connection, faults);
        }
    }
}

using CrmQbSync.Connections;
using CrmQbSync.Running;
using CrmQbSync.State;
using CrmQbSync.Tests.Doubles;
using CrmQbSync.Tests.Laws;
using UndoStep = CrmQbSync.Tests.Laws.UndoStep;
using Act = System.Func<CrmQbSync.Running.IContactSync, System.Threading.CancellationToken, System.Threading.Tasks.Task<CrmQbSync.Running.RunResult>>;

namespace CrmQbSync.Tests.Connections.BothServices;

/// <summary>The emulated Zoho CRM, an emulated QuickBooks, the people who work there, and the engine between the two.</summary>
internal sealed class ServicesStage : IAsyncDisposable
{
    /// <summary>What the slowest run may take.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly HashSet<long> _given = [];
    private readonly EngineClock _clock;
    private int _tokens;
    private int _touched;

    private ServicesStage(IStagedServices services, Scenario scenario, bool isReversed)
    {
        (Services, Policy, _clock) = (services, scenario.Policy, new EngineClock(services.Clock));
        Regions.Add(Policy.Region);
        World = new World(services.ProfileOf(Policy), SideShape.Service, SideShape.Service);
        Mirror = new ServicesMirror(services, World);
        People = new ServicesPeople(services, scenario, isReversed);
        services.Company.BeforeWrite = () => Meddle(Side.Qb);
        services.Zoho.BeforeCall = call =>
        {
            if (call.Method is "PUT" or "DELETE" || (call.Method == "POST" && call.Path.EndsWith("/Contacts", StringComparison.Ordinal)))
                Meddle(Side.Crm);
        };
    }

    public IStagedServices Services { get; }

    /// <summary>Whether somebody edits every record before the next write, in what no field maps.</summary>
    public bool TouchesBeforeWrites { get; set; }

    /// <summary>What somebody does on a side before the next write to it; null for nothing.</summary>
    public (Side Side, Action Do)? Meanwhile { get; set; }

    /// <summary>How both sides stand as the laws look at them, and the state.</summary>
    public World World { get; }

    public ServicesMirror Mirror { get; }

    public ServicesPeople People { get; }

    public ScenarioPolicy Policy { get; private set; }

    public bool BlanksWereEdited { get; private set; }

    /// <summary>What was decided about conflicts since the profile was last edited.</summary>
    public List<Decision> Decisions { get; } = [];

    /// <summary>The countries of telephone numbers that the profile ever named.</summary>
    public HashSet<string> Regions { get; } = [];

    /// <summary>The stage of a scenario.</summary>
    /// <param name="start">Starts the services, by a choice of what is uncertain about them, and whether they order ids otherwise.</param>
    /// <param name="scenario">What both sides hold at first.</param>
    /// <param name="isReversed">Whether the records get their ids, and thereby arrive, in the opposite order.</param>
    public static async Task<ServicesStage> StartAsync(StartServices start, Scenario scenario, bool isReversed = false) =>
        new(await start(scenario.Choice, isReversed), scenario, isReversed);

    public ValueTask DisposeAsync() => Services.DisposeAsync();

    /// <summary>What people do at both services, with the profile, and with what the module asks them.</summary>
    public async Task DoAsync(Step step)
    {
        switch (step)
        {
            case PolicyStep policy:
                Edit(policy.Policy);
                break;
            case RegionStep region:
                Edit(Policy with { Region = region.Region });
                break;
            case MappingStep mapping:
                Edit(Policy.Toggling(mapping.Field));
                break;
            case ClockStep clock:
                _clock.SetBack(TimeSpan.FromMinutes(clock.Minutes));
                break;
            case ForgetStep forget when await World.LinksAsync() is { Count: > 0 } links:
                await World.ForgetAsync(At([.. links.OrderBy(People.NameOf, StringComparer.Ordinal)], forget.Link));
                break;
            case ResolveStep resolve when await World.ConflictsAsync() is { Count: > 0 } conflicts:
                var conflict = At([.. conflicts.OrderBy(conflict => People.NameOf(Side.Crm, conflict.CrmId) + conflict.Field, StringComparer.Ordinal)], resolve.Conflict);
                await DecideAsync(conflict, resolve);
                break;
            default:
                People.Do(step);
                break;
        }
    }

    /// <summary>The options of a run.</summary>
    public RunOptions Options(RunStep step) =>
        ScenarioPlay.Options(step, [.. People.Contacts.Select(contact => contact.IdText)], [.. People.Customers.Select(customer => customer.Id)]);

    /// <summary>What a run would do.</summary>
    public Task<List<ContactChange>> CompareAsync(RunOptions options) =>
        AttendAsync(() => Engine().CompareAsync(World.Profile, options, new SilentObserver(), CancellationToken.None).ToListAsync().AsTask());

    /// <summary>A run.</summary>
    public async Task<RunResult> RunAsync(RunOptions options, bool mayFail = false)
    {
        var result = await AttendAsync(() => Engine().RunAsync(World.Profile, options, new SilentObserver(), CancellationToken.None));
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
        AttendAsync(() => Engine().UndoAsync(World.Profile, syncId, new SilentObserver(), CancellationToken.None));

    /// <summary>The run that an undo is about; null if there is none.</summary>
    public async Task<SyncRun?> FindUndoneAsync(UndoStep step)
    {
        var history = await World.HistoryAsync();
        return step.Run is { } place && history.Count > 0
            ? At(history, place)
            : history.FirstOrDefault(run => run.UndoOf is null && history.All(undo => undo.UndoOf != run.SyncId) && _given.Add(run.SyncId));
    }

    /// <summary>An undo, as something that can be done again; null if there is nothing to undo.</summary>
    public async Task<Act?> ActOfAsync(UndoStep step) =>
        await FindUndoneAsync(step) is { } run ? (engine, stop) => engine.UndoAsync(World.Profile, run.SyncId, new SilentObserver(), stop) : null;

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
            return await AttendAsync(() => act(Engine(faults), faults.Stop));
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
        $"{People.NameOf(side, record.Id)}{(record.Deleted ? " deleted" : "")} {string.Join('|', Services.Pool.Fields.Select(field => record[field]))}";

    private string? NamesOf(Side side, string? ids) => ids is null ? null : string.Join(", ", ids.Split(", ").Select(id => People.NameOf(side, id)));

    private async Task DecideAsync(ContactConflict conflict, ResolveStep step)
    {
        var value = step.Use is null ? At(Services.Pool.Values(conflict.Field!), step.Value) : null;
        await World.ResolveAsync(conflict, step.Use, value);
        Decisions.RemoveAll(earlier => (earlier.CrmId, earlier.QbId, earlier.Field) == (conflict.CrmId, conflict.QbId, conflict.Field));
        Decisions.Add(new Decision(
            conflict.CrmId!, conflict.QbId!, conflict.Field!, conflict.CrmValue, conflict.QbValue, step.Use switch { Side.Crm => conflict.CrmValue, Side.Qb => conflict.QbValue, _ => value }));
    }

    private void Edit(ScenarioPolicy policy)
    {
        Decisions.Clear();
        BlanksWereEdited |= policy.Blanks != Policy.Blanks;
        Policy = policy;
        Regions.Add(Policy.Region);
        World.Profile = Services.ProfileOf(Policy);
    }

    /// <summary>Whatever somebody does before a write, they do it once.</summary>
    private void Meddle(Side side)
    {
        if (Meanwhile is { } meanwhile && meanwhile.Side == side)
        {
            Meanwhile = null;
            meanwhile.Do();
        }
        if (!TouchesBeforeWrites)
            return;
        TouchesBeforeWrites = false;
        People.TouchAll(Interlocked.Increment(ref _touched));
    }

    private Task<T> AttendAsync<T>(Func<Task<T>> work) => Services.AttendAsync(Task.Run(work)).WaitAsync(s_patience);

    private ContactSync Engine(FaultSwitch? faults = null) => new(new SyncServices
    {
        Clock = _clock,
        Connections = new BreakableConnections(Services, faults),
        States = faults is null ? World.States : new FaultyStateStoreFactory(World.States, faults),
        NewToken = () => $"t{Interlocked.Increment(ref _tokens)}",
    });

    private static T At<T>(IReadOnlyList<T> items, int place) => items[place % items.Count];

    private sealed class BreakableConnections(IStagedServices services, FaultSwitch? faults) : IConnectionFactory
    {
        public IConnection Create(SyncProfile profile, Side side) => Create(profile, side, new ConnectionDemands());

        public IConnection Create(SyncProfile profile, Side side, ConnectionDemands demands)
        {
            var connection = services.Connect(profile, side, demands);
            return faults is null ? connection : new FaultyConnection(connection, faults);
        }
    }

    /// <summary>The clock of the machine that the module runs on, which may be wrong.</summary>
    private sealed class EngineClock(TimeProvider right) : TimeProvider
    {
        private TimeSpan _behind;

        public override long TimestampFrequency => right.TimestampFrequency;

        public void SetBack(TimeSpan time) => _behind += time;

        public override DateTimeOffset GetUtcNow() => right.GetUtcNow() - _behind;

        public override long GetTimestamp() => right.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => right.CreateTimer(callback, state, dueTime, period);
    }
}

using CrmQbSync.Contacts;
using CrmQbSync.Emulators.QuickBooksOnline;
using CrmQbSync.Emulators.ZohoCrm;
using CrmQbSync.Profiles;
using CrmQbSync.Running;
using CrmQbSync.Tests.Connections.QuickBooksOnline;
using CrmQbSync.Tests.Doubles;
using CrmQbSync.Tests.Laws;
using Newtonsoft.Json.Linq;
using UndoStep = CrmQbSync.Tests.Laws.UndoStep;
using QbFault = CrmQbSync.Emulators.QuickBooksOnline.FaultKind;

namespace CrmQbSync.Tests.Connections.BothServices;

/// <summary>
/// Plays a generated scenario, every kind of step, between the emulated Zoho CRM and an emulated company of QuickBooks Online, with faults on both sides in some
/// of its runs, and lets a law look at every run.
/// </summary>
internal sealed class ServicesLawPlay : IAsyncDisposable
{
    private static readonly QbFault[] s_qbFaults =
        [QbFault.ErrorBefore, QbFault.ErrorAfter, QbFault.ResetBefore, QbFault.ResetAfter, QbFault.TornBody, QbFault.Unauthorized, QbFault.Throttled];

    private static readonly ZohoFaultKind[] s_crmFaults =
        [ZohoFaultKind.ErrorBefore, ZohoFaultKind.ErrorAfter, ZohoFaultKind.ResetBefore, ZohoFaultKind.ResetAfter, ZohoFaultKind.TornBody, ZohoFaultKind.Unauthorized, ZohoFaultKind.TooManyWithWait];

    private readonly BothServicesWorld _services;
    private readonly World _world;
    private readonly ServicesMirror _mirror;
    private readonly Random _random;
    private readonly bool _hasFaults;
    private readonly List<RunObservation> _undoable = [];
    private ScenarioPolicy _policy;
    private bool _somethingWasUndone;
    private readonly HashSet<string> _regions = [];
    private bool _blanksWereEdited;
    private int _made;
    private int _tokens;

    private ServicesLawPlay(BothServicesWorld services, Scenario scenario)
    {
        (_services, _policy, _random, _hasFaults) = (services, WithAllFields(scenario.Policy), new Random(scenario.Choice), scenario.Choice % 2 == 0);
        _regions.Add(_policy.Region);
        _world = new World(ProfileOf(_policy), SideShape.Service, SideShape.Service);
        _mirror = new ServicesMirror(services, _world);
        CompanyWorld.Turn(services.QuickBooks.Knobs, scenario.Choice);
        Company.Add(new JObject { ["DisplayName"] = "Parent of jobs" });
        foreach (var seed in scenario.Crm)
            AddContact(seed);
        foreach (var seed in scenario.Qb)
            AddCustomer(seed);
    }

    private Company Company => _services.QuickBooks.Company;

    private ZohoOrganisation Zoho => _services.Zoho.Organisation;

    private List<ZohoRecord> Contacts => [.. Zoho.Contacts.Existing];

    private List<JObject> Customers => [.. Company.Customers.Where(customer => (bool)customer["Active"]! && (string?)customer["Id"] != "1")];

    public static async Task PlayAsync(Scenario scenario)
    {
        await using var play = new ServicesLawPlay(await BothServicesWorld.StartAsync("fields: { Tier: { crm: Department, qb: ResaleNum } }"), scenario);
        foreach (var step in scenario.Steps)
            await play.DoAsync(step);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private async Task DoAsync(Step step)
    {
        _services.Wait(10);
        switch (step)
        {
            case RunStep run:
                await RunAsync(run);
                break;
            case UndoStep:
                await UndoAsync();
                break;
            case PolicyStep policy:
                _blanksWereEdited |= policy.Policy.Blanks != _policy.Blanks;
                _policy = WithAllFields(policy.Policy);
                _regions.Add(_policy.Region);
                _world.Profile = ProfileOf(_policy);
                break;
            case ForgetStep forget when await _world.LinksAsync() is { Count: > 0 } links:
                await _world.ForgetAsync(At([.. links.OrderBy(link => link.CrmId, StringComparer.Ordinal)], forget.Link));
                break;
            case ResolveStep resolve when await _world.ConflictsAsync() is { Count: > 0 } conflicts:
                var conflict = At([.. conflicts.OrderBy(conflict => conflict.CrmId + conflict.Field, StringComparer.Ordinal)], resolve.Conflict);
                await _world.ResolveAsync(conflict, resolve.Use, resolve.Use is null ? At(Pools.Values(conflict.Field!), resolve.Value) : null);
                break;
            default:
                DoByHand(step);
                break;
        }
    }

    private void DoByHand(Step step)
    {
        switch (step)
        {
            case AddStep { Side: Side.Crm } add:
                AddContact(add.Seed);
                break;
            case AddStep add:
                AddCustomer(add.Seed);
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
                Company.Deactivate((string)At(customers, delete.Record)["Id"]!);
                break;
            case RestoreStep { Side: Side.Crm } restore when Zoho.Contacts.Records.Values.Where(record => record.Deleted is not null).ToList() is { Count: > 0 } deleted:
                Zoho.Restore(At(deleted, restore.Record));
                break;
            case RestoreStep { Side: Side.Qb } restore when Company.Customers.Where(customer => !(bool)customer["Active"]!).ToList() is { Count: > 0 } inactive:
                CompanyWorld.Reactivate(Company, At(inactive, restore.Record));
                break;
        }
    }

    private async Task RunAsync(RunStep step)
    {
        _mirror.Refresh();
        var options = ScenarioPlay.Options(step, _world);
        var before = _world.Copy();
        var isDisturbed = _hasFaults && _random.Next(2) == 0;
        var foretold = isDisturbed ? [] : await ListAsync(Engine.CompareAsync(_world.Profile, options, new SilentObserver(), CancellationToken.None));
        var result = isDisturbed ? await RunThroughFaultsAsync(options) : await RunAsync(options);
        _mirror.RefreshAfterRun();
        if (result.Run is null)
            return;
        var run = await ObserveAsync(before, options, result);
        Law.Demand([.. ServicesLaws.Breaches(run), .. Company.Complaints, .. isDisturbed ? [] : ServicesLaws.Untold(run, foretold)]);
        _undoable.Add(run);
        await DemandQuietAsync(run);
    }

    /// <summary>A run with faults on both sides, and the next ones until nothing is left of them.</summary>
    private async Task<RunResult> RunThroughFaultsAsync(RunOptions options)
    {
        _services.Zoho.Faults.Add(Pick(s_crmFaults), Pick(["GET", "POST", "PUT"]), "/crm/v8/Contacts", _random.Next(1, 7));
        _services.QuickBooks.Faults.Add(Pick(s_qbFaults), Pick(["batch", "batch", "query", "cdc"]), _random.Next(1, 7));
        var result = await RunAsync(options, mayFail: true);
        _services.Zoho.Faults.Clear();
        _services.QuickBooks.Faults.Clear();
        for (var again = 0; again < 2; again++)
        {
            _services.Wait(10);
            result = await RunAsync(options);
        }
        return result;
    }

    private async Task<RunResult> RunAsync(RunOptions options, bool mayFail = false)
    {
        var result = await Engine.RunAsync(_world.Profile, options, new SilentObserver(), CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));
        if (!mayFail && (result.Error is not null || (result.Run is null && options.Selection is not { IsEmpty: true })))
            throw new LawViolationException($"The run ended as {result.Run?.Status}: {result.Error}");
        return result;
    }

    /// <summary>A run straight after one without failures writes nothing, and asks the company twice at most.</summary>
    private async Task DemandQuietAsync(RunObservation run)
    {
        if (run.Entries.Any(entry => entry.Status is EntryStatus.Failed or EntryStatus.Ambiguous))
            return;
        var (crm, qb) = (_world.Crm.Log.Count, _world.Qb.Log.Count);
        _services.QuickBooks.ForgetCalls();
        await RunAsync(run.Options!);
        var calls = _services.QuickBooks.ApiCalls.Select(call => $"{call.Method} {Uri.UnescapeDataString(call.Url)}").ToList();
        _mirror.RefreshAfterRun();
        Law.Demand(_world.Crm.Log.Skip(crm).Concat(_world.Qb.Log.Skip(qb)).Select(write => $"written again: {write}"));
        Law.Demand(calls.Count <= 2 ? [] : [$"a run without changes made the calls {string.Join(", ", calls)}"]);
    }

    private async Task UndoAsync()
    {
        if (_undoable.Count == 0)
            return;
        var run = _undoable[^1];
        _undoable.RemoveAt(_undoable.Count - 1);
        _mirror.Refresh();
        var before = _world.Copy();
        try
        {
            var result = await Engine.UndoAsync(_world.Profile, run.Run.SyncId, new SilentObserver(), CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));
            _somethingWasUndone = true;
            _mirror.RefreshAfterRun();
            var undo = await ObserveAsync(before, null, result);
            Law.Demand([.. ServicesLaws.Breaches(undo), .. ServicesLaws.NotUndone(run, undo), .. Company.Complaints]);
        }
        catch (SyncException error) when (error.Id == SyncErrorId.NothingToUndo)
        {
            Law.Demand(run.Entries.Where(entry => entry.SyncId == run.Run.SyncId && AccountedLaw.IsWrite(entry)).Select(entry => $"NothingToUndo, but {EntryText.Of(entry)}"));
        }
    }

    private async Task<RunObservation> ObserveAsync(World before, RunOptions? options, RunResult result)
    {
        var entries = new List<SyncEntry>();
        // The runs that something happened to belong to the one that ended.
        var first = (await before.HistoryAsync()).Select(run => run.SyncId).DefaultIfEmpty().Max();
        foreach (var row in (await _world.HistoryAsync()).Where(row => row.SyncId > first))
            entries.AddRange((await _world.EntriesAsync(row.SyncId)).Where(entry => row.SyncId == result.Run!.SyncId || entry.Status == EntryStatus.Done));
        return new RunObservation
        {
            Policy = _policy,
            Options = options,
            Before = before,
            After = _world,
            Run = result.Run!,
            Entries = entries,
            Links = await _world.LinksAsync(),
            SomethingWasUndone = _somethingWasUndone,
            BlanksWereEdited = _blanksWereEdited,
            Regions = _regions,
            WasEditedMeanwhile = false,
        };
    }

    private ContactSync Engine => new(new SyncServices
    {
        Clock = _services.Web.Clock,
        Connections = new ConnectionFactory(_services.Web),
        States = _world.States,
        NewToken = () => $"t{Interlocked.Increment(ref _tokens)}",
    });

    /// <summary>What is mapped here is the services' own fields.</summary>
    private static ScenarioPolicy WithAllFields(ScenarioPolicy policy) => policy with { Unmapped = [] };

    private SyncProfile ProfileOf(ScenarioPolicy policy) => policy.ToProfile() with
    {
        Name = _services.Profile.Name,
        Path = _services.Profile.Path,
        StatePath = _services.Profile.StatePath,
        Crm = _services.Profile.Crm,
        Qb = (QuickBooksOnlineSettings)_services.Profile.Qb with { IncludeJobs = policy.IncludeJobs },
        Rules = [.. _services.Profile.Rules.Select(rule => rule with { Direction = policy.Of(rule.Field.Name).Direction, Priority = policy.Of(rule.Field.Name).Priority })],
    };

    private void AddContact(Seed seed) =>
        Zoho.AddContact([.. ServicesMirror.Names.Select(pair => (pair.Value, Typed(pair.Key, seed.Values.GetValueOrDefault(pair.Key))))]);

    private void AddCustomer(Seed seed) => CompanyWorld.Add(Company, seed, $"Seed {++_made}");

    /// <summary>What Zoho lets a person type: one bare address or none, and always a last name.</summary>
    private static string? Typed(string field, string? value) => field switch
    {
        Pools.Email => Agreement.IsAddress(value) ? value!.Split(',', ';')[0].Trim().Replace("mailto:", "", StringComparison.Ordinal) : null,
        Pools.LastName => Agreement.IsBlank(value) ? "Ames" : value!.Trim(),
        _ => value,
    };

    private T Pick<T>(T[] choices) => choices[_random.Next(choices.Length)];

    private static T At<T>(IReadOnlyList<T> items, int place) => items[place % items.Count];

    private static async Task<List<T>> ListAsync<T>(IAsyncEnumerable<T> items) => await items.ToListAsync();
}

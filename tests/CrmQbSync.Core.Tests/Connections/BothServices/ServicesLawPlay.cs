using CrmQbSync.Contacts;
using CrmQbSync.Running;
using CrmQbSync.Tests.Doubles;
using CrmQbSync.Tests.Laws;
using UndoStep = CrmQbSync.Tests.Laws.UndoStep;

namespace CrmQbSync.Tests.Connections.BothServices;

/// <summary>
/// Plays a generated scenario, every kind of step, between the emulated Zoho CRM and an emulated company of QuickBooks Online, with faults on both sides in some
/// of its runs, and lets a law look at every run.
/// </summary>
internal sealed class ServicesLawPlay
{
    private readonly ServicesStage _stage;
    private readonly Random _random;
    private readonly bool _hasFaults;
    private readonly List<RunObservation> _undoable = [];
    private bool _somethingWasUndone;

    private ServicesLawPlay(ServicesStage stage, Scenario scenario) => (_stage, _random, _hasFaults) = (stage, new Random(scenario.Choice), scenario.Choice % 2 == 0);

    private BothServicesWorld Services => _stage.Services;

    private World World => _stage.World;

    public static async Task PlayAsync(Scenario scenario)
    {
        await using var stage = await ServicesStage.StartAsync(scenario);
        var play = new ServicesLawPlay(stage, scenario);
        foreach (var step in scenario.Steps)
        {
            stage.Services.Wait(10);
            await (step switch
            {
                RunStep run => play.RunAsync(run),
                UndoStep => play.UndoAsync(),
                _ => stage.DoAsync(step),
            });
        }
    }

    private async Task RunAsync(RunStep step)
    {
        _stage.Mirror.Refresh();
        var options = _stage.Options(step);
        var before = World.Copy();
        var isDisturbed = _hasFaults && _random.Next(2) == 0;
        var foretold = isDisturbed ? [] : await _stage.CompareAsync(options);
        var result = isDisturbed ? await RunThroughFaultsAsync(options) : await _stage.RunAsync(options);
        _stage.Mirror.RefreshAfterRun();
        if (result.Run is null)
            return;
        var run = await ObserveAsync(before, options, result);
        Law.Demand(isDisturbed ? [] : ServicesLaws.Untold(run, foretold));
        _undoable.Add(run);
        if (ServicesLaws.BroughtBack(run))
            run = await RunOnAsync(before, options);
        Law.Demand([.. ServicesLaws.Breaches(run), .. _stage.Company.Complaints]);
        await DemandQuietAsync(run);
    }

    /// <summary>A run with faults on both sides, and the next ones until nothing is left of them.</summary>
    private async Task<RunResult> RunThroughFaultsAsync(RunOptions options)
    {
        Services.AddFaults(_random);
        var result = await _stage.RunAsync(options, mayFail: true);
        Services.ClearFaults();
        for (var again = 0; again < 2; again++)
        {
            Services.Wait(10);
            result = await _stage.RunAsync(options);
        }
        return result;
    }

    /// <summary>What a customer held that came back in place of a new one flows in the next run.</summary>
    private async Task<RunObservation> RunOnAsync(World before, RunOptions options)
    {
        Services.Wait(10);
        var result = await _stage.RunAsync(options);
        _stage.Mirror.RefreshAfterRun();
        return await ObserveAsync(before, options, result);
    }

    /// <summary>A run straight after one without failures writes nothing, and asks the company twice at most.</summary>
    private async Task DemandQuietAsync(RunObservation run)
    {
        if (run.Entries.Any(entry => entry.Status is EntryStatus.Failed or EntryStatus.Ambiguous))
            return;
        var (crm, qb) = (World.Crm.Log.Count, World.Qb.Log.Count);
        Services.QuickBooks.ForgetCalls();
        await _stage.RunAsync(run.Options!);
        var calls = Services.QuickBooks.ApiCalls.Select(call => $"{call.Method} {Uri.UnescapeDataString(call.Url)}").ToList();
        _stage.Mirror.RefreshAfterRun();
        Law.Demand(World.Crm.Log.Skip(crm).Concat(World.Qb.Log.Skip(qb)).Select(write => $"written again: {write}"));
        Law.Demand(calls.Count <= 2 ? [] : [$"a run without changes made the calls {string.Join(", ", calls)}"]);
    }

    private async Task UndoAsync()
    {
        if (_undoable.Count == 0)
            return;
        var run = _undoable[^1];
        _undoable.RemoveAt(_undoable.Count - 1);
        _stage.Mirror.Refresh();
        var before = World.Copy();
        try
        {
            var result = await _stage.UndoAsync(run.Run.SyncId);
            _somethingWasUndone = true;
            _stage.Mirror.RefreshAfterRun();
            var undo = await ObserveAsync(before, null, result);
            Law.Demand([.. ServicesLaws.Breaches(undo), .. ServicesLaws.NotUndone(run, undo), .. _stage.Company.Complaints]);
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
        foreach (var row in (await World.HistoryAsync()).Where(row => row.SyncId > first))
            entries.AddRange((await World.EntriesAsync(row.SyncId)).Where(entry => row.SyncId == result.Run!.SyncId || entry.Status == EntryStatus.Done));
        return new RunObservation
        {
            Policy = _stage.Policy,
            Options = options,
            Before = before,
            After = World,
            Run = result.Run!,
            Entries = entries,
            Links = await World.LinksAsync(),
            SomethingWasUndone = _somethingWasUndone,
            BlanksWereEdited = _stage.BlanksWereEdited,
            Regions = _stage.Regions,
            WasEditedMeanwhile = false,
        };
    }
}

using CrmQbSync.Contacts;
using CrmQbSync.Running;
using CrmQbSync.Tests.Doubles;
using CrmQbSync.Tests.Laws;
using UndoStep = CrmQbSync.Tests.Laws.UndoStep;

namespace CrmQbSync.Tests.Connections.BothServices;

/// <summary>
/// Plays a generated scenario, every kind of step, between the emulated Zoho CRM and an emulated QuickBooks, with faults on both sides in some of its runs and
/// people at work during others, and lets a law look at every run.
/// </summary>
internal sealed class ServicesLawPlay
{
    private readonly ServicesStage _stage;
    private readonly Random _random;
    private readonly bool _hasFaults;
    private readonly Dictionary<long, RunObservation> _runs = [];
    private bool _somethingWasUndone;
    private bool _wasEditedMeanwhile;

    private ServicesLawPlay(ServicesStage stage, Scenario scenario) => (_stage, _random, _hasFaults) = (stage, new Random(scenario.Choice), scenario.Choice % 2 == 0);

    private IStagedServices Services => _stage.Services;

    private World World => _stage.World;

    public static async Task PlayAsync(StartServices start, Scenario scenario)
    {
        await using var stage = await ServicesStage.StartAsync(start, scenario);
        var play = new ServicesLawPlay(stage, scenario);
        foreach (var step in scenario.Steps)
        {
            stage.Services.Wait(10);
            await (step switch
            {
                RunStep run => play.RunAsync(run),
                UndoStep undo => play.UndoAsync(undo),
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
        _wasEditedMeanwhile = false;
        if (step.Trouble is { Meanwhile: { } meanwhile } trouble && !isDisturbed)
            _stage.Meanwhile = (trouble.Side, () => EditMeanwhile(before, trouble.Side, meanwhile));
        var result = isDisturbed ? await RunThroughFaultsAsync(options) : await _stage.RunAsync(options);
        _stage.Meanwhile = null;
        _stage.Mirror.RefreshAfterRun(before);
        if (result.Run is null)
            return;
        var run = await ObserveAsync(before, options, result);
        Law.Demand(isDisturbed ? [] : ServicesLaws.Untold(run, _wasEditedMeanwhile ? null : foretold));
        _runs[run.Run.SyncId] = run with { After = World.Copy() };
        if (ServicesLaws.BroughtBack(run))
            run = await RunOnAsync(before, options);
        Law.Demand([.. ServicesLaws.Breaches(run), .. ServicesLaws.Undecided(run, _stage.Decisions), .. Services.Breaches(run), .. Services.Company.Complaints]);
        if (options.Selection is null)
            _stage.Decisions.Clear();
        await DemandQuietAsync(run);
    }

    /// <summary>A person edits a record while the run is under way; how both sides stood before it is seen with that edit in it.</summary>
    private void EditMeanwhile(World before, Side side, Meanwhile meanwhile)
    {
        _stage.People.Do(new EditStep(side, meanwhile.Which, meanwhile.Field, meanwhile.Value));
        _wasEditedMeanwhile = true;
        _stage.Mirror.RefreshSide(before, side);
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

    /// <summary>A run straight after one without failures writes nothing, and asks QuickBooks for little.</summary>
    private async Task DemandQuietAsync(RunObservation run)
    {
        // What is edited while a run is under way takes effect in the next one (rule 8.1).
        if (_wasEditedMeanwhile || run.Entries.Any(entry => entry.Status is EntryStatus.Failed or EntryStatus.Ambiguous))
            return;
        var (crm, qb) = (World.Crm.Log.Count, World.Qb.Log.Count);
        Services.ForgetCalls();
        await _stage.RunAsync(run.Options!);
        _stage.Mirror.RefreshAfterRun();
        Law.Demand(World.Crm.Log.Skip(crm).Concat(World.Qb.Log.Skip(qb)).Select(write => $"written again: {write}"));
        Law.Demand(Services.NeedlessCalls().Select(call => $"a run without changes made the call {call}"));
    }

    private async Task UndoAsync(UndoStep step)
    {
        if (await _stage.FindUndoneAsync(step) is not { } undone)
            return;
        _stage.Mirror.Refresh();
        var before = World.Copy();
        var run = _runs.GetValueOrDefault(undone.SyncId);
        try
        {
            var result = await _stage.UndoAsync(undone.SyncId);
            (_somethingWasUndone, _wasEditedMeanwhile) = (true, false);
            _stage.Mirror.RefreshAfterRun();
            var undo = await ObserveAsync(before, null, result);
            Law.Demand([.. ServicesLaws.Breaches(undo), .. run is null ? [] : ServicesLaws.NotUndone(run, undo), .. Services.Breaches(undo), .. Services.Company.Complaints]);
            _runs[undo.Run.SyncId] = undo with { After = World.Copy() };
        }
        catch (SyncException error) when (error.Id == SyncErrorId.NothingToUndo)
        {
            if (run is not null && (await World.HistoryAsync()).All(other => other.UndoOf != undone.SyncId))
                Law.Demand(run.Entries.Where(entry => entry.SyncId == undone.SyncId && AccountedLaw.IsWrite(entry)).Select(entry => $"NothingToUndo, but {EntryText.Of(entry)}"));
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
            WasEditedMeanwhile = _wasEditedMeanwhile,
            Store = Services.Store,
        };
    }
}

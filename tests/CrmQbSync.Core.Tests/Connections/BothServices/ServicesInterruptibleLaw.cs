using CrmQbSync.Connections;
using CrmQbSync.Running;
using CrmQbSync.Tests.Doubles;
using CrmQbSync.Tests.Laws;
using Act = System.Func<CrmQbSync.Running.IContactSync, System.Threading.CancellationToken, System.Threading.Tasks.Task<CrmQbSync.Running.RunResult>>;
using UndoStep = CrmQbSync.Tests.Laws.UndoStep;

namespace CrmQbSync.Tests.Connections.BothServices;

/// <summary>
/// Law 8 between Zoho CRM and a QuickBooks: whatever happens to the last run of a scenario, or to its last undo, done again it ends as it would have
/// without. Each scenario is played twice, once in peace.
/// </summary>
public abstract class ServicesInterruptibleLaw
{
    private protected abstract ServicesKind Kind { get; }

    [Theory]
    [InlineData(FaultKind.Kill)]
    [InlineData(FaultKind.ServiceGone)]
    [InlineData(FaultKind.DiskFull)]
    [InlineData(FaultKind.Stop)]
    public void A_run_that_did_not_end_and_is_run_again_leads_to_the_same_end(FaultKind kind) => Kind.Holds(scenario => HoldAsync(scenario, async (stage, act, steps) =>
    {
        using var faults = new FaultSwitch(kind, 1 + (scenario.Choice % steps));
        await stage.SurviveAsync(faults, act);
    }), share: 0.5);

    [Fact]
    public void A_run_with_faults_on_both_sides_that_is_run_again_leads_to_the_same_end() => Kind.Holds(scenario => HoldAsync(scenario, async (stage, act, _) =>
    {
        stage.Services.AddFaults(new Random(scenario.Choice));
        await stage.SurviveAsync(act);
        stage.Services.ClearFaults();
    }), share: 0.75);

    /// <summary>Every version that the run read is an old one when it writes; what was changed is of no interest to it.</summary>
    [Fact]
    public void A_run_during_which_every_record_gets_another_version_leads_to_the_same_end() => Kind.Holds(scenario => HoldAsync(scenario, async (stage, act, _) =>
    {
        stage.TouchesBeforeWrites = true;
        await stage.SurviveAsync(act);
        stage.TouchesBeforeWrites = false;
    }), share: 0.75);

    private async Task HoldAsync(Scenario scenario, Func<ServicesStage, Act, int, Task> disturb)
    {
        await using var whole = await ServicesStage.StartAsync(Kind.StartAsync, scenario);
        if (await PlayToLastAsync(whole, scenario) is not { } act)
            return;
        using var count = new FaultSwitch();
        var before = whole.World.Copy();
        var run = (await whole.SurviveAsync(count, act))?.Run;
        whole.Mirror.RefreshAfterRun();
        if (run is null || IsLeftOut(whole, before, run))
            return;
        // What a customer held that came back in place of a new one flows in the run after.
        var broughtBack = whole.World.Qb.Log.Skip(before.Qb.Log.Count).Any(write => write.Kind == WriteKind.Create && before.Qb.Find(write.Id) is not null);
        var more = run.Failed + run.Ambiguous > 0 ? 3 : broughtBack ? 1 : 0;
        await AgainAsync(whole, act, more);

        await using var broken = await ServicesStage.StartAsync(Kind.StartAsync, scenario);
        act = (await PlayToLastAsync(broken, scenario))!;
        await disturb(broken, act, count.Steps.Count);
        await AgainAsync(broken, act, 1 + more);
        Law.Demand(
        [
            .. EntryText.Difference("without", await whole.PictureAsync(), "disturbed", await broken.PictureAsync()),
            .. broken.World.State!.Intents.Select(intent => $"still in the journal: {intent.Action} {intent.Target} {intent.Key}"),
            .. broken.World.Guard.Breaches,
            .. broken.Services.Company.Complaints,
        ]);
    }

    /// <summary>Plays all that comes before the last run or undo; gives that one, or null if there is none.</summary>
    private static async Task<Act?> PlayToLastAsync(ServicesStage stage, Scenario scenario)
    {
        Act? act = null;
        foreach (var step in scenario.Steps.Reverse().SkipWhile(step => step is not (RunStep or UndoStep)).Reverse())
        {
            if (act is not null)
                await stage.SurviveAsync(act);
            stage.Services.Wait(10);
            act = step switch
            {
                RunStep run => stage.ActOf(run),
                UndoStep undo => await stage.ActOfAsync(undo),
                _ => null,
            };
            if (step is not (RunStep or UndoStep))
                await stage.DoAsync(step);
        }
        stage.Mirror.Refresh();
        return act;
    }

    /// <summary>The same exceptions as of the law in memory.</summary>
    private static bool IsLeftOut(ServicesStage stage, World before, SyncRun run)
    {
        var writes = stage.World.Crm.Log.Skip(before.Crm.Log.Count).Concat(stage.World.Qb.Log.Skip(before.Qb.Log.Count)).ToList();
        if (run.UndoOf is not null)
            return writes.Count == 0 || writes.Any(write => write.Kind == WriteKind.Create);
        // What was written before the interruption makes a record the newer one, and may keep it from passing the filter.
        return run.Priority == SyncPriority.Newest
            || stage.Policy.Fields.Values.Any(field => field.Priority == SyncPriority.Newest)
            || (stage.Policy.City is not null && writes.Any(write => write.Values.Any(value => value.Field == Pools.City)));
    }

    private static async Task AgainAsync(ServicesStage stage, Act act, int times)
    {
        for (var time = 0; time < times; time++)
        {
            stage.Services.Wait(10);
            await stage.SurviveAsync(act);
        }
    }
}

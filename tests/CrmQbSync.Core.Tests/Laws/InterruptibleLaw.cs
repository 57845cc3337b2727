using CrmQbSync.Connections;
using CrmQbSync.Contacts;
using CrmQbSync.State;
using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Laws;

/// <summary>Law 8, and rules 6.5, 8.4 and 8.5.</summary>
public sealed class InterruptibleLaw
{
    [Theory]
    [InlineData(FaultKind.Kill)]
    [InlineData(FaultKind.ServiceGone)]
    [InlineData(FaultKind.DiskFull)]
    [InlineData(FaultKind.Stop)]
    public void A_run_that_did_not_end_and_is_run_again_leads_to_the_same_end(FaultKind kind) => Law.Holds(async scenario =>
    {
        var play = await ScenarioPlay.PlayAsync(Steady(scenario));
        if (play.Runs.LastOrDefault(run => !run.IsUndo) is not { } run)
            return;
        // What was written before the interruption makes a record the newer one.
        if (run.Priority == SyncPriority.Newest || run.Policy.Fields.Values.Any(field => field.Priority == SyncPriority.Newest))
            return;
        // Where the run itself writes the field of the filter, what is left of it may no longer pass.
        if (run.Policy.City is not null && run.Writes.Any(write => write.Values.Any(value => value.Field == Pools.City)))
            return;
        var whole = run.Before.Copy();
        using var count = new FaultSwitch();
        await whole.RunAsync(run.Options, count);

        var broken = run.Before.Copy();
        using var faults = new FaultSwitch(kind, 1 + (scenario.Choice % count.Steps.Count));
        var result = await broken.RunAsync(run.Options, faults);
        var struck = $"{kind} at step {faults.Steps.Count}, {faults.Steps[^1]}";
        DemandTold(await broken.HistoryAsync(), result?.Run, run, kind, struck);
        if (scenario.Choice % 3 == 0)
            struck += await StrikeAgainAsync(broken, run, kind, scenario.Choice / 3);
        var last = await broken.RunAsync(run.Options);
        await SolveAsync(whole, run);
        await SolveAsync(broken, run);
        Law.DemandProper(broken);
        Law.Demand(last.Error is null ? [] : [$"{struck}: the last run ended as {last.Run?.Status}: {last.Error}"]);
        await DemandSameAsync(whole, broken, run, struck);
    });

    [Theory]
    [InlineData(FaultKind.Kill)]
    [InlineData(FaultKind.ServiceGone)]
    [InlineData(FaultKind.DiskFull)]
    [InlineData(FaultKind.Stop)]
    public void An_undo_that_did_not_end_and_is_done_again_leads_to_the_same_end(FaultKind kind) => Law.Holds(
        scenario => ScenarioPlay.PlayAsync(Steady(scenario), async run =>
        {
            // What a propagated deletion took is brought back together once; of a pair brought back by halves the next run makes the other.
            if (run.Writes.IsEmpty || run.Writes.Any(write => write.Kind == WriteKind.Delete))
                return;
            var whole = run.After.Copy();
            using var count = new FaultSwitch();
            await whole.UndoAsync(run.Run.SyncId, count);

            var broken = run.After.Copy();
            using var faults = new FaultSwitch(kind, 1 + (scenario.Choice % count.Steps.Count));
            await broken.UndoAsync(run.Run.SyncId, faults);
            var struck = $"{kind} at step {faults.Steps.Count}, {faults.Steps[^1]}";
            await UndoAgainAsync(broken, run.Run.SyncId);
            Law.DemandProper(broken);
            Law.Demand(EntryText.Difference("without", whole.Picture().Split('\n'), "after " + struck, broken.Picture().Split('\n')));
        }),
        share: 0.4);

    /// <summary>The second run does not end either.</summary>
    private static async Task<string> StrikeAgainAsync(World world, RunObservation run, FaultKind kind, int choice)
    {
        using var faults = new FaultSwitch(kind, 1 + (choice % 25));
        await world.RunAsync(run.Options, faults);
        return faults.HasStruck ? $", and again at step {faults.Steps.Count}, {faults.Steps[^1]}" : "";
    }

    /// <summary>What was undone completely before the interruption cannot be undone again.</summary>
    private static async Task UndoAgainAsync(World world, long syncId)
    {
        try
        {
            await world.UndoAsync(syncId);
        }
        catch (SyncException error) when (error.Id == SyncErrorId.NothingToUndo)
        {
        }
    }

    /// <summary>Without slow services, which would count steps differently each time.</summary>
    private static Scenario Steady(Scenario scenario) => scenario with
    {
        CrmShape = scenario.CrmShape with { IsSlow = false },
        QbShape = scenario.QbShape with { IsSlow = false },
    };

    /// <summary>
    /// Where an address was ambiguous or in use, that may be solved by what the run itself wrote, and the rest is for the next runs.
    /// </summary>
    private static async Task SolveAsync(World world, RunObservation run)
    {
        for (var more = 0; more < 3 && run.Entries.Any(entry => entry.Status is EntryStatus.Ambiguous or EntryStatus.Failed); more++)
            await world.RunAsync(run.Options);
    }

    /// <summary>A run that began is in the history, and says how it ended.</summary>
    private static void DemandTold(IReadOnlyList<SyncRun> history, SyncRun? given, RunObservation run, FaultKind kind, string struck)
    {
        var told = history.FirstOrDefault(row => row.SyncId == run.Run.SyncId);
        if (told is null && given is not null)
            throw new LawViolationException($"{struck}: run {run.Run.SyncId} is not in the history.");
        if (told?.Status == RunStatus.Running)
            throw new LawViolationException($"{struck}: run {run.Run.SyncId} still is Running.");
        if (kind == FaultKind.Kill && told is not null && told.Status is RunStatus.Failed or RunStatus.Cancelled)
            throw new LawViolationException($"{struck}: a dead process wrote {told.Status}.");
    }

    private static async Task DemandSameAsync(World whole, World broken, RunObservation run, string struck)
    {
        IEnumerable<string> differences =
        [
            .. EntryText.Difference("without", whole.Picture().Split('\n'), "after " + struck, broken.Picture().Split('\n')),
            .. EntryText.Difference("without", Links(whole, run), "after " + struck, Links(broken, run)),
            .. broken.State!.Intents.Select(intent => $"{struck}: still in the journal: {intent.Action} {intent.Target} {intent.Key}"),
            .. EntryText.Difference("written", Writes(broken, run), "told after " + struck, await ToldAsync(broken, run)),
        ];
        Law.Demand(differences);
    }

    private static IEnumerable<string> Writes(World world, RunObservation run) =>
        world.Crm.Log.Skip(run.Before.Crm.Log.Count).Concat(world.Qb.Log.Skip(run.Before.Qb.Log.Count)).Select(AccountedLaw.Text);

    private static async Task<IEnumerable<string>> ToldAsync(World world, RunObservation run)
    {
        var told = new List<string>();
        foreach (var row in await world.HistoryAsync())
        {
            if (row.SyncId >= run.Run.SyncId)
                told.AddRange((await world.EntriesAsync(row.SyncId)).Where(AccountedLaw.IsWrite).Select(AccountedLaw.Text));
        }
        return told;
    }

    // With everything handled again, one more run may find one more conflict. A link that did not change stays as an earlier mapping stored it.
    private static IEnumerable<string> Links(World world, RunObservation run) => world.State!.Links.Values.Select(stored =>
        $"{stored.Link.CrmId} – {stored.Link.QbId}: {stored.Link.State}, bases [{Bases(stored.Link, stored.Layout, run.Policy)}], made up '{stored.Link.MadeUpLastName}', conflicts {(run.TransfersAll ? "" : string.Join(' ', stored.Link.Conflicts.Select(conflict => conflict.Field)))}");

    private static string Bases(LinkMemory link, FieldLayout layout, ScenarioPolicy policy) => string.Join('|',
        from field in policy.Mapped
        let at = layout.Fields.IndexOf(field)
        where at >= 0
        select $"{link.HasBase >> at & 1} {Value(link.CrmBase, at, layout)}/{Value(link.QbBase, at, layout)} {link.CrmCleared >> at & 1}{link.QbCleared >> at & 1}");

    private static string Value(PackedValues values, int at, FieldLayout layout) => values.IsDefault ? "" : Pools.Show(values.Get(at, layout.Fields.Count));
}

using CrmQbSync.Running;

namespace CrmQbSync.Tests.Laws;

/// <summary>Law 1, and rule 8.9.</summary>
public sealed class QuietLaw
{
    [Fact]
    public void A_run_straight_after_another_writes_nothing() => Law.Holds(scenario => ScenarioPlay.PlayAsync(scenario, async run =>
    {
        // What is edited while a run is under way takes effect in the next one (rule 8.1).
        if (run.IsUndo || run.WasEditedMeanwhile || run.Entries.Any(entry => entry.Status is EntryStatus.Failed or EntryStatus.Ambiguous))
            return;
        var again = run.After.Copy();
        await again.RunAsync(run.Options);
        Law.DemandProper(again);
        Law.Demand(again.Crm.Log.Skip(run.After.Crm.Log.Count).Concat(again.Qb.Log.Skip(run.After.Qb.Log.Count))
            .Select(write => $"written again: {write}"));
    }));

    [Fact]
    public void What_was_done_skipped_or_held_is_not_told_again() => Law.Holds(scenario => ScenarioPlay.PlayAsync(scenario, async run =>
    {
        if (run.IsUndo || run.WasEditedMeanwhile || run.TransfersAll || run.Entries.Any(entry => entry.Status is EntryStatus.Failed or EntryStatus.Ambiguous))
            return;
        var again = run.After.Copy();
        var result = await again.RunAsync(run.Options! with { Trigger = RunTrigger.Scheduled });
        Law.Demand((await again.EntriesAsync(result.Run!.SyncId))
            .Where(entry => entry.Status is EntryStatus.Done or EntryStatus.Skipped or EntryStatus.Held)
            .Select(entry => $"told again: {EntryText.Of(entry)}"));
    }));
}

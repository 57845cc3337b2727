using CrmQbSync.Running;
using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Laws;

/// <summary>Changes that a comparison gave and that are handed back are applied as a run would have done, and only those.</summary>
public sealed class AppliedLaw
{
    [Fact]
    public void All_changes_applied_are_the_run() => Law.Holds(scenario => ScenarioPlay.PlayAsync(scenario, foresee: async (world, options) =>
    {
        if (TransfersAll(world, options))
            return;
        var changes = await world.CompareAsync(options);
        if (changes.Count == 0)
            return;
        var whole = world.Copy();
        await whole.RunAsync(options);
        await ApplyAsync(world, options, changes);
        Law.Demand(EntryText.Difference("by the run", whole.Picture().Split('\n'), "applied", world.Picture().Split('\n')));
    }));

    [Fact]
    public void Of_some_changes_only_those_are_written() => Law.Holds(scenario => ScenarioPlay.PlayAsync(scenario, foresee: async (world, options) =>
    {
        if (TransfersAll(world, options))
            return;
        var changes = (await world.CompareAsync(options)).Where((_, index) => (scenario.Choice >> index & 1) == 1).ToArray();
        if (changes.Length == 0)
            return;
        var before = world.Copy();
        var run = await ApplyAsync(world, options, changes);
        var written = world.Crm.Log.Skip(before.Crm.Log.Count).Concat(world.Qb.Log.Skip(before.Qb.Log.Count)).Count();
        var asked = changes.Count(change => change.Action is ChangeAction.Create or ChangeAction.Update or ChangeAction.Delete);
        var done = (await world.EntriesAsync(run.SyncId)).Where(AccountedLaw.IsWrite).Select(EntryText.Of).ToArray();
        Law.Demand(written == done.Length ? [] : [$"{written} writes, {done.Length} entries"]);
        Law.Demand(EntryText.Difference("done", done, "asked", changes.Select(EntryText.Of)).Where(text => text.StartsWith("only done", StringComparison.Ordinal)));
        Law.Demand(written <= asked ? [] : [$"{written} writes, {asked} asked for"]);
    }));

    [Fact]
    public void What_was_left_out_is_done_by_the_next_run() => Law.Holds(scenario => ScenarioPlay.PlayAsync(scenario, foresee: async (world, options) =>
    {
        if (TransfersAll(world, options) || options.Selection is not null || IsUndecided(world, options))
            return;
        var all = await world.CompareAsync(options);
        var changes = all.Where((_, index) => (scenario.Choice >> index & 1) == 1).ToArray();
        if (changes.Length == 0 || all.Any(change => change.Action == ChangeAction.Ambiguous || change.ErrorCode is not null))
            return;
        var whole = world.Copy();
        await whole.RunAsync(options);
        await ApplyAsync(world, options, changes);
        await world.RunAsync(options);
        Law.DemandProper(world);
        Law.Demand(EntryText.Difference("by the run", whole.Picture().Split('\n'), "applied and run", world.Picture().Split('\n')));
    }));

    private static async Task<SyncRun> ApplyAsync(World world, RunOptions options, IReadOnlyList<ContactChange> changes)
    {
        var result = await world.RunAsync(new RunOptions { Mode = options.Mode, Priority = options.Priority, Changes = changes, Force = true });
        Law.DemandProper(world);
        Law.Demand(result.Error is null ? [] : [$"applying ended as {result.Run?.Status}: {result.Error}"]);
        return result.Run!;
    }

    private static bool TransfersAll(World world, RunOptions options) =>
        options.All || (world.Profile.TransferAllWhenNoneSelected && options.Selection is null);

    /// <summary>Where what is written decides what is to be written next: the newer record, the field of the filter.</summary>
    private static bool IsUndecided(World world, RunOptions options) =>
        (options.Priority ?? world.Profile.Priority) == SyncPriority.Newest
        || world.Profile.Rules.Any(rule => rule.Priority == SyncPriority.Newest)
        || !world.Profile.Filter.IsEmpty;
}

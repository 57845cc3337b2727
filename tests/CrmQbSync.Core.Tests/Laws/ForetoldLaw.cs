namespace CrmQbSync.Tests.Laws;

/// <summary>Law 6, and rule 8.7.</summary>
public sealed class ForetoldLaw
{
    [Fact]
    public void What_a_comparison_lists_is_what_the_run_then_does() => Law.Holds(async scenario =>
    {
        // What a service will refuse nobody can tell, nor what a person will edit meanwhile.
        scenario = scenario with { Steps = [.. scenario.Steps.Select(step => step is RunStep { Trouble: { Refuses: not null } or { Meanwhile: not null } } run ? run with { Trouble = null } : step)] };
        IReadOnlyList<ContactChange> foretold = [];
        await ScenarioPlay.PlayAsync(
            scenario,
            run =>
            {
                if (!run.IsUndo)
                    Law.Demand(EntryText.Difference("foretold", foretold.Select(EntryText.Of), "done", run.Entries.Select(EntryText.Of)));
                return Task.CompletedTask;
            },
            async (world, options) =>
            {
                var before = world.Copy();
                foretold = await world.CompareAsync(options);
                Law.DemandProper(world);
                Law.Demand(foretold
                    .Where(change => change.Mode != (options.Mode ?? world.Profile.Mode) || change.Priority != (options.Priority ?? world.Profile.Priority))
                    .Select(change => $"planned as {change.Mode} by {change.Priority}: {EntryText.Of(change)}"));
                if (world.Picture() != before.Picture() || !ReferenceEquals(world.State, before.State))
                    throw new LawViolationException("A comparison wrote something.");
            });
    });

    [Fact]
    public void A_comparison_with_unchanged_pairs_lists_the_same_and_those_that_agree() => Law.Holds(
        scenario => ScenarioPlay.PlayAsync(scenario, foresee: async (world, options) =>
        {
            var plain = await world.CompareAsync(options);
            var whole = await world.CompareAsync(options with { IncludeUnchanged = true });
            Law.Demand(EntryText.Difference(
                "without", plain.Select(EntryText.Of),
                "with unchanged", whole.Where(change => change.Action != ChangeAction.Unchanged).Select(EntryText.Of)));
            Law.Demand(whole.Where(change => change.Action == ChangeAction.Unchanged && change.Fields.Count > 0).Select(change => $"unchanged, but {EntryText.Of(change)}"));
        }),
        share: 0.5);
}

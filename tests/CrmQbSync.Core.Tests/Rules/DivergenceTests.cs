using System.Collections.Immutable;
using CrmQbSync.Contacts;
using CrmQbSync.Running;
using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Rules;

/// <summary>What differs though no run would write it.</summary>
public sealed class DivergenceTests
{
    [Theory, Flavours]
    public async Task Pairs_that_agree_or_are_about_to_be_written_are_not_told(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, null, ("Phone", "(212) 555-0100"), ("Notes", "x"));
        world.Qb.Edit(Stage.QbAnn, "Phone", "+1 212 555 0100");
        world.Crm.Edit(Stage.CrmAnn, "Notes", "y");
        world.Qb.Faults.Add(new WriteFault { Matches = _ => true });

        await world.SyncAsync();

        Assert.Empty(await DivergencesAsync(world));
    }

    [Theory, Flavours]
    public async Task Before_the_first_run_there_is_nothing(Flavour flavour) => Assert.Empty(await DivergencesAsync(Stage.Set(flavour)));

    [Theory, Flavours]
    public async Task A_blank_that_is_kept_is_told_with_the_run_that_left_it(Flavour flavour)
    {
        var world = Stage.Set(flavour, profile => profile with { Blanks = BlanksPolicy.Keep });
        world.Crm.Put(Stage.Ann, ("LastName", "Ames"));
        world.Qb.Put(Stage.Ann, ("LastName", "Ames"), ("Company", "Acme"));
        await world.SyncAsync();
        var first = world.Clock.GetUtcNow();
        world.Wait(60);
        world.Crm.Edit(Stage.CrmAnn, "Notes", "later");
        await world.SyncAsync();

        var found = Assert.Single(await DivergencesAsync(world));
        Assert.Equal(("Company", DivergenceReason.Blank, (string?)null, "Acme", Stage.CrmAnn, Stage.QbAnn), (found.Field, found.Reason, found.CrmValue, found.QbValue, found.CrmId, found.QbId));
        Assert.Equal((first, Stage.Ann, "Ames", world.Profile.Path), (found.Since, found.Email, found.Name, found.Profile));
        Assert.Contains("blank in the CRM", found.Why, StringComparison.Ordinal);
    }

    [Theory, Flavours]
    public async Task A_clearing_that_is_not_carried_over_is_told(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, null, ("Notes", "x"));
        world.Qb.Edit(Stage.QbAnn, "Notes", null);
        await world.SyncAsync();
        Assert.Equal([("Notes", DivergenceReason.Cleared)], await ReasonsAsync(world));

        // Until it is no more.
        world.Qb.Edit(Stage.QbAnn, "Notes", "y");
        await world.SyncAsync();
        Assert.Empty(await DivergencesAsync(world));
    }

    [Theory, Flavours]
    public async Task A_direction_that_lets_nothing_through_is_told(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, profile => profile.With("Notes", FieldDirection.None), ("Notes", "x"));
        world.Crm.Edit(Stage.CrmAnn, "Notes", "y");
        await world.SyncAsync();

        Assert.Equal([("Notes", DivergenceReason.OneWay)], await ReasonsAsync(world));
    }

    [Theory, Flavours]
    public async Task A_conflict_waits_since_it_was_first_seen(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, profile => profile with { Priority = SyncPriority.Manual }, ("Notes", "x"));
        world.Crm.Edit(Stage.CrmAnn, "Notes", "c");
        world.Qb.Edit(Stage.QbAnn, "Notes", "q");
        await world.SyncAsync();
        var seen = world.Clock.GetUtcNow();
        await world.SyncAsync();

        var found = Assert.Single(await DivergencesAsync(world));
        Assert.Equal((DivergenceReason.Conflict, seen), (found.Reason, found.Since));
        await world.ResolveAsync(Assert.Single(await world.ConflictsAsync()), Side.Crm, null);
        Assert.Empty(await DivergencesAsync(world));
    }

    [Theory, Flavours]
    public async Task A_value_that_was_cut_or_did_not_fit_is_told(Flavour flavour)
    {
        var limits = ImmutableDictionary<string, int>.Empty.Add("Notes", 3).Add("Phone", 3);
        var world = Stage.Set(flavour, qb: shape => shape with { Limits = limits });
        world.Crm.Put(Stage.Ann, ("LastName", "Ames"), ("Notes", "long note"), ("Phone", "212-555-0100"));
        await world.SyncAsync();

        Assert.Equal([("Notes", DivergenceReason.CutToLength), ("Phone", DivergenceReason.NotWritable)], (await ReasonsAsync(world)).OrderBy(found => found.Field));
        Assert.All(await DivergencesAsync(world), found => Assert.Equal(world.Clock.GetUtcNow(), found.Since));
    }

    [Theory, Flavours]
    public async Task What_an_undo_left_is_undecided_since_then(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, null, ("Notes", "x"));
        world.Crm.Edit(Stage.CrmAnn, "Notes", "y");
        var ran = await world.SyncAsync();
        await world.TakeBackAsync(ran.Run.SyncId);
        var undone = world.Clock.GetUtcNow();
        await world.SyncAsync();

        var found = Assert.Single(await DivergencesAsync(world));
        Assert.Equal(("Notes", DivergenceReason.Undecided, "y", "x", undone), (found.Field, found.Reason, found.CrmValue, found.QbValue, found.Since));
    }

    [Theory, Flavours]
    public async Task A_pair_that_rests_or_is_left_out_says_so(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, null, ("Notes", "x"));
        world.Crm.Edit(Stage.CrmAnn, "Email", null);
        await world.SyncAsync();
        Assert.Equal([("Email", DivergenceReason.Resting)], await ReasonsAsync(world));

        var filtered = await Stage.PairAsync(flavour, null, ("Notes", "x"), ("Company", "Acme"));
        filtered.Change(profile => profile.Only("Company", "Other"));
        filtered.Crm.Edit(Stage.CrmAnn, "Notes", "y");
        await filtered.SyncAsync();
        Assert.Equal([("Notes", DivergenceReason.Filtered)], await ReasonsAsync(filtered));
    }

    [Theory, Flavours]
    public async Task A_survivor_has_nothing_to_differ_from(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, null, ("Notes", "x"));
        world.Qb.Delete(Stage.QbAnn);
        await world.SyncAsync();
        Assert.Empty(await DivergencesAsync(world));
    }

    private static Task<List<ContactDivergence>> DivergencesAsync(World world) =>
        Stage.ListAsync(Stage.EngineOf(world).GetDivergencesAsync(world.Profile, CancellationToken.None));

    private static async Task<List<(string Field, DivergenceReason Reason)>> ReasonsAsync(World world) =>
        [.. (await DivergencesAsync(world)).Select(found => (found.Field!, found.Reason))];
}

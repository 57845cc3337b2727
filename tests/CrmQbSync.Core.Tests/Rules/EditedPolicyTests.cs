using CrmQbSync.Contacts;
using CrmQbSync.Profiles;
using CrmQbSync.Running;
using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Rules;

/// <summary>Rules 3.6, 5.3 and 5.4: an edit of policies or a turn of the mode counts for a pair until a run has dealt with the pair.</summary>
public sealed class EditedPolicyTests
{
    private static readonly Func<SyncProfile, SyncProfile> s_fill = profile => profile with { Blanks = BlanksPolicy.Fill };

    [Theory, Flavours]
    public async Task Rule_5_4_A_pair_that_rested_when_policies_were_edited_is_decided_once_it_goes_on(Flavour flavour)
    {
        var world = await BlankKeptAsync(flavour);
        world.Crm.Edit(Stage.CrmAnn, "Email", null);
        await world.SyncAsync();
        world.Change(s_fill);
        await world.SyncAsync();
        world.Crm.Edit(Stage.CrmAnn, "Email", Stage.Ann);
        await world.SyncAsync();
        Assert.Equal("b|b", world.Both("Notes"));
    }

    [Theory, Flavours]
    public async Task Rule_5_4_So_is_one_that_the_filter_left_out(Flavour flavour)
    {
        var world = await BlankKeptAsync(flavour);
        world.Change(profile => s_fill(profile).Only("Company", "Acme"));
        await world.SyncAsync();
        Assert.Equal("b|", world.Both("Notes"));
        world.Crm.Edit(Stage.CrmAnn, "Company", "Acme");
        await world.SyncAsync();
        Assert.Equal("b|b", world.Both("Notes"));
    }

    [Theory, Flavours]
    public async Task Rule_5_4_So_is_one_whose_record_could_not_be_read(Flavour flavour)
    {
        var world = await BlankKeptAsync(flavour);
        world.Change(s_fill);
        world.Qb.Unreadable.Add(Stage.QbAnn);
        await world.SyncAsync();
        Assert.Equal("b|", world.Both("Notes"));
        world.Qb.Unreadable.Clear();
        await world.SyncAsync();
        Assert.Equal("b|b", world.Both("Notes"));
    }

    [Fact]
    public async Task Rule_5_4_So_is_one_whose_record_was_deleted_and_exists_again()
    {
        var world = await BlankKeptAsync(Flavour.Services);
        await world.AddPairAsync("bob@x.com");
        world.Qb.Delete(Stage.QbAnn);
        await world.SyncAsync();
        world.Change(s_fill);
        await world.SyncAsync();
        world.Qb.Restore(Stage.QbAnn);
        await world.SyncAsync();
        Assert.Equal("b|b", world.Both("Notes"));
    }

    [Theory, Flavours]
    public async Task Rule_5_4_So_is_a_field_that_the_mode_did_not_let_flow_in_the_run_after_the_edit(Flavour flavour)
    {
        var world = await BlankKeptAsync(flavour);
        world.Change(s_fill);
        await world.SyncAsync(SyncMode.Import);
        Assert.Equal("b|", world.Both("Notes"));
        await world.SyncAsync();
        Assert.Equal("b|b", world.Both("Notes"));
    }

    [Theory, Flavours]
    public async Task Rule_5_4_What_was_decided_once_is_not_decided_again(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, null, ("Notes", "x"));
        world.Change(profile => profile with { Priority = SyncPriority.Qb });
        world.Crm.Edit(Stage.CrmAnn, "Email", null);
        await world.SyncAsync();
        world.Crm.Edit(Stage.CrmAnn, "Email", Stage.Ann);
        await world.SyncAsync();
        world.Crm.Edit(Stage.CrmAnn, "Notes", null);
        await world.SyncAsync();
        Assert.All(world.State!.Links.Values, stored => Assert.Equal(0UL, stored.Link.Reconsider));
        Assert.Equal("|x", world.Both("Notes"));
    }

    [Theory, Flavours]
    public async Task Rule_5_3_The_source_counts_for_a_pair_that_rested_when_the_mode_was_switched(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, null, ("Notes", "x"));
        world.Crm.Edit(Stage.CrmAnn, "Notes", null);
        await world.SyncAsync();
        Assert.Equal("|x", world.Both("Notes"));
        world.Crm.Edit(Stage.CrmAnn, "Email", null);
        await world.SyncAsync(SyncMode.Import);
        world.Crm.Edit(Stage.CrmAnn, "Email", Stage.Ann);
        await world.SyncAsync(SyncMode.Import);
        Assert.Equal("x|x", world.Both("Notes"));
    }

    [Theory, Flavours]
    public async Task Rule_5_3_Turned_back_to_both_ways_meanwhile_it_is_left_alone(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, null, ("Notes", "x"));
        world.Crm.Edit(Stage.CrmAnn, "Notes", null);
        await world.SyncAsync();
        world.Crm.Edit(Stage.CrmAnn, "Email", null);
        await world.SyncAsync(SyncMode.Import);
        world.Crm.Edit(Stage.CrmAnn, "Email", Stage.Ann);
        await world.SyncAsync();
        Assert.Equal("|x", world.Both("Notes"));
    }

    [Theory, Flavours]
    public async Task Rule_8_3_What_an_edited_policy_would_have_written_and_failed_keeps_its_base(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, null, ("Notes", "x"));
        world.Crm.Edit(Stage.CrmAnn, "Notes", null);
        await world.SyncAsync();
        world.Change(profile => profile with { Blanks = BlanksPolicy.Clear });
        world.Qb.Faults.Add(new WriteFault { Matches = _ => true });
        Assert.Equal("Update Qb Failed INVALID_DATA", (await world.SyncAsync()).Lines);
        Assert.Equal("Update Qb Failed INVALID_DATA", (await world.SyncAsync()).Lines);
        world.Qb.Faults.Clear();
        var otherwise = world.Copy();
        await world.SyncAsync();
        Assert.Equal("|", world.Both("Notes"));

        otherwise.Qb.Edit(Stage.QbAnn, "Notes", "since");
        await otherwise.SyncAsync();
        Assert.Equal("since|since", otherwise.Both("Notes"));
    }

    [Theory, Flavours]
    public async Task Rule_5_5_A_conflict_of_what_nobody_changed_stays_until_it_is_decided(Flavour flavour)
    {
        foreach (var all in new[] { true, false })
        {
            var world = await Stage.PairAsync(flavour, profile => all ? profile with { Priority = SyncPriority.Manual } : profile, ("Notes", "x"));
            world.Crm.Edit(Stage.CrmAnn, "Notes", "y");
            await world.TakeBackAsync((await world.SyncAsync()).Run.SyncId);
            Assert.Equal("y|x", world.Both("Notes"));
            world.Change(profile => profile with { Priority = SyncPriority.Manual });
            await world.SyncAsync(new RunOptions { All = all });
            Assert.Equal("Conflict None Conflict", (await world.SyncAsync()).Lines);
            Assert.Equal("Conflict None Conflict", (await world.SyncAsync()).Lines);
            await world.ResolveAsync(Assert.Single(await world.ConflictsAsync()), Side.Crm, null);
            await world.SyncAsync();
            Assert.Equal("y|y", world.Both("Notes"));
        }
    }

    /// <summary>Ann with notes in the CRM only, kept apart by the policy and QuickBooks' priority.</summary>
    private static async Task<World> BlankKeptAsync(Flavour flavour)
    {
        var world = Stage.Set(flavour, profile => profile with { Blanks = BlanksPolicy.Keep, Priority = SyncPriority.Qb });
        world.Crm.Put(Stage.Ann, ("LastName", "Ames"), ("Notes", "b"));
        world.Qb.Put(Stage.Ann, ("LastName", "Ames"));
        await world.SyncAsync();
        Assert.Equal("b|", world.Both("Notes"));
        return world;
    }
}

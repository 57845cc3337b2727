using CrmQbSync.Connections;
using CrmQbSync.Contacts;
using CrmQbSync.Running;
using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Rules;

/// <summary>Section 7.</summary>
public sealed class DeletionTests
{
    [Theory, Flavours]
    public async Task Rule_7_1_A_reading_that_is_not_complete_deletes_and_holds_nothing(Flavour flavour)
    {
        foreach (var deletions in Enum.GetValues<DeletionsPolicy>())
        {
            var world = await Stage.TwoPairsAsync(flavour, profile => profile with { Deletions = deletions });
            world.Crm.Edit(Stage.CrmAnn, "Notes", "a");
            world.Crm.Unreadable.Add(Stage.CrmAnn);
            Assert.Equal("Skip Crm Failed BadRow", (await world.SyncAsync()).Lines);
            Assert.Equal(0, world.Writes());
            Assert.All(await world.LinksAsync(), link => Assert.Equal(LinkState.Live, link.State));
        }
    }

    [Theory, Flavours]
    public async Task Rule_7_1_A_reading_that_broke_off_deletes_and_holds_nothing(Flavour flavour)
    {
        var world = await Stage.TwoPairsAsync(flavour, profile => profile with { Deletions = DeletionsPolicy.Propagate });
        world.Crm.Edit(Stage.CrmAnn, "Notes", "a");
        world.Crm.BreaksOffAfter = 0;
        Assert.Equal(RunStatus.Failed, (await world.SyncAsync()).Run.Status);
        Assert.Equal(0, world.Writes());
        world.Crm.BreaksOffAfter = null;
        Assert.Equal("Update Qb Done", (await world.SyncAsync()).Lines);
    }

    [Theory, Flavours]
    public async Task Rule_7_2_Hold_neither_updates_deletes_nor_creates_and_says_so_once(Flavour flavour)
    {
        foreach (var side in Enum.GetValues<Side>())
        {
            var world = await Stage.TwoPairsAsync(flavour);
            Delete(world, side);
            var ran = await world.SyncAsync();
            Assert.Equal($"Hold None Held DeletedIn{side}", ran.Lines);
            Assert.Equal((Stage.CrmAnn, Stage.QbAnn, 1), (ran.Only.CrmId, ran.Only.QbId, ran.Run.Held));
            Assert.Empty((await world.SyncAsync()).Entries);
            Assert.Equal(0, world.Writes());
            Assert.Equal(side == Side.Crm ? LinkState.CrmDeleted : LinkState.QbDeleted, (await world.LinksAsync()).Single(link => link.CrmId == Stage.CrmAnn).State);
        }
    }

    [Theory, Flavours]
    public async Task Rule_7_2_a_It_is_created_anew_as_soon_as_the_survivor_changes(Flavour flavour)
    {
        foreach (var atOnce in new[] { false, true })
        foreach (var side in Enum.GetValues<Side>())
        {
            var world = await Stage.TwoPairsAsync(flavour);
            Delete(world, side);
            if (!atOnce)
                await world.SyncAsync();
            Edit(world, side.Other(), "Notes", "a");
            Assert.Equal($"Create {side} Done", (await world.SyncAsync()).Lines);
            Assert.Equal("a", world[side].Existing.Single(record => record["Email"] == Stage.Ann)["Notes"]);
            Assert.All(await world.LinksAsync(), link => Assert.Equal(LinkState.Live, link.State));
            Assert.Empty((await world.SyncAsync()).Entries);
        }
    }

    [Theory, Flavours]
    public async Task Rule_7_2_a_A_change_of_formatting_alone_is_no_change(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, null, ("Phone", "212-555-0100"));
        await world.AddPairAsync("bob@x.com");
        world.Qb.Delete(Stage.QbAnn);
        await world.SyncAsync();
        world.Crm.Edit(Stage.CrmAnn, "Phone", "(212) 555-0100");
        await world.SyncAsync();
        Assert.Equal("bob@x.com", world.Qb.Addresses());
    }

    [Theory, Flavours]
    public async Task Rule_7_2_a_What_was_an_edit_held_back_before_the_deletion_is_no_change(Flavour flavour)
    {
        var world = await Stage.TwoPairsAsync(flavour, profile => profile.With("Notes", FieldDirection.QbToCrm));
        world.Crm.Edit(Stage.CrmAnn, "Notes", "held back");
        await world.SyncAsync();
        world.Qb.Delete(Stage.QbAnn);
        Assert.Equal("Hold None Held DeletedInQb", (await world.SyncAsync()).Lines);
        Assert.Empty((await world.SyncAsync()).Entries);
    }

    [Theory, Flavours]
    public async Task Rule_7_2_b_It_is_created_anew_when_the_run_transfers_all(Flavour flavour)
    {
        foreach (var setting in new[] { false, true })
        {
            var world = await Stage.TwoPairsAsync(flavour);
            world.Crm.Delete(Stage.CrmAnn);
            await world.SyncAsync();
            if (setting)
                world.Change(profile => profile with { TransferAllWhenNoneSelected = true });
            Assert.Equal("Create Crm Done", (await world.SyncAsync(new RunOptions { All = !setting })).Lines);
        }
    }

    [Theory, Flavours]
    public async Task Rule_7_2_It_stays_held_until_a_mode_lets_records_be_created_there(Flavour flavour)
    {
        foreach (var side in Enum.GetValues<Side>())
        {
            var (notThere, there) = side == Side.Crm ? (SyncMode.Export, SyncMode.Import) : (SyncMode.Import, SyncMode.Export);
            var world = await Stage.TwoPairsAsync(flavour);
            Delete(world, side);
            Assert.Equal($"Hold None Held DeletedIn{side}", (await world.SyncAsync(notThere)).Lines);
            Edit(world, side.Other(), "Notes", "a");
            Assert.Equal($"Hold None Held DeletedIn{side}", (await world.SyncAsync(notThere)).Lines);
            Assert.Equal($"Hold None Held DeletedIn{side}", (await world.SyncAsync(new RunOptions { Mode = notThere, All = true })).Lines);
            Assert.Equal($"Create {side} Done", (await world.SyncAsync(there)).Lines);
        }
    }

    [Theory, Flavours]
    public async Task Rule_7_3_Propagate_deletes_the_survivor_too(Flavour flavour)
    {
        foreach (var side in Enum.GetValues<Side>())
        {
            var world = await Stage.TwoPairsAsync(flavour, profile => profile with { Deletions = DeletionsPolicy.Propagate });
            Delete(world, side);
            var ran = await world.SyncAsync();
            Assert.Equal($"Delete {side.Other()} Done DeletedIn{side}", ran.Lines);
            Assert.Equal("bob@x.com", world[side.Other()].Addresses());
            Assert.Contains("Ames", ran.Only.Fields.Select(field => field.OldValue));
            Assert.Single(await world.LinksAsync());
            Assert.Empty((await world.SyncAsync()).Entries);
        }
    }

    [Theory, Flavours]
    public async Task Rule_7_3_A_survivor_that_changed_is_held_and_nothing_is_created_anew(Flavour flavour)
    {
        foreach (var side in Enum.GetValues<Side>())
        {
            var world = await Stage.TwoPairsAsync(flavour, profile => profile with { Deletions = DeletionsPolicy.Propagate });
            Edit(world, side.Other(), "Notes", "a");
            Delete(world, side);
            Assert.Equal($"Hold None Held DeletedIn{side}", (await world.SyncAsync()).Lines);
            Assert.Empty((await world.SyncAsync()).Entries);
            await world.SyncAllAsync();
            Assert.Equal(0, world.Writes());
        }
    }

    [Theory, Flavours]
    public async Task Rule_7_3_A_change_that_a_run_carried_over_is_no_change_of_the_survivor(Flavour flavour)
    {
        var world = await Stage.TwoPairsAsync(flavour, profile => profile with { Deletions = DeletionsPolicy.Propagate });
        world.Crm.Edit(Stage.CrmAnn, "Notes", "a");
        await world.SyncAsync();
        world.Crm.Delete(Stage.CrmAnn);
        Assert.Equal("Delete Qb Done DeletedInCrm", (await world.SyncAsync()).Lines);
    }

    [Theory]
    [InlineData(SyncMode.Import, Side.Qb, "Delete Crm Done DeletedInQb")]
    [InlineData(SyncMode.Import, Side.Crm, "Hold None Held DeletedInCrm")]
    [InlineData(SyncMode.Export, Side.Crm, "Delete Qb Done DeletedInCrm")]
    [InlineData(SyncMode.Export, Side.Qb, "Hold None Held DeletedInQb")]
    public async Task Rule_7_3_A_deletion_goes_only_the_way_that_the_mode_lets_data_flow(SyncMode mode, Side deleted, string lines)
    {
        foreach (var flavour in Enum.GetValues<Flavour>())
        {
            var world = await Stage.TwoPairsAsync(flavour, profile => profile with { Mode = mode, Deletions = DeletionsPolicy.Propagate });
            Delete(world, deleted);
            Assert.Equal(lines, (await world.SyncAsync()).Lines);
        }
    }

    [Theory, Flavours]
    public async Task Rule_7_3_What_one_mode_held_is_deleted_by_another(Flavour flavour)
    {
        var world = await Stage.TwoPairsAsync(flavour, profile => profile with { Deletions = DeletionsPolicy.Propagate });
        world.Crm.Delete(Stage.CrmAnn);
        await world.SyncAsync(SyncMode.Import);
        Assert.Equal("Delete Qb Done DeletedInCrm", (await world.SyncAsync()).Lines);
    }

    [Theory, Flavours]
    public async Task Rule_7_3_A_customer_with_an_open_balance_is_held_once_and_never_made_inactive(Flavour flavour)
    {
        var world = await OwingAsync(flavour);
        var ran = await world.SyncAsync();
        Assert.Equal("Hold None Held OpenBalance", ran.Lines);
        Assert.Equal((1, 0, 0, RunStatus.Succeeded), (ran.Run.Held, ran.Run.Failed, ran.Run.QbDeleted, ran.Run.Status));
        Assert.Equal(LinkState.CrmDeleted, (await world.LinksAsync()).Single(link => link.CrmId == Stage.CrmAnn).State);
        Assert.Empty((await world.SyncAsync()).Entries);
        Assert.Empty((await world.SyncAsync()).Entries);
        Assert.Equal(2, world.Qb.Existing.Count);
    }

    [Theory, Flavours]
    public async Task Rule_7_3_Once_it_is_paid_the_customer_is_made_inactive(Flavour flavour)
    {
        var world = await OwingAsync(flavour);
        await world.SyncAsync();
        world.Qb.SetOpenBalance(Stage.QbAnn, false);
        Assert.Equal("Delete Qb Done DeletedInCrm", (await world.SyncAsync()).Lines);
        Assert.Equal("bob@x.com", world.Qb.Addresses());
    }

    [Theory, Flavours]
    public async Task Rule_7_4_Recreate_creates_the_deleted_record_anew_at_once(Flavour flavour)
    {
        foreach (var side in Enum.GetValues<Side>())
        {
            var world = await Stage.TwoPairsAsync(flavour, profile => profile with { Deletions = DeletionsPolicy.Recreate });
            Delete(world, side);
            Assert.Equal($"Create {side} Done", (await world.SyncAsync()).Lines);
            Assert.Equal("ann@x.com bob@x.com", world[side].Addresses());
            Assert.Empty((await world.SyncAsync()).Entries);
        }
    }

    [Theory]
    [InlineData(SyncMode.Import, Side.Crm, "Create Crm Done")]
    [InlineData(SyncMode.Import, Side.Qb, "Hold None Held DeletedInQb")]
    [InlineData(SyncMode.Export, Side.Qb, "Create Qb Done")]
    [InlineData(SyncMode.Export, Side.Crm, "Hold None Held DeletedInCrm")]
    public async Task Rule_7_4_Recreate_creates_only_where_the_mode_lets_it(SyncMode mode, Side deleted, string lines)
    {
        foreach (var flavour in Enum.GetValues<Flavour>())
        {
            var world = await Stage.TwoPairsAsync(flavour, profile => profile with { Mode = mode, Deletions = DeletionsPolicy.Recreate });
            Delete(world, deleted);
            Assert.Equal(lines, (await world.SyncAsync()).Lines);
        }
    }

    [Theory, Flavours]
    public async Task Rule_7_5_If_both_are_deleted_the_link_is_forgotten(Flavour flavour)
    {
        foreach (var deletions in Enum.GetValues<DeletionsPolicy>())
        foreach (var oneAfterTheOther in new[] { false, true })
        {
            var world = await Stage.TwoPairsAsync(flavour, profile => profile with { Deletions = deletions, Mode = SyncMode.Import });
            world.Crm.Delete(Stage.CrmAnn);
            if (oneAfterTheOther && deletions != DeletionsPolicy.Recreate)
                await world.SyncAsync();
            world.Qb.Delete(Stage.QbAnn);
            Assert.Empty((await world.SyncAsync()).Entries);
            Assert.Equal(Stage.CrmBob, Assert.Single(await world.LinksAsync()).CrmId);
        }
    }

    [Theory, Flavours]
    public async Task Rule_7_6_A_record_that_exists_again_makes_its_link_live_again_with_its_base(Flavour flavour)
    {
        foreach (var side in Enum.GetValues<Side>())
        foreach (var edited in Enum.GetValues<Side>())
        {
            var world = await Stage.PairAsync(flavour, profile => profile with { Priority = side == Side.Crm ? SyncPriority.Crm : SyncPriority.Qb }, ("Notes", "x"));
            await world.AddPairAsync("bob@x.com");
            Delete(world, side);
            await world.SyncAsync();
            world[side].Restore(side == Side.Crm ? Stage.CrmAnn : Stage.QbAnn);
            Edit(world, edited, "Notes", "y");
            Assert.Equal($"Update {edited.Other()} Done", (await world.SyncAsync()).Lines);
            Assert.Equal("y|y", world.Both("Notes"));
            Assert.All(await world.LinksAsync(), link => Assert.Equal(LinkState.Live, link.State));
        }
    }

    [Theory, Flavours]
    public async Task Rule_7_6_Unchanged_it_is_live_again_without_any_write(Flavour flavour)
    {
        var world = await Stage.TwoPairsAsync(flavour);
        world.Qb.Delete(Stage.QbAnn);
        await world.SyncAsync();
        world.Qb.Restore(Stage.QbAnn);
        Assert.Empty((await world.SyncAsync()).Entries);
        Assert.All(await world.LinksAsync(), link => Assert.Equal(LinkState.Live, link.State));
        world.Qb.Delete(Stage.QbAnn);
        Assert.Equal("Hold None Held DeletedInQb", (await world.SyncAsync()).Lines);
    }

    [Theory, Flavours]
    public async Task Rule_7_6_A_record_that_exists_again_beside_the_one_made_anew_is_Ambiguous(Flavour flavour)
    {
        var world = await Stage.TwoPairsAsync(flavour, profile => profile with { Deletions = DeletionsPolicy.Recreate });
        world.Qb.Delete(Stage.QbAnn);
        await world.SyncAsync();
        world.Qb.Restore(Stage.QbAnn);
        Assert.Equal("Ambiguous None Ambiguous", (await world.SyncAsync()).Lines);
    }

    private static void Delete(World world, Side side) => world[side].Delete(side == Side.Crm ? Stage.CrmAnn : Stage.QbAnn);

    private static void Edit(World world, Side side, string field, string? value) =>
        world[side].Edit(side == Side.Crm ? Stage.CrmAnn : Stage.QbAnn, field, value);

    /// <summary>Ann was deleted in the CRM, and her customer owes something.</summary>
    private static async Task<World> OwingAsync(Flavour flavour)
    {
        var world = await Stage.TwoPairsAsync(flavour, profile => profile with { Deletions = DeletionsPolicy.Propagate });
        world.Qb.SetOpenBalance(Stage.QbAnn, true);
        await world.SyncAsync();
        world.Crm.Delete(Stage.CrmAnn);
        return world;
    }

    [Theory, Flavours]
    public async Task Rule_8_9_An_open_balance_that_only_a_refusal_tells_is_reported_once(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, profile => profile with { Deletions = DeletionsPolicy.Propagate });
        await world.AddPairAsync("bob@x.com");
        world.Crm.Delete(Stage.CrmAnn);
        world.Qb.Faults.Add(new WriteFault { Matches = request => request.Kind == WriteKind.Delete, Status = WriteStatus.OpenBalance });
        Assert.Equal("Hold None Held OpenBalance", (await world.SyncAsync()).Lines);
        Assert.Empty((await world.SyncAsync()).Entries);
        Assert.Equal("Hold None Held OpenBalance", (await world.SyncAllAsync()).Lines);
        Assert.Empty((await world.SyncAsync()).Entries);
        world.Qb.Faults.Clear();
        Assert.Equal("Delete Qb Done DeletedInCrm", (await world.SyncAsync()).Lines);
    }
}

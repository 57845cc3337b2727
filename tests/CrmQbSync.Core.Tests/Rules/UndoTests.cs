using CrmQbSync.Contacts;
using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Rules;

/// <summary>Rule 8.12.</summary>
public sealed class UndoTests
{
    [Theory, Flavours]
    public async Task Rule_8_12_What_was_overwritten_on_both_sides_is_written_back(Flavour flavour)
    {
        var world = await EditedAsync(flavour);
        var ran = await world.SyncAsync();
        var undo = await world.TakeBackAsync(ran.Run.SyncId);

        Assert.Equal("Update Crm Done; Update Qb Done", undo.Lines);
        Assert.Equal(("c|x", "|Acme"), (world.Both("Notes"), world.Both("Company")));
        Assert.Equal((ran.Run.SyncId, RunStatus.Succeeded, 1, 1), (undo.Run.UndoOf, undo.Run.Status, undo.Run.CrmUpdated, undo.Run.QbUpdated));
    }

    [Theory, Flavours]
    public async Task Rule_8_12_Afterwards_the_field_differs_undecided_until_either_side_changes(Flavour flavour)
    {
        foreach (var side in Enum.GetValues<Side>())
        {
            var world = await EditedAsync(flavour);
            await world.TakeBackAsync((await world.SyncAsync()).Run.SyncId);
            Assert.Empty((await world.SyncAsync()).Entries);
            Assert.Empty((await world.SyncAsync()).Entries);
            Assert.Equal(("c|x", "|Acme"), (world.Both("Notes"), world.Both("Company")));
            world[side].Edit(side == Side.Crm ? Stage.CrmAnn : Stage.QbAnn, "Notes", "y");
            await world.SyncAsync();
            Assert.Equal(("y|y", "|Acme"), (world.Both("Notes"), world.Both("Company")));
        }
    }

    [Theory, Flavours]
    public async Task Rule_8_12_A_one_way_run_does_not_do_it_again_either(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, profile => profile with { Mode = SyncMode.Export }, ("Notes", "x"));
        world.Crm.Edit(Stage.CrmAnn, "Notes", "c");
        await world.TakeBackAsync((await world.SyncAsync()).Run.SyncId);
        Assert.Empty((await world.SyncAsync()).Entries);
        Assert.Equal("c|x", world.Both("Notes"));
        world.Crm.Edit(Stage.CrmAnn, "Notes", "d");
        await world.SyncAsync();
        Assert.Equal("d|d", world.Both("Notes"));
    }

    [Theory, Flavours]
    public async Task Rule_8_12_A_value_that_was_changed_since_is_left_and_the_others_are_written_back(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, null, ("Notes", "x"), ("Company", "x"));
        world.Crm.Edit(Stage.CrmAnn, "Notes", "c");
        world.Crm.Edit(Stage.CrmAnn, "Company", "c");
        var ran = await world.SyncAsync();
        world.Qb.Edit(Stage.QbAnn, "Notes", "since");
        await world.TakeBackAsync(ran.Run.SyncId);
        Assert.Equal(("c|since", "c|x"), (world.Both("Notes"), world.Both("Company")));

        await world.SyncAsync();
        Assert.Equal(("since|since", "c|x"), (world.Both("Notes"), world.Both("Company")));
    }

    [Theory, Flavours]
    public async Task Rule_8_12_Where_everything_was_changed_since_nothing_is_written(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, null, ("Notes", "x"));
        world.Crm.Edit(Stage.CrmAnn, "Notes", "c");
        var ran = await world.SyncAsync();
        world.Qb.Edit(Stage.QbAnn, "Notes", "since");
        var undo = await world.TakeBackAsync(ran.Run.SyncId);
        Assert.Equal(("Skip None Skipped PlanChanged", "c|since"), (undo.Lines, world.Both("Notes")));
    }

    [Theory, Flavours]
    public async Task Rule_8_12_An_edit_of_another_field_made_since_still_flows(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, null, ("Notes", "x"));
        world.Crm.Edit(Stage.CrmAnn, "Notes", "c");
        var ran = await world.SyncAsync();
        world.Crm.Edit(Stage.CrmAnn, "Phone", "212-555-0100");
        world.Qb.Edit(Stage.QbAnn, "Company", "Acme");
        await world.TakeBackAsync(ran.Run.SyncId);
        await world.SyncAsync();
        Assert.Equal(("c|x", "212-555-0100|212-555-0100", "Acme|Acme"), (world.Both("Notes"), world.Both("Phone"), world.Both("Company")));
    }

    [Theory, Flavours]
    public async Task Rule_8_12_A_conflict_of_another_field_is_still_one(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, profile => profile.With("Company", priority: SyncPriority.Manual), ("Notes", "x"), ("Company", "x"));
        world.Crm.Edit(Stage.CrmAnn, "Notes", "c");
        world.Crm.Edit(Stage.CrmAnn, "Company", "c");
        world.Qb.Edit(Stage.QbAnn, "Company", "q");
        await world.TakeBackAsync((await world.SyncAsync()).Run.SyncId);
        Assert.Single(await world.ConflictsAsync());
        Assert.Equal("Conflict None Conflict", (await world.SyncAsync()).Lines);
    }

    [Theory, Flavours]
    public async Task Rule_8_12_A_remembered_clearing_of_another_field_is_still_remembered(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, null, ("Notes", "x"), ("Company", "x"));
        world.Crm.Edit(Stage.CrmAnn, "Company", null);
        world.Crm.Edit(Stage.CrmAnn, "Notes", "c");
        await world.TakeBackAsync((await world.SyncAsync()).Run.SyncId);
        await world.SyncAllAsync();
        Assert.Equal("|x", world.Both("Company"));
    }

    [Theory, Flavours]
    public async Task Rule_8_12_An_edit_that_a_direction_held_back_is_still_an_edit(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, profile => profile.With("Company", FieldDirection.QbToCrm), ("Notes", "x"), ("Company", "x"));
        world.Crm.Edit(Stage.CrmAnn, "Notes", "c");
        world.Crm.Edit(Stage.CrmAnn, "Company", "held back");
        world.Change(profile => profile.With("Company", FieldDirection.None));
        await world.TakeBackAsync((await world.SyncAsync()).Run.SyncId);
        world.Change(profile => profile.With("Company") with { Priority = SyncPriority.Qb });
        await world.SyncAsync();
        Assert.Equal("held back|held back", world.Both("Company"));
    }

    [Theory, Flavours]
    public async Task Rule_8_12_A_blank_that_was_filled_is_blanked_again(Flavour flavour)
    {
        var world = Stage.Set(flavour);
        world.Crm.Put(Stage.Ann, ("LastName", "Ames"), ("Notes", "c"));
        world.Qb.Put(Stage.Ann, ("LastName", "Ames"), ("Company", "Acme"));
        var ran = await world.SyncAsync();
        await world.TakeBackAsync(ran.Run.SyncId);
        Assert.Equal(("c|", "|Acme"), (world.Both("Notes"), world.Both("Company")));
        Assert.Empty((await world.SyncAsync()).Entries);
        Assert.Single(await world.LinksAsync());
    }

    [Theory, Flavours]
    public async Task Rule_8_12_What_was_created_is_deleted_and_its_source_is_held(Flavour flavour)
    {
        foreach (var side in Enum.GetValues<Side>())
        foreach (var deletions in Enum.GetValues<DeletionsPolicy>())
        {
            var world = Stage.Set(flavour, profile => profile with { Deletions = deletions });
            await world.AddPairAsync("bob@x.com");
            world[side.Other()].Put(Stage.Ann, ("LastName", "Ames"));
            var ran = await world.SyncAsync();

            await world.AssertCreationOfAnnIsUndoneForGoodAsync(side, ran.Run.SyncId);
        }
    }

    [Theory, Flavours]
    public async Task Rule_8_12_A_source_that_is_held_so_is_never_deleted_for_it(Flavour flavour)
    {
        var world = Stage.Set(flavour, profile => profile with { Deletions = DeletionsPolicy.Propagate });
        await world.AddPairAsync("bob@x.com");
        world.Crm.Put(Stage.Ann, ("LastName", "Ames"));
        await world.TakeBackAsync((await world.SyncAsync()).Run.SyncId);
        world.Crm.Edit(Stage.CrmAnn, "Email", null);
        await world.SyncAsync();
        world.Crm.Edit(Stage.CrmAnn, "Email", Stage.Ann);
        await world.SyncAsync();
        await world.SyncAsync();
        Assert.Equal("ann@x.com bob@x.com", world.Crm.Addresses());
    }

    [Theory, Flavours]
    public async Task Rule_8_12_What_was_created_and_changed_since_is_left(Flavour flavour)
    {
        var world = Stage.Set(flavour);
        world.Crm.Put(Stage.Ann, ("LastName", "Ames"));
        var ran = await world.SyncAsync();
        world.Qb.Edit(Stage.QbAnn, "Notes", "since");
        var undo = await world.TakeBackAsync(ran.Run.SyncId);
        Assert.Equal("Skip None Skipped PlanChanged", undo.Lines);
        Assert.Single(world.Qb.Existing);
        await world.SyncAsync();
        Assert.Equal("since|since", world.Both("Notes"));
    }

    [Fact]
    public async Task Rule_8_12_A_propagated_deletion_brings_both_records_back_linked_again()
    {
        foreach (var side in Enum.GetValues<Side>())
        {
            var world = await Stage.PairAsync(Flavour.Services, profile => profile with { Deletions = DeletionsPolicy.Propagate }, ("Notes", "x"));
            await world.AddPairAsync("bob@x.com");
            world[side].Delete(side == Side.Crm ? Stage.CrmAnn : Stage.QbAnn);
            var ran = await world.SyncAsync();
            await world.TakeBackAsync(ran.Run.SyncId);

            Assert.Equal(("ann@x.com bob@x.com", "ann@x.com bob@x.com"), (world.Crm.Addresses(), world.Qb.Addresses()));
            Assert.Equal(2, (await world.LinksAsync()).Count(link => link.State == LinkState.Live));
            Assert.Empty((await world.SyncAsync()).Entries);
            Assert.All(world.Crm.Existing.Concat(world.Qb.Existing).Where(record => record["Email"] == Stage.Ann), record => Assert.Equal("x", record["Notes"]));
            var crmAnn = world.Crm.Existing.Single(record => record["Email"] == Stage.Ann).Id;
            world.Crm.Edit(crmAnn, "Notes", "y");
            Assert.Equal("Update Qb Done", (await world.SyncAsync()).Lines);
        }
    }

    [Fact]
    public async Task Rule_8_12_If_the_deleted_record_exists_again_the_two_are_linked_again()
    {
        var world = await Stage.PairAsync(Flavour.Services, profile => profile with { Deletions = DeletionsPolicy.Propagate });
        await world.AddPairAsync("bob@x.com");
        world.Crm.Delete(Stage.CrmAnn);
        var ran = await world.SyncAsync();
        world.Crm.Restore(Stage.CrmAnn);
        await world.TakeBackAsync(ran.Run.SyncId);
        Assert.Equal(2, (await world.LinksAsync()).Count);
        Assert.Equal(("ann@x.com bob@x.com", "ann@x.com bob@x.com"), (world.Crm.Addresses(), world.Qb.Addresses()));
        Assert.Empty((await world.SyncAsync()).Entries);
    }

    [Fact]
    public async Task Rule_8_12_Where_the_service_cannot_bring_a_record_back_the_entry_says_so()
    {
        var world = Stage.Set(Flavour.Services, profile => profile with { Deletions = DeletionsPolicy.Propagate }, qb: shape => shape with { CanRestore = false });
        await world.AddPairAsync(Stage.Ann);
        await world.AddPairAsync("bob@x.com");
        world.Crm.Delete(Stage.CrmAnn);
        var ran = await world.SyncAsync();
        var undo = await world.TakeBackAsync(ran.Run.SyncId);
        Assert.Equal(EntryStatus.Skipped, undo.Only.Status);
        Assert.Contains("cannot bring", undo.Only.Message, StringComparison.Ordinal);
        Assert.Contains(undo.Only.Fields, field => field.Field == "LastName");
        Assert.Equal("bob@x.com", world.Qb.Addresses());
    }

    [Theory, Flavours]
    public async Task Rule_8_12_The_undo_of_an_undo_does_an_update_again(Flavour flavour)
    {
        var world = await EditedAsync(flavour);
        var ran = await world.SyncAsync();
        var undo = await world.TakeBackAsync(ran.Run.SyncId);
        var again = await world.TakeBackAsync(undo.Run.SyncId);
        Assert.Equal(("Update Crm Done; Update Qb Done", undo.Run.SyncId), (again.Lines, again.Run.UndoOf));
        Assert.Equal(("c|c", "Acme|Acme"), (world.Both("Notes"), world.Both("Company")));
        world.Qb.Edit(Stage.QbAnn, "Notes", "next");
        Assert.Equal("Update Crm Done", (await world.SyncAsync()).Lines);
    }

    [Theory, Flavours]
    public async Task Rule_8_12_After_the_undo_of_an_undo_the_first_run_can_be_undone_again(Flavour flavour)
    {
        var world = await EditedAsync(flavour);
        var ran = await world.SyncAsync();
        var undo = await world.TakeBackAsync(ran.Run.SyncId);
        await world.TakeBackAsync(undo.Run.SyncId);
        await world.TakeBackAsync(ran.Run.SyncId);
        Assert.Equal(("c|x", "|Acme"), (world.Both("Notes"), world.Both("Company")));
    }

    [Theory, Flavours]
    public async Task Rule_8_12_The_undo_of_an_undo_brings_back_what_was_created(Flavour flavour)
    {
        var world = Stage.Set(flavour);
        await world.AddPairAsync("bob@x.com");
        world.Crm.Put(Stage.Ann, ("LastName", "Ames"), ("Notes", "x"));
        var ran = await world.SyncAsync();
        var undo = await world.TakeBackAsync(ran.Run.SyncId);
        await world.TakeBackAsync(undo.Run.SyncId);
        Assert.Equal("ann@x.com bob@x.com", world.Qb.Addresses());
        Assert.All(await world.LinksAsync(), link => Assert.Equal(LinkState.Live, link.State));
        Assert.Empty((await world.SyncAsync()).Entries);
        world.Qb.Edit(Stage.QbAnn, "Notes", "y");
        await world.SyncAsync();
        Assert.Equal("y|y", world.Both("Notes"));
    }

    [Fact]
    public async Task Rule_8_12_A_run_is_undone_once()
    {
        var world = await EditedAsync(Flavour.Files);
        var ran = await world.SyncAsync();
        await world.TakeBackAsync(ran.Run.SyncId);
        Assert.Equal(SyncErrorId.NothingToUndo, (await Assert.ThrowsAsync<SyncException>(() => world.UndoAsync(ran.Run.SyncId))).Id);
    }

    [Fact]
    public async Task Rule_8_12_A_run_that_wrote_nothing_cannot_be_undone()
    {
        var world = await Stage.PairAsync(Flavour.Files);
        Assert.Equal(SyncErrorId.NothingToUndo, (await Assert.ThrowsAsync<SyncException>(() => world.UndoAsync(1))).Id);
    }

    [Fact]
    public async Task Rule_8_12_A_run_older_than_the_kept_history_cannot_be_undone()
    {
        var world = await EditedAsync(Flavour.Files);
        var ran = await world.SyncAsync();
        world.Wait(60 * 24 * 366);
        await world.SyncAsync();
        Assert.Equal(SyncErrorId.SyncNotFound, (await Assert.ThrowsAsync<SyncException>(() => world.UndoAsync(ran.Run.SyncId))).Id);
        Assert.Equal("c|c", world.Both("Notes"));
    }

    [Theory, Flavours]
    public async Task Rule_8_12_What_an_undo_wrote_back_before_it_was_killed_stays_so(Flavour flavour)
    {
        var start = await EditedAsync(flavour);
        var ran = await start.SyncAsync();
        using var count = new FaultSwitch();
        await start.Copy().UndoAsync(ran.Run.SyncId, count);
        Assert.True(count.Steps.Count > 8, string.Join(", ", count.Steps));
        for (var step = 1; step <= count.Steps.Count; step++)
        {
            var world = start.Copy();
            using var faults = new FaultSwitch(FaultKind.Kill, step);
            await world.UndoAsync(ran.Run.SyncId, faults);
            var killed = $"{step}, {faults.Steps[^1]}: {world.Both("Notes")} {world.Both("Company")}";
            await world.SyncAsync();
            Assert.Equal(killed, $"{step}, {faults.Steps[^1]}: {world.Both("Notes")} {world.Both("Company")}");
        }
    }

    /// <summary>Ann's notes were changed in the CRM from 'x' to 'c', and her company was filled in in QuickBooks.</summary>
    private static async Task<World> EditedAsync(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, null, ("Notes", "x"));
        world.Crm.Edit(Stage.CrmAnn, "Notes", "c");
        world.Qb.Edit(Stage.QbAnn, "Company", "Acme");
        return world;
    }

    [Theory, Flavours]
    public async Task Rule_8_12_A_made_up_last_name_that_comes_back_still_never_flows(Flavour flavour)
    {
        var world = Stage.Set(flavour);
        world.Qb.Put(Stage.Ann, ("Company", "Acme"));
        await world.SyncAsync();
        world.Qb.Edit(Stage.QbAnn, "LastName", "Ames");
        var ran = await world.SyncAsync();
        await world.TakeBackAsync(ran.Run.SyncId);
        Assert.Equal("Acme|Ames", world.Both("LastName"));
        await world.SyncAllAsync();
        Assert.Equal("Ames", world.Qb[Stage.QbAnn]["LastName"]);
    }
}

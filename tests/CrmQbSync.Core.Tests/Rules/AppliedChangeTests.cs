using CrmQbSync.Contacts;
using CrmQbSync.Running;
using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Rules;

/// <summary>Planned changes that a user hands back to be applied (rules 3.5, 8.6 and 8.11).</summary>
public sealed class AppliedChangeTests
{
    [Theory, Flavours]
    public async Task A_change_that_still_holds_is_applied_and_nothing_else_is(Flavour flavour)
    {
        var world = await Stage.TwoPairsAsync(flavour);
        world.Crm.Edit(Stage.CrmAnn, "Notes", "a");
        world.Crm.Edit("Crm.bob@x.com.1", "Notes", "b");
        world.Crm.Put(null, ("LastName", "No address"));
        var changes = await world.CompareAsync();
        Assert.Equal("Update Qb Done", (await ApplyAsync(world, changes.Where(change => change.CrmId == Stage.CrmAnn))).Lines);
        Assert.Equal("ann@x.com=a, bob@x.com=", Shown(world.Qb, "Notes"));

        Assert.Equal("Skip None Skipped NoEmail; Update Qb Done", (await world.SyncAsync()).Lines);
        Assert.Equal("ann@x.com=a, bob@x.com=b", Shown(world.Qb, "Notes"));
    }

    [Theory, Flavours]
    public async Task A_change_that_no_longer_holds_is_skipped_as_PlanChanged(Flavour flavour)
    {
        foreach (var side in Enum.GetValues<Side>())
        {
            var world = await Stage.TwoPairsAsync(flavour);
            world.Crm.Edit(Stage.CrmAnn, "Notes", "a");
            var changes = await world.CompareAsync();
            world[side].Edit(side == Side.Crm ? Stage.CrmAnn : Stage.QbAnn, "Notes", "since");
            var ran = await ApplyAsync(world, changes);
            Assert.Equal("Skip None Skipped PlanChanged", ran.Lines);
            Assert.Equal((Stage.CrmAnn, Stage.QbAnn, Stage.Ann, 0), (ran.Only.CrmId, ran.Only.QbId, ran.Only.Email, world.Writes()));
            await world.SyncAsync();
            Assert.Equal(1, world.Writes());
        }
    }

    [Theory, Flavours]
    public async Task A_change_applied_twice_is_PlanChanged_the_second_time(Flavour flavour)
    {
        var world = await Stage.TwoPairsAsync(flavour);
        world.Crm.Edit(Stage.CrmAnn, "Notes", "a");
        var changes = await world.CompareAsync();
        await ApplyAsync(world, changes);
        Assert.Equal("Skip None Skipped PlanChanged", (await ApplyAsync(world, changes)).Lines);
        Assert.Equal(1, world.Writes());
    }

    [Theory, Flavours]
    public async Task Of_a_pair_changed_on_both_sides_one_side_alone_can_be_applied(Flavour flavour)
    {
        foreach (var side in Enum.GetValues<Side>())
        {
            var world = await Stage.TwoPairsAsync(flavour, profile => profile with { Priority = SyncPriority.Qb });
            world.Crm.Edit(Stage.CrmAnn, "Notes", "a");
            world.Qb.Edit(Stage.QbAnn, "Company", "Acme");
            var changes = await world.CompareAsync();
            Assert.Equal(2, changes.Count);
            var target = side == Side.Crm ? ChangeTarget.Crm : ChangeTarget.Qb;
            Assert.Equal($"Update {side} Done", (await ApplyAsync(world, changes.Where(change => change.Target == target))).Lines);
            Assert.Equal(side == Side.Crm ? ("a|", "Acme|Acme") : ("a|a", "|Acme"), (world.Both("Notes"), world.Both("Company")));

            Assert.Equal($"Update {side.Other()} Done", (await world.SyncAsync()).Lines);
            Assert.Equal(("a|a", "Acme|Acme"), (world.Both("Notes"), world.Both("Company")));
        }
    }

    [Theory, Flavours]
    public async Task An_update_of_a_pair_not_linked_yet_is_applied_with_its_link(Flavour flavour)
    {
        foreach (var action in new[] { ChangeAction.Link, ChangeAction.Update })
        {
            var world = Stage.Set(flavour);
            world.Crm.Put(Stage.Ann, ("LastName", "Ames"), ("Notes", "a"));
            world.Qb.Put(Stage.Ann, ("LastName", "Ames"), ("Company", "Acme"));
            var changes = await world.CompareAsync();
            var ran = await ApplyAsync(world, changes.Where(change => change.Action == action && change.Target != ChangeTarget.Crm));
            Assert.Equal(action == ChangeAction.Link ? "Link None Done" : "Link None Done; Update Qb Done", ran.Lines);
            Assert.Single(await world.LinksAsync());
            await world.SyncAsync();
            Assert.Equal(("a|a", "Acme|Acme"), (world.Both("Notes"), world.Both("Company")));
        }
    }

    [Theory, Flavours]
    public async Task A_creation_is_applied_if_its_source_still_stands_so(Flavour flavour)
    {
        foreach (var changed in new[] { false, true })
        {
            var world = Stage.Set(flavour);
            world.Crm.Put(Stage.Ann, ("LastName", "Ames"));
            world.Crm.Put("bob@x.com", ("LastName", "Bell"));
            var changes = (await world.CompareAsync()).Where(change => change.CrmId == Stage.CrmAnn).ToList();
            if (changed)
                world.Crm.Edit(Stage.CrmAnn, "Notes", "since");
            Assert.Equal(changed ? "Skip None Skipped PlanChanged" : "Create Qb Done", (await ApplyAsync(world, changes)).Lines);
            Assert.Equal(changed ? "" : Stage.Ann, world.Qb.Addresses());
        }
    }

    [Theory, Flavours]
    public async Task A_creation_no_longer_holds_once_the_other_side_has_the_address(Flavour flavour)
    {
        var world = Stage.Set(flavour);
        world.Crm.Put(Stage.Ann, ("LastName", "Ames"));
        var changes = await world.CompareAsync();
        world.Qb.Put(Stage.Ann, ("LastName", "Ames"));
        Assert.Equal("Skip None Skipped PlanChanged", (await ApplyAsync(world, changes)).Lines);
        Assert.Empty(await world.LinksAsync());
    }

    [Theory, Flavours]
    public async Task What_was_planned_of_every_record_is_applied_so(Flavour flavour)
    {
        var world = await Stage.TwoPairsAsync(flavour);
        world.Qb.Delete(Stage.QbAnn);
        await world.SyncAsync();
        var changes = await world.CompareAsync(new RunOptions { All = true });
        Assert.All(changes, change => Assert.True(change.All));
        Assert.Equal("Create Qb Done", (await ApplyAsync(world, changes)).Lines);
        Assert.Equal(2, world.Qb.Existing.Count);
    }

    [Theory, Flavours]
    public async Task A_deletion_is_applied_if_the_survivor_still_stands_so(Flavour flavour)
    {
        foreach (var changed in new[] { false, true })
        {
            var world = await Stage.TwoPairsAsync(flavour, profile => profile with { Deletions = DeletionsPolicy.Propagate });
            world.Crm.Delete(Stage.CrmAnn);
            var changes = await world.CompareAsync();
            if (changed)
                world.Qb.Edit(Stage.QbAnn, "Notes", "since");
            Assert.Equal(changed ? "Skip None Skipped PlanChanged" : "Delete Qb Done DeletedInCrm", (await ApplyAsync(world, changes)).Lines);
        }
    }

    [Theory, Flavours]
    public async Task Changes_are_applied_under_the_mode_and_priority_they_were_planned_with(Flavour flavour)
    {
        var world = await Stage.TwoPairsAsync(flavour);
        world.Crm.Edit(Stage.CrmAnn, "Notes", "c");
        world.Qb.Edit(Stage.QbAnn, "Notes", "q");
        var planned = new RunOptions { Mode = SyncMode.Synchronize, Priority = SyncPriority.Qb };
        var changes = await world.CompareAsync(planned);
        Assert.All(changes, change => Assert.Equal((SyncMode.Synchronize, SyncPriority.Qb), (change.Mode, change.Priority)));
        Assert.Equal("Skip None Skipped PlanChanged", (await ApplyAsync(world, changes)).Lines);
        Assert.Equal("Update Crm Done", (await world.SyncAsync(planned with { Changes = changes })).Lines);
        Assert.Equal("q|q", world.Both("Notes"));
    }

    [Theory, Flavours]
    public async Task Rule_8_6_Safety_stops_count_what_is_applied(Flavour flavour)
    {
        var world = Stage.Set(flavour, profile => profile with { MaxCreates = 1 });
        foreach (var name in new[] { "ann", "bob", "cy" })
            world.Crm.Put($"{name}@x.com", ("LastName", name));
        var changes = await world.CompareAsync();
        Assert.Equal(RunStatus.Blocked, (await ApplyAsync(world, changes.Take(2))).Run.Status);
        Assert.Equal("Create Qb Done", (await ApplyAsync(world, changes.Take(1))).Lines);
    }

    [Theory, Flavours]
    public async Task What_is_applied_leaves_all_else_to_the_next_run(Flavour flavour)
    {
        var world = await Stage.TwoPairsAsync(flavour, profile => profile with { Deletions = DeletionsPolicy.Propagate });
        world.Crm.Edit(Stage.CrmAnn, "Notes", "a");
        world.Qb.Delete("Qb.bob@x.com.1");
        world.Qb.Put("cy@x.com", ("LastName", "Cole"));
        var changes = await world.CompareAsync();
        await ApplyAsync(world, changes.Where(change => change.Action == ChangeAction.Update));
        Assert.Equal("Create Crm Done; Delete Crm Done DeletedInQb", (await world.SyncAsync()).Lines);
    }

    private static Task<Ran> ApplyAsync(World world, IEnumerable<ContactChange> changes) =>
        world.SyncAsync(new RunOptions { Changes = [.. changes] });

    private static string Shown(MemorySide side, string field) => string.Join(", ", side.Existing.Select(record => $"{record["Email"]}={record[field]}"));
}

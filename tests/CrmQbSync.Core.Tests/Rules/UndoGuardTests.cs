using CrmQbSync.Contacts;
using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Rules;

/// <summary>Rule 8.12 beside rules 4.3, 6.5 and 7.3: what an undo may not do.</summary>
public sealed class UndoGuardTests
{
    [Theory, Flavours]
    public async Task Rule_8_12_An_address_that_another_record_has_by_now_is_not_written_back(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour);
        world.Crm.Edit(Stage.CrmAnn, "Email", "new@x.com");
        world.Crm.Edit(Stage.CrmAnn, "Notes", "n");
        var ran = await world.SyncAsync();
        var other = world.Qb.Put("ANN@x.com", ("LastName", "Other"));
        var preview = await world.PreviewUndoAsync(ran.Run.SyncId);
        var undo = await world.TakeBackAsync(ran.Run.SyncId);

        Assert.Equal("Update Qb Failed EmailInUse", undo.Lines);
        Assert.Contains(other, undo.Only.Message, StringComparison.Ordinal);
        Assert.Equal(("n", "ANN@x.com new@x.com"), (world.Qb[Stage.QbAnn]["Notes"], world.Qb.Addresses()));
        Assert.Equal(ErrorCodes.EmailInUse, Assert.Single(preview).ErrorCode);
        Assert.Equal(RunStatus.CompletedWithErrors, undo.Run.Status);

        world.Qb.Delete(other);
        Assert.Equal("Update Qb Done", (await world.TakeBackAsync(ran.Run.SyncId)).Lines);
        Assert.Equal(("", "ann@x.com"), (world.Qb[Stage.QbAnn]["Notes"] ?? "", world.Qb.Addresses()));
    }

    [Theory, Flavours]
    public async Task Rule_8_12_Addresses_that_a_run_handed_on_are_handed_back(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour);
        await world.AddPairAsync("bob@x.com");
        world.Crm.Edit(Stage.CrmAnn, "Email", "bob@x.com");
        world.Crm.Edit("Crm.bob@x.com.1", "Email", "ann@x.com");
        var ran = await world.SyncAsync();
        Assert.Equal("Update Qb Done; Update Qb Done", (await world.TakeBackAsync(ran.Run.SyncId)).Lines);
        Assert.Equal(("ann@x.com", "bob@x.com"), (world.Qb[Stage.QbAnn]["Email"], world.Qb["Qb.bob@x.com.1"]["Email"]));
    }

    [Theory, Flavours]
    public async Task Rule_8_12_Two_records_that_had_the_same_address_before_get_it_back(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, profile => profile with { Mode = SyncMode.Export });
        world.Qb.Put("dee@x.com", ("LastName", "Dee"));
        await world.SyncAsync();
        world.Qb.Edit(Stage.QbAnn, "Email", "dee@x.com");
        var ran = await world.SyncAsync();
        Assert.Equal("ann@x.com dee@x.com", world.Qb.Addresses());
        Assert.Equal("Update Qb Done", (await world.TakeBackAsync(ran.Run.SyncId)).Lines);
        Assert.Equal("dee@x.com dee@x.com", world.Qb.Addresses());
    }

    [Theory, Flavours]
    public async Task Rule_8_12_A_created_customer_with_an_open_balance_is_held(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour);
        world.Crm.Put("bob@x.com", ("LastName", "Bell"));
        var ran = await world.SyncAsync();
        world.Qb.SetOpenBalance("Qb.bob@x.com.1", true);
        Assert.Equal("Hold None Held OpenBalance", (await world.TakeBackAsync(ran.Run.SyncId)).Lines);
        Assert.Equal("ann@x.com bob@x.com", world.Qb.Addresses());
        world.Crm.Edit("Crm.bob@x.com.1", "Notes", "still linked");
        Assert.Equal("Update Qb Done", (await world.SyncAsync()).Lines);
    }

    [Fact]
    public async Task Rule_8_12_A_deleted_record_is_not_made_anew_where_another_has_its_address()
    {
        var (world, deleted) = await PropagatedAsync();
        world.Crm.Put(Stage.Ann, ("LastName", "Ames"));
        Assert.Equal("Create Qb Done", (await world.TakeBackAsync(deleted)).Lines);
        Assert.Equal("ann@x.com bob@x.com", world.Crm.Addresses());
        Assert.Equal("Link None Done", (await world.SyncAsync()).Lines);
    }

    [Fact]
    public async Task Rule_8_12_A_record_is_not_brought_back_beside_another_with_its_address()
    {
        var (world, deleted) = await PropagatedAsync();
        world.Crm.Put(Stage.Ann, ("LastName", "Ames"));
        await world.SyncAsync();
        Assert.Equal("Create Qb Failed EmailInUse", (await world.TakeBackAsync(deleted)).Lines);
        Assert.Equal(("ann@x.com bob@x.com", "ann@x.com bob@x.com"), (world.Crm.Addresses(), world.Qb.Addresses()));
        Assert.Empty((await world.SyncAsync()).Entries);
    }

    [Fact]
    public async Task Rule_8_12_A_record_whose_counterpart_is_linked_with_another_comes_back_alone()
    {
        var (world, deleted) = await PropagatedAsync();
        world.Crm.Restore(Stage.CrmAnn);
        await world.SyncAsync();
        world.Crm.Edit(Stage.CrmAnn, "Email", "new@x.com");
        await world.SyncAsync();
        await world.TakeBackAsync(deleted);
        Assert.Single(await world.LinksAsync(), link => link.CrmId == Stage.CrmAnn);
        Assert.Equal("Create Crm Done", (await world.SyncAsync()).Lines);
        Assert.Equal(("ann@x.com bob@x.com new@x.com", "ann@x.com bob@x.com new@x.com"), (world.Crm.Addresses(), world.Qb.Addresses()));
    }

    [Fact]
    public async Task Rule_8_12_What_was_brought_back_while_its_counterpart_failed_is_dealt_with_by_the_next_run()
    {
        foreach (var passes in new[] { true, false })
        {
            var (world, deleted) = await PropagatedAsync(shape => shape with { MarkPassesOwnWrites = passes });
            world.Crm.Faults.Add(new WriteFault { Matches = _ => true });
            Assert.Equal("Create Crm Failed INVALID_DATA; Create Qb Done", (await world.TakeBackAsync(deleted)).Lines);
            world.Crm.Faults.Clear();
            Assert.Equal("Create Crm Done", (await world.SyncAsync()).Lines);
        }
    }

    /// <summary>Ann, deleted in the CRM and then by a run in QuickBooks; and Bob.</summary>
    private static async Task<(World World, long SyncId)> PropagatedAsync(Func<SideShape, SideShape>? shape = null)
    {
        var world = Stage.Set(Flavour.Services, profile => profile with { Deletions = DeletionsPolicy.Propagate }, shape, shape);
        await world.AddPairAsync(Stage.Ann);
        await world.AddPairAsync("bob@x.com");
        world.Crm.Delete(Stage.CrmAnn);
        var ran = await world.SyncAsync();
        Assert.Equal("Delete Qb Done DeletedInCrm", ran.Lines);
        return (world, ran.Run.SyncId);
    }

    [Theory, Flavours]
    public async Task Rule_8_12_A_creation_whose_link_was_forgotten_is_undone_for_good_too(Flavour flavour)
    {
        foreach (var side in Enum.GetValues<Side>())
        {
            var world = Stage.Set(flavour);
            await world.AddPairAsync("bob@x.com");
            world[side.Other()].Put(Stage.Ann, ("LastName", "Ames"));
            var ran = await world.SyncAsync();
            await world.ForgetAsync((await world.LinksAsync()).Single(link => link.Email == Stage.Ann));

            await world.AssertCreationOfAnnIsUndoneForGoodAsync(side, ran.Run.SyncId);
        }
    }

    [Theory, Flavours]
    public async Task Rule_8_12_Also_if_the_undo_is_killed_before_it_is_recorded(Flavour flavour)
    {
        var world = Stage.Set(flavour);
        await world.AddPairAsync("bob@x.com");
        world.Crm.Put(Stage.Ann, ("LastName", "Ames"));
        var ran = await world.SyncAsync();
        await world.ForgetAsync((await world.LinksAsync()).Single(link => link.Email == Stage.Ann));
        using var counted = new FaultSwitch();
        await world.Copy().UndoAsync(ran.Run.SyncId, counted);
        using var kill = new FaultSwitch(FaultKind.Kill, counted.Steps.ToList().IndexOf("Qb write's answer") + 1);
        Assert.Null(await world.UndoAsync(ran.Run.SyncId, kill));
        await world.SyncAsync();
        Assert.Empty((await world.SyncAsync()).Entries);
        Assert.Equal("bob@x.com", world.Qb.Addresses());
    }

    [Theory, Flavours]
    public async Task Rule_8_6_An_undo_beyond_the_limits_asks_and_says_so_but_is_not_stopped(Flavour flavour)
    {
        var world = Stage.Set(flavour, profile => profile with { MaxDeletes = 1 });
        await world.AddPairAsync("bob@x.com");
        world.Crm.Put(Stage.Ann, ("LastName", "Ames"));
        world.Crm.Put("cy@x.com", ("LastName", "Cole"));
        var ran = await world.SyncAsync();
        var (asked, looked) = (new SilentObserver(), new SilentObserver());
        await Stage.ListAsync(Stage.EngineOf(world).PreviewUndoAsync(world.Profile, ran.Run.SyncId, looked, CancellationToken.None));
        var undo = await Stage.EngineOf(world).UndoAsync(world.Profile, ran.Run.SyncId, asked, CancellationToken.None);

        Assert.Equal((RunStatus.Succeeded, 2, 2), (undo.Run!.Status, undo.Run.QbDeleted, asked.Asked!.QbDeletes));
        Assert.All([asked, looked], observer => Assert.Contains("would delete 2 records; safety.maxDeletes allows 1", Assert.Single(observer.Warnings), StringComparison.Ordinal));
    }
}

using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Rules;

/// <summary>Rule 8.12 where something else happened to a pair between a run and its undo, or between that and the next.</summary>
public sealed class UndoAgainTests
{
    [Theory, Flavours]
    public async Task Rule_8_12_A_pair_that_was_forgotten_after_the_undo_is_linked_again_by_the_undo_of_that(Flavour flavour)
    {
        var world = Stage.Set(flavour);
        world.Qb.Put(Stage.Ann, ("LastName", "Ames"));
        var created = await world.SyncAsync();
        var undo = await world.TakeBackAsync(created.Run.SyncId);
        await world.ForgetAsync(Assert.Single(await world.LinksAsync()));

        Assert.Equal("Create Crm Done", (await world.TakeBackAsync(undo.Run.SyncId)).Lines);

        Assert.Equal(LinkState.Live, Assert.Single(await world.LinksAsync()).State);
        Assert.Empty((await world.SyncAsync()).Entries);
        Assert.Equal((Stage.Ann, Stage.Ann), (world.Crm.Addresses(), world.Qb.Addresses()));
    }

    [Theory, Flavours]
    public async Task Rule_5_8_A_value_that_was_spelled_in_another_way_since_is_kept_as_it_stood(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, null, ("Notes", "old"));
        world.Crm.Edit(Stage.CrmAnn, "Notes", "caf\u00E9");
        var ran = await world.SyncAsync();
        world.Qb.Edit(Stage.QbAnn, "Notes", "cafe\u0301");

        var undo = await world.TakeBackAsync(ran.Run.SyncId);
        Assert.Equal("cafe\u0301", Assert.Single(undo.Only.Fields).OldValue);
        await world.TakeBackAsync(undo.Run.SyncId);

        Assert.Equal("caf\u00E9|cafe\u0301", world.Both("Notes"));
    }

    [Theory, Flavours]
    public async Task Rule_7_5_A_creation_whose_source_was_deleted_since_leaves_nothing_to_hold(Flavour flavour)
    {
        foreach (var isHeldBefore in new[] { true, false })
        {
            var world = Stage.Set(flavour);
            await world.AddPairAsync("bob@x.com");
            world.Crm.Put(Stage.Ann, ("LastName", "Ames"));
            var created = await world.SyncAsync();
            world.Crm.Delete(Stage.CrmAnn);
            if (isHeldBefore)
                Assert.Equal("Hold None Held DeletedInCrm", (await world.SyncAsync()).Lines);

            Assert.Equal("Delete Qb Done", (await world.TakeBackAsync(created.Run.SyncId)).Lines);

            Assert.Equal("bob@x.com", Assert.Single(await world.LinksAsync()).Email);
            Assert.Empty((await world.SyncAsync()).Entries);
        }
    }

    [Theory, Flavours]
    public async Task Rule_8_12_A_field_that_is_no_longer_mapped_keeps_no_created_record_from_being_deleted(Flavour flavour)
    {
        var world = Stage.Set(flavour);
        world.Crm.Put(Stage.Ann, ("LastName", "Ames"), ("Notes", "a"));
        var created = await world.SyncAsync();
        await world.ForgetAsync(Assert.Single(await world.LinksAsync()));
        world.Change(profile => profile with { Rules = [.. profile.Rules.Where(rule => rule.Field.Name != "Notes")] });

        Assert.Equal("Delete Qb Done; Hold None Held UndoneCreation", (await world.TakeBackAsync(created.Run.SyncId)).Lines);
    }
}

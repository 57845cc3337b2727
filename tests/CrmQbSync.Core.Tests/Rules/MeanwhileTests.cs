using CrmQbSync.Contacts;
using CrmQbSync.Profiles;
using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Rules;

/// <summary>Rule 8.8 for pairs that are written on both sides: a person edits the record of one while the other is written already.</summary>
public sealed class MeanwhileTests
{
    [Theory, Flavours]
    public async Task Rule_8_8_A_value_changed_again_after_it_was_sent_flows_in_the_next_run(Flavour flavour)
    {
        foreach (var priority in new[] { SyncPriority.Crm, SyncPriority.Qb })
        {
            var world = await WrittenOnBothSidesAsync(flavour, profile => profile with { Priority = priority }, "d");
            Assert.Equal("d|c", world.Both("Notes"));
            Assert.Equal("Update Qb Done", (await world.SyncAsync()).Lines);
            Assert.Equal("d|d", world.Both("Notes"));
        }
    }

    [Theory, Flavours]
    public async Task Rule_8_8_An_edit_taken_back_after_it_was_sent_is_taken_back_on_the_other_side_too(Flavour flavour)
    {
        var world = await WrittenOnBothSidesAsync(flavour, null, "x");
        Assert.Equal("x|c", world.Both("Notes"));
        Assert.Equal("Update Qb Done", (await world.SyncAsync()).Lines);
        Assert.Equal("x|x", world.Both("Notes"));
        Assert.Empty((await world.SyncAsync()).Entries);
    }

    [Theory, Flavours]
    public async Task Rule_8_8_So_it_is_with_a_pair_linked_just_now(Flavour flavour)
    {
        var world = Stage.Set(flavour);
        world.Crm.Put(Stage.Ann, ("LastName", "Ames"), ("Notes", "c"));
        world.Qb.Put(Stage.Ann, ("LastName", "Ames"), ("Phone", "212-555-0100"));
        EditOnceWritten(world, "d");
        await world.SyncAsync();
        Assert.Equal("d|c", world.Both("Notes"));
        world.Change(profile => profile with { Priority = SyncPriority.Qb });
        await world.SyncAsync();
        Assert.Equal("d|d", world.Both("Notes"));
    }

    /// <summary>Ann's notes flow to QuickBooks and her phone number to the CRM, where a person edits the notes once more.</summary>
    private static async Task<World> WrittenOnBothSidesAsync(Flavour flavour, Func<SyncProfile, SyncProfile>? adjust, string meanwhile)
    {
        var world = await Stage.PairAsync(flavour, adjust, ("Notes", "x"));
        world.Crm.Edit(Stage.CrmAnn, "Notes", "c");
        world.Qb.Edit(Stage.QbAnn, "Phone", "212-555-0100");
        EditOnceWritten(world, meanwhile);
        Assert.Equal("Update Crm Done; Update Qb Done", (await world.SyncAsync()).Lines);
        return world;
    }

    private static void EditOnceWritten(World world, string notes) => world.Crm.BeforeWrite = _ =>
    {
        world.Crm.BeforeWrite = null;
        world.Crm.Edit(Stage.CrmAnn, "Notes", notes);
    };
}

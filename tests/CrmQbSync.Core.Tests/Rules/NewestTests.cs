using CrmQbSync.Contacts;
using CrmQbSync.Profiles;
using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Rules;

/// <summary>Rule 5.5, Newest: what runs wrote, whatever became of the pair since, makes no record the newer one.</summary>
public sealed class NewestTests
{
    [Theory, Flavours]
    public async Task Rule_5_5_A_record_is_not_newer_for_a_run_that_left_its_pair_out(Flavour flavour)
    {
        var world = await QbIsNewerAsync(flavour);
        world.Change(profile => profile.Only("Notes", "other"));
        await world.SyncAsync();
        world.Change(profile => profile.With("Company") with { Filter = [] });
        await world.SyncAsync();
        Assert.Equal("Qb Co|Qb Co", world.Both("Company"));
    }

    [Fact]
    public async Task Rule_5_5_A_record_is_not_newer_for_a_run_that_could_not_read_the_other()
    {
        var world = await QbIsNewerAsync(Flavour.Files);
        world.Qb.Unreadable.Add(Stage.QbAnn);
        await world.SyncAsync();
        world.Qb.Unreadable.Clear();
        world.Change(profile => profile.With("Company"));
        await world.SyncAsync();
        Assert.Equal("Qb Co|Qb Co", world.Both("Company"));
    }

    [Theory, Flavours]
    public async Task Rule_5_5_A_record_is_not_newer_for_a_write_to_it_while_that_to_the_other_failed(Flavour flavour)
    {
        var world = await QbIsNewerAsync(flavour);
        world.Crm.Edit(Stage.CrmAnn, "Notes", "c");
        world.Wait();
        world.Qb.Edit(Stage.QbAnn, "Phone", "212-555-0199");
        world.Qb.Faults.Add(new WriteFault { Matches = _ => true });
        Assert.Equal("Update Crm Done; Update Qb Failed INVALID_DATA", (await world.SyncAsync()).Lines);
        world.Qb.Faults.Clear();
        world.Change(profile => profile.With("Company"));
        await world.SyncAsync();
        Assert.Equal("Qb Co|Qb Co", world.Both("Company"));
    }

    /// <summary>Company, which does not flow yet, was edited in the CRM and then in QuickBooks; after that a run wrote to the CRM.</summary>
    private static async Task<World> QbIsNewerAsync(Flavour flavour)
    {
        var world = await Stage.PairAsync(
            flavour, profile => (profile with { Priority = SyncPriority.Newest }).With("Company", FieldDirection.None), ("Phone", "212-555-0100"), ("Notes", "n"));
        world.Crm.Edit(Stage.CrmAnn, "Company", "Crm Co");
        world.Wait();
        world.Qb.Edit(Stage.QbAnn, "Company", "Qb Co");
        world.Qb.Edit(Stage.QbAnn, "Phone", "212-555-0101");
        Assert.Equal("Update Crm Done", (await world.SyncAsync()).Lines);
        return world;
    }

    [Theory, Flavours]
    public async Task Rule_5_5_A_survivor_is_not_newer_for_the_run_that_made_it(Flavour flavour)
    {
        var world = Stage.Set(flavour, profile => profile with { Priority = SyncPriority.Newest, TieBreaker = Side.Qb });
        world.Crm.Put(Stage.Ann, ("LastName", "Ames"), ("Notes", "a"));
        await world.SyncAsync();
        world.Crm.Delete(Stage.CrmAnn);
        world.Wait();
        world.Crm.Put(Stage.Ann, ("LastName", "Ames"), ("Notes", "b"));
        await world.SyncAsync();
        // When a person last modified the customer is unknown.
        Assert.Equal(("a", "a"), (world.Crm.Only()["Notes"], world.Qb.Only()["Notes"]));
    }
}

using CrmQbSync.Connections;
using CrmQbSync.Running;
using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Rules;

/// <summary>Rules 4.1 and 4.4 to 4.6.</summary>
public sealed class MatchingTests
{
    [Theory, Flavours]
    public async Task Rule_4_1_A_live_link_pairs_its_records_whatever_their_addresses(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, profile => profile.With("Email", FieldDirection.None));
        world.Crm.Edit(Stage.CrmAnn, "Email", "new@x.com");
        await world.SyncAsync();
        world.Crm.Edit(Stage.CrmAnn, "Notes", "a");
        Assert.Equal("Update Qb Done", (await world.SyncAsync()).Lines);
        Assert.Equal(("a|a", "new@x.com|ann@x.com"), (world.Both("Notes"), world.Both("Email")));
    }

    [Theory, Flavours]
    public async Task Rule_4_4_One_record_on_each_side_with_the_same_key_are_merged(Flavour flavour)
    {
        var world = Stage.Set(flavour);
        world.Crm.Put(Stage.Ann, ("LastName", "Ames"), ("Phone", "212-555-0100"));
        world.Qb.Put("ANN@x.com", ("LastName", "Ames"), ("Notes", "a"));
        var ran = await world.SyncAsync();

        Assert.Equal("Link None Done; Update Crm Done; Update Qb Done", ran.Lines);
        Assert.Equal((1, 1, 1), (ran.Run.Linked, ran.Run.CrmUpdated, ran.Run.QbUpdated));
        Assert.Single(await world.LinksAsync());
    }

    [Theory, Flavours]
    public async Task Rule_4_4_A_new_contact_meets_a_customer_seen_long_before(Flavour flavour)
    {
        var world = Stage.Set(flavour, profile => profile with { Mode = SyncMode.Export });
        world.Qb.Put(Stage.Ann, ("LastName", "Ames"));
        await world.SyncAsync();
        await world.SyncAsync();
        world.Crm.Put(Stage.Ann, ("LastName", "Ames"));
        Assert.Equal("Link None Done", (await world.SyncAsync()).Lines);
    }

    [Theory, Flavours]
    public async Task Rule_4_4_A_survivor_is_merged_with_a_new_record_of_its_key(Flavour flavour)
    {
        foreach (var held in new[] { false, true })
        {
            var world = await Stage.PairAsync(flavour);
            await world.AddPairAsync("bob@x.com");
            world.Crm.Delete(Stage.CrmAnn);
            if (held)
                Assert.Equal("Hold None Held DeletedInCrm", (await world.SyncAsync()).Lines);
            var anew = world.Crm.Put(Stage.Ann, ("LastName", "Ames"), ("Notes", "new"));
            Assert.Equal("Link None Done; Update Qb Done", (await world.SyncAsync()).Lines);

            Assert.Equal("new", world.Qb[Stage.QbAnn]["Notes"]);
            var link = Assert.Single(await world.LinksAsync(), link => link.QbId == Stage.QbAnn);
            Assert.Equal((anew, LinkState.Live), (link.CrmId, link.State));
        }
    }

    [Theory, Flavours]
    public async Task Rule_4_4_A_survivor_that_is_not_selected_is_merged_with_a_new_record_that_is(Flavour flavour)
    {
        foreach (var held in new[] { false, true })
        {
            var world = await Stage.PairAsync(flavour);
            await world.AddPairAsync("bob@x.com");
            world.Qb.Delete(Stage.QbAnn);
            if (held)
                Assert.Equal("Hold None Held DeletedInQb", (await world.SyncAsync()).Lines);
            var anew = world.Qb.Put(Stage.Ann, ("LastName", "Ames"));
            var selected = new RunOptions { Selection = new RecordSelection { QbIds = [anew] } };
            Assert.Equal("Link None Done", (await world.SyncAsync(selected)).Lines);
            Assert.Contains(await world.LinksAsync(), link => link is { CrmId: Stage.CrmAnn, State: LinkState.Live } && link.QbId == anew);
        }
    }

    [Theory, Flavours]
    public async Task Rule_4_4_A_survivor_that_the_filter_leaves_out_is_merged_with_a_new_record_that_passes(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, profile => profile.Only("Company", "Acme") with { Priority = SyncPriority.Qb }, ("Company", "Acme"));
        world.Crm.Edit(Stage.CrmAnn, "Company", "Best");
        await world.SyncAsync();
        world.Qb.Delete(Stage.QbAnn);
        Assert.Empty((await world.SyncAsync()).Entries);
        Assert.Empty((await world.SyncAsync()).Entries);
        world.Qb.Put(Stage.Ann, ("LastName", "Ames"), ("Company", "Acme"));
        Assert.Equal("Link None Done; Update Crm Done", (await world.SyncAsync()).Lines);
        Assert.Equal("Acme", world.Crm[Stage.CrmAnn]["Company"]);
    }

    [Theory, Flavours]
    public async Task Rule_4_4_Even_under_Propagate_a_survivor_that_meets_a_new_record_is_merged_not_deleted(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, profile => profile with { Deletions = DeletionsPolicy.Propagate });
        world.Crm.Delete(Stage.CrmAnn);
        world.Crm.Put(Stage.Ann, ("LastName", "Ames"));
        Assert.Equal("Link None Done", (await world.SyncAsync()).Lines);
    }

    [Theory, Flavours]
    public async Task Rule_4_4_Two_survivors_of_one_key_are_merged(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, profile => profile.With("Email", FieldDirection.None));
        await world.AddPairAsync("bob@x.com");
        await world.AddPairAsync("cy@x.com");
        world.Crm.Edit("Crm.bob@x.com.1", "Email", Stage.Ann);
        world.Qb.Delete("Qb.bob@x.com.1");
        world.Crm.Delete(Stage.CrmAnn);
        Assert.Equal("Link None Done", (await world.SyncAsync()).Lines);

        var links = await world.LinksAsync();
        Assert.Equal(2, links.Count);
        Assert.Contains(links, link => link is { CrmId: "Crm.bob@x.com.1", QbId: Stage.QbAnn, State: LinkState.Live });
    }

    [Theory, Flavours]
    public async Task Rule_4_4_A_survivor_in_an_ambiguous_group_is_Ambiguous_not_also_Held(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour);
        await world.AddPairAsync("bob@x.com");
        world.Crm.Delete(Stage.CrmAnn);
        var other = world.Qb.Put(Stage.Ann, ("LastName", "Other"));
        var ran = await world.SyncAsync();

        Assert.Equal("Ambiguous None Ambiguous", ran.Lines);
        Assert.Equal($"{Stage.QbAnn}, {other}", ran.Only.QbId);
        Assert.Equal(0, world.Writes());
        Assert.Equal("Ambiguous None Ambiguous", (await world.SyncAsync()).Lines);
    }

    [Theory, Flavours]
    public async Task Rule_4_5_Several_unlinked_records_of_a_side_with_one_key_are_Ambiguous_once(Flavour flavour)
    {
        var world = Stage.Set(flavour);
        world.Crm.Put(Stage.Ann, ("LastName", "Ames"));
        world.Crm.Put("ANN@x.com", ("LastName", "Amos"));
        world.Qb.Put("Ann <ann@x.com>", ("LastName", "Ames"));
        var ran = await world.SyncAsync();

        Assert.Equal("Ambiguous None Ambiguous", ran.Lines);
        Assert.Equal(("Crm.ann@x.com.1, Crm.ann@x.com.2", world.Qb.Only().Id), (ran.Only.CrmId, ran.Only.QbId));
        Assert.Equal((1, 0, RunStatus.Succeeded), (ran.Run.Ambiguous, world.Writes(), ran.Run.Status));
        Assert.Empty(await world.LinksAsync());
    }

    [Theory, Flavours]
    public async Task Rule_4_5_An_unlinked_record_with_the_key_of_a_linked_one_on_its_side_is_Ambiguous(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour);
        var second = world.Crm.Put(Stage.Ann, ("LastName", "Second"));
        var ran = await world.SyncAsync();

        Assert.Equal("Ambiguous None Ambiguous", ran.Lines);
        Assert.Equal(($"{Stage.CrmAnn}, {second}", Stage.QbAnn), (ran.Only.CrmId, ran.Only.QbId));
    }

    [Theory, Flavours]
    public async Task Rule_4_5_An_unlinked_record_with_the_key_of_a_linked_one_on_the_other_side_is_Ambiguous(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, profile => profile.With("Email", FieldDirection.None));
        world.Crm.Edit(Stage.CrmAnn, "Email", "new@x.com");
        var second = world.Qb.Put("new@x.com", ("LastName", "Second"));
        var ran = await world.SyncAsync();

        Assert.Equal("Ambiguous None Ambiguous", ran.Lines);
        Assert.Equal((Stage.CrmAnn, second), (ran.Only.CrmId, ran.Only.QbId));
        Assert.Single(world.Crm.Existing);
        Assert.Equal("Ambiguous None Ambiguous", (await world.SyncAsync()).Lines);
    }

    [Theory, Flavours]
    public async Task Rule_4_5_The_live_link_with_that_key_goes_on_working(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour);
        world.Crm.Put(Stage.Ann, ("LastName", "Second"));
        world.Qb.Put(Stage.Ann, ("LastName", "Third"));
        world.Crm.Edit(Stage.CrmAnn, "Notes", "a");
        world.Qb.Edit(Stage.QbAnn, "Phone", "212-555-0100");
        var ran = await world.SyncAsync();

        Assert.Equal("Ambiguous None Ambiguous; Update Crm Done; Update Qb Done", ran.Lines);
        Assert.Equal(2, world.Crm.Existing.Count);
        Assert.Equal(2, world.Qb.Existing.Count);
    }

    [Theory, Flavours]
    public async Task Rule_4_5_Once_the_surplus_record_is_gone_the_rest_are_merged(Flavour flavour)
    {
        var world = Stage.Set(flavour);
        world.Crm.Put(Stage.Ann, ("LastName", "Ames"));
        var surplus = world.Crm.Put(Stage.Ann, ("LastName", "Amos"));
        world.Qb.Put(Stage.Ann, ("LastName", "Ames"));
        await world.SyncAsync();
        await world.SyncAsync();
        world.Crm.Delete(surplus);
        Assert.Equal("Link None Done", (await world.SyncAsync()).Lines);
    }

    [Theory, Flavours]
    public async Task Rule_4_5_Once_the_surplus_record_has_another_address_both_go_on(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour);
        var surplus = world.Crm.Put(Stage.Ann, ("LastName", "Second"));
        await world.SyncAsync();
        world.Crm.Edit(surplus, "Email", "second@x.com");
        Assert.Equal("Create Qb Done", (await world.SyncAsync()).Lines);
        Assert.Equal("ann@x.com second@x.com", world.Qb.Addresses());
    }

    [Theory, Flavours]
    public async Task Rule_4_6_A_key_on_one_side_only_gives_a_new_record_on_the_other(Flavour flavour)
    {
        var world = Stage.Set(flavour);
        world.Crm.Put(Stage.Ann, ("LastName", "Ames"));
        world.Qb.Put("bob@x.com", ("LastName", "Bell"));
        Assert.Equal("Create Crm Done; Create Qb Done", (await world.SyncAsync()).Lines);
        Assert.Equal(("ann@x.com bob@x.com", "ann@x.com bob@x.com"), (world.Crm.Addresses(), world.Qb.Addresses()));
        Assert.All(world.Crm.Log.Concat(world.Qb.Log), write => Assert.Equal(WriteKind.Create, write.Kind));
        Assert.Empty((await world.SyncAsync()).Entries);
    }
}

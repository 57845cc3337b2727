using CrmQbSync.Connections;
using CrmQbSync.Contacts;
using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Rules;

/// <summary>Rules 4.2 and 4.3.</summary>
public sealed class AddressChangeTests
{
    [Theory, Flavours]
    public async Task Rule_4_2_CreateNew_dissolves_a_link_whose_addresses_no_longer_agree(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, CreateNew);
        world.Crm.Edit(Stage.CrmAnn, "Email", "new@x.com");
        Assert.Equal("Create Crm Done; Create Qb Done", (await world.SyncAsync()).Lines);

        Assert.Equal("ann@x.com new@x.com", world.Crm.Addresses());
        Assert.Equal("ann@x.com new@x.com", world.Qb.Addresses());
        var links = await world.LinksAsync();
        Assert.Equal(2, links.Count);
        Assert.DoesNotContain(links, link => link is { CrmId: Stage.CrmAnn, QbId: Stage.QbAnn });
        Assert.Empty((await world.SyncAsync()).Entries);
    }

    [Theory, Flavours]
    public async Task Rule_4_2_CreateNew_leaves_a_link_whose_addresses_agree(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, CreateNew);
        world.Crm.Edit(Stage.CrmAnn, "Email", "Ann <ANN@x.com>");
        world.Crm.Edit(Stage.CrmAnn, "Notes", "a");
        Assert.Equal("Update Qb Done", (await world.SyncAsync()).Lines);
        Assert.Single(await world.LinksAsync());
    }

    [Theory, Flavours]
    public async Task Rule_4_2_Under_CreateNew_both_records_are_matched_afresh(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, CreateNew);
        world.Crm.Edit(Stage.CrmAnn, "Email", "new@x.com");
        world.Crm.Put(Stage.Ann, ("LastName", "Ames"));
        world.Qb.Put("new@x.com", ("LastName", "Ames"));
        Assert.Equal("Link None Done; Link None Done", (await world.SyncAsync()).Lines);
        Assert.Equal(0, world.Writes());
    }

    [Theory, Flavours]
    public async Task Rule_4_2_Under_CreateNew_an_export_makes_a_new_customer_and_leaves_the_old_alone(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, profile => CreateNew(profile) with { Mode = SyncMode.Export });
        world.Crm.Edit(Stage.CrmAnn, "Email", "new@x.com");
        Assert.Equal("Create Qb Done; Skip None Skipped Mode", (await world.SyncAsync()).Lines);
        Assert.Equal(("new@x.com", "ann@x.com new@x.com"), (world.Crm.Addresses(), world.Qb.Addresses()));
        Assert.Empty((await world.SyncAsync()).Entries);
    }

    [Theory, Flavours]
    public async Task Rule_4_2_By_default_the_link_holds_and_the_new_address_flows(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour);
        world.Crm.Edit(Stage.CrmAnn, "Email", "new@x.com");
        Assert.Equal("Update Qb Done", (await world.SyncAsync()).Lines);
        world.Qb.Edit(Stage.QbAnn, "Email", "newer@x.com");
        Assert.Equal("Update Crm Done", (await world.SyncAsync()).Lines);

        Assert.Equal("newer@x.com|newer@x.com", world.Both("Email"));
        Assert.Equal("newer@x.com", Assert.Single(await world.LinksAsync()).Email);
    }

    [Fact]
    public async Task Rule_4_2_A_check_says_what_CreateNew_does()
    {
        var world = await Stage.PairAsync(Flavour.Files, CreateNew);
        var checks = await Stage.ListAsync(Stage.EngineOf(world).CheckAsync(world.Profile, CancellationToken.None));
        Assert.Contains(checks, check => check.Status == CheckStatus.Warning && check.Message.Contains("CreateNew", StringComparison.Ordinal));
    }

    [Theory, Flavours]
    public async Task Rule_4_3_An_address_that_another_record_has_fails_the_whole_pair(Flavour flavour)
    {
        var world = await Stage.TwoPairsAsync(flavour);
        world.Crm.Edit(Stage.CrmAnn, "Email", "bob@x.com");
        world.Crm.Edit(Stage.CrmAnn, "Notes", "a");
        world.Qb.Edit(Stage.QbAnn, "Phone", "212-555-0100");
        world.Crm.Edit(Stage.CrmBob, "Notes", "b");
        var ran = await world.SyncAsync();

        Assert.Equal("Update Qb Done; Update Qb Failed EmailInUse", ran.Lines);
        Assert.Equal(("a|", "|212-555-0100", "bob@x.com|ann@x.com"), (world.Both("Notes"), world.Both("Phone"), world.Both("Email")));
        Assert.Equal("b", world.Qb[Stage.QbBob]["Notes"]);
        var failed = Assert.Single(ran.Entries, entry => entry.Status == EntryStatus.Failed);
        Assert.Equal((Stage.CrmAnn, Stage.QbAnn), (failed.CrmId, failed.QbId));
        Assert.Contains(Stage.QbBob, failed.Message, StringComparison.Ordinal);
        Assert.Equal(RunStatus.CompletedWithErrors, ran.Run.Status);
    }

    [Theory, Flavours]
    public async Task Rule_4_3_It_fails_in_every_run_until_it_is_solved(Flavour flavour)
    {
        var world = await Stage.TwoPairsAsync(flavour);
        world.Crm.Edit(Stage.CrmAnn, "Email", "bob@x.com");
        for (var run = 0; run < 3; run++)
            Assert.Equal("Update Qb Failed EmailInUse", (await world.SyncAsync()).Lines);

        world.Crm.Edit(Stage.CrmBob, "Email", "robert@x.com");
        Assert.Equal("Update Qb Done; Update Qb Done", (await world.SyncAsync()).Lines);
        Assert.Equal(("bob@x.com", "robert@x.com"), (world.Qb[Stage.QbAnn]["Email"], world.Qb[Stage.QbBob]["Email"]));
    }

    [Theory, Flavours]
    public async Task Rule_4_3_It_is_solved_when_the_other_record_is_gone(Flavour flavour)
    {
        var world = await Stage.TwoPairsAsync(flavour);
        world.Crm.Edit(Stage.CrmAnn, "Email", "bob@x.com");
        await world.SyncAsync();
        world.Crm.Delete(Stage.CrmBob);
        world.Qb.Delete(Stage.QbBob);
        Assert.Equal("Update Qb Done", (await world.SyncAsync()).Lines);
        Assert.Equal("bob@x.com|bob@x.com", world.Both("Email"));
    }

    [Theory, Flavours]
    public async Task Rule_4_3_Two_pairs_that_would_get_the_same_address_both_fail(Flavour flavour)
    {
        var world = await Stage.TwoPairsAsync(flavour);
        world.Crm.Edit(Stage.CrmAnn, "Email", "same@x.com");
        world.Crm.Edit(Stage.CrmBob, "Email", "SAME@x.com");
        Assert.Equal("Update Qb Failed EmailInUse; Update Qb Failed EmailInUse", (await world.SyncAsync()).Lines);
        Assert.Equal("ann@x.com bob@x.com", world.Qb.Addresses());
    }

    [Theory, Flavours]
    public async Task Rule_4_3_A_chain_of_addresses_is_written_as_no_two_end_up_with_the_same(Flavour flavour)
    {
        var world = await Stage.TwoPairsAsync(flavour);
        world.Crm.Edit(Stage.CrmAnn, "Email", "bob@x.com");
        world.Crm.Edit(Stage.CrmBob, "Email", "cy@x.com");
        Assert.Equal("Update Qb Done; Update Qb Done", (await world.SyncAsync()).Lines);
        Assert.Equal(("bob@x.com", "cy@x.com"), (world.Qb[Stage.QbAnn]["Email"], world.Qb[Stage.QbBob]["Email"]));
    }

    [Theory, Flavours]
    public async Task Rule_4_3_Swapped_addresses_are_written(Flavour flavour)
    {
        var world = await Stage.TwoPairsAsync(flavour);
        world.Crm.Edit(Stage.CrmAnn, "Email", "bob@x.com");
        world.Crm.Edit(Stage.CrmBob, "Email", "ann@x.com");
        Assert.Equal("Update Qb Done; Update Qb Done", (await world.SyncAsync()).Lines);
        Assert.Equal(("bob@x.com", "ann@x.com"), (world.Qb[Stage.QbAnn]["Email"], world.Qb[Stage.QbBob]["Email"]));
        Assert.Empty((await world.SyncAsync()).Entries);
    }

    [Theory, Flavours]
    public async Task Rule_4_3_A_chain_whose_end_is_taken_fails_as_a_whole(Flavour flavour)
    {
        var world = await Stage.TwoPairsAsync(flavour);
        await world.AddPairAsync("cy@x.com");
        world.Crm.Edit(Stage.CrmAnn, "Email", "bob@x.com");
        world.Crm.Edit(Stage.CrmBob, "Email", "cy@x.com");
        Assert.Equal("Update Qb Failed EmailInUse; Update Qb Failed EmailInUse", (await world.SyncAsync()).Lines);
        Assert.Equal("ann@x.com bob@x.com cy@x.com", world.Qb.Addresses());
    }

    [Theory, Flavours]
    public async Task Rule_4_3_A_chain_across_the_sides_counts_by_what_each_side_would_hold(Flavour flavour)
    {
        var world = await Stage.TwoPairsAsync(flavour);
        world.Crm.Edit(Stage.CrmAnn, "Email", "bob@x.com");
        world.Qb.Edit(Stage.QbBob, "Email", "cy@x.com");
        Assert.Equal("Update Crm Done; Update Qb Done", (await world.SyncAsync()).Lines);
        Assert.Equal(("bob@x.com cy@x.com", "bob@x.com cy@x.com"), (world.Crm.Addresses(), world.Qb.Addresses()));
    }

    [Theory, Flavours]
    public async Task Rule_4_3_An_unlinked_record_that_has_the_address_counts(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour);
        var other = world.Qb.Put("new@x.com", ("LastName", "Other"));
        world.Crm.Edit(Stage.CrmAnn, "Email", "new@x.com");
        var ran = await world.SyncAsync();

        Assert.Equal("Ambiguous None Ambiguous; Update Qb Failed EmailInUse", ran.Lines);
        Assert.Contains(other, ran.Entries.Single(entry => entry.ErrorCode == ErrorCodes.EmailInUse).Message, StringComparison.Ordinal);
        Assert.Equal("ann@x.com new@x.com", world.Qb.Addresses());
        Assert.Equal(0, world.Writes());
        Assert.Equal("Ambiguous None Ambiguous; Update Qb Failed EmailInUse", (await world.SyncAsync()).Lines);
    }

    [Theory, Flavours]
    public async Task Rule_4_3_A_record_that_was_skipped_for_the_mode_counts_too(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, profile => profile with { Mode = SyncMode.Export });
        world.Qb.Put("new@x.com", ("LastName", "Other"));
        Assert.Equal("Skip None Skipped Mode", (await world.SyncAsync()).Lines);
        world.Crm.Edit(Stage.CrmAnn, "Email", "new@x.com");
        Assert.Equal("Ambiguous None Ambiguous; Update Qb Failed EmailInUse", (await world.SyncAsync()).Lines);
    }

    [Theory, Flavours]
    public async Task Rule_4_3_A_job_that_has_the_address_does_not_count(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour);
        world.Qb.Add([new("Email", "new@x.com"), new("LastName", "Kitchen")], isJob: true);
        await world.SyncAsync();
        world.Crm.Edit(Stage.CrmAnn, "Email", "new@x.com");
        Assert.Equal("Update Qb Done", (await world.SyncAsync()).Lines);
    }

    [Theory, Flavours]
    public async Task Rule_4_3_A_pair_that_only_has_the_address_goes_on(Flavour flavour)
    {
        var world = await Stage.TwoPairsAsync(flavour);
        world.Crm.Edit(Stage.CrmAnn, "Email", "bob@x.com");
        await world.SyncAsync();
        world.Qb.Edit(Stage.QbBob, "Notes", "b");
        Assert.Equal("Update Crm Done; Update Qb Failed EmailInUse", (await world.SyncAsync()).Lines);
        Assert.Equal("b", world.Crm[Stage.CrmBob]["Notes"]);
    }

    [Theory, Flavours]
    public async Task Rule_4_3_If_the_record_ahead_in_a_chain_is_refused_no_two_records_get_the_same_address(Flavour flavour)
    {
        var world = await Stage.TwoPairsAsync(flavour);
        world.Qb.Faults.Add(new WriteFault { Matches = request => request.Kind == WriteKind.Update && request.Id == Stage.QbBob });
        world.Crm.Edit(Stage.CrmAnn, "Email", "bob@x.com");
        world.Crm.Edit(Stage.CrmBob, "Email", "cy@x.com");
        await world.SyncAsync();
        Assert.Equal("ann@x.com bob@x.com", world.Qb.Addresses());
    }

    private static SyncProfile CreateNew(SyncProfile profile) => profile with { WhenEmailChanges = EmailChangePolicy.CreateNew };

    [Theory, Flavours]
    public async Task Rule_4_3_The_address_of_a_record_that_this_run_deletes_is_free(Flavour flavour)
    {
        var world = await ToGetTheAddressOfTheDeletedAsync(flavour);
        var ran = await world.SyncAsync();

        Assert.Equal("Delete Qb Done DeletedInCrm; Update Crm Done; Update Qb Done", ran.Lines);
        Assert.Equal(("bob@x.com cy@x.com", "bob@x.com cy@x.com"), (world.Crm.Addresses(), world.Qb.Addresses()));
        Assert.Equal(Stage.QbAnn, world.Qb.Log[^1].Id);
        Assert.Empty((await world.SyncAsync()).Entries);
    }

    [Theory, Flavours]
    public async Task Rule_4_3_It_is_not_if_that_record_is_not_deleted_after_all(Flavour flavour)
    {
        var world = await ToGetTheAddressOfTheDeletedAsync(flavour);
        world.Qb.Faults.Add(new WriteFault { Matches = request => request.Kind == WriteKind.Delete, Status = WriteStatus.OpenBalance });

        Assert.Contains("Update Qb Failed EmailInUse", (await world.SyncAsync()).Lines, StringComparison.Ordinal);
        Assert.Equal("b@x.com bob@x.com cy@x.com", world.Qb.Addresses());
    }

    /// <summary>A person decided that Ann has the address that Bob had, who is deleted in the CRM and is to be deleted in QuickBooks.</summary>
    private static async Task<World> ToGetTheAddressOfTheDeletedAsync(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, profile => profile.With("Email", priority: SyncPriority.Manual) with { Deletions = DeletionsPolicy.Propagate });
        await world.AddPairAsync("bob@x.com");
        await world.AddPairAsync("cy@x.com");
        world.Crm.Edit(Stage.CrmAnn, "Email", "c@x.com");
        world.Qb.Edit(Stage.QbAnn, "Email", "b@x.com");
        await world.SyncAsync();
        await world.ResolveAsync(Assert.Single(await world.ConflictsAsync()), null, "bob@x.com");
        world.Crm.Delete("Crm.bob@x.com.1");
        return world;
    }

    [Fact]
    public async Task Rule_4_3_A_record_that_could_not_be_read_still_has_its_address()
    {
        var world = await Stage.PairAsync(Flavour.Files);
        await world.AddPairAsync("bob@x.com");
        world.Qb.Edit(Stage.QbAnn, "Email", "new@x.com");
        world.Qb.Edit("Qb.bob@x.com.1", "Email", "ann@x.com");
        world.Crm.Unreadable.Add(Stage.CrmAnn);
        var ran = await world.SyncAsync();
        Assert.Contains("Update Crm Failed EmailInUse", ran.Lines, StringComparison.Ordinal);
        Assert.Equal("ann@x.com bob@x.com", world.Crm.Addresses());
        world.Crm.Unreadable.Clear();
        Assert.Equal("Update Crm Done; Update Crm Done", (await world.SyncAsync()).Lines);
        Assert.Equal("ann@x.com new@x.com", world.Crm.Addresses());
    }
}

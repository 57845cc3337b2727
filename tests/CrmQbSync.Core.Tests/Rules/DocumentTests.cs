using CrmQbSync.Connections;
using CrmQbSync.Contacts;
using CrmQbSync.Running;
using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Rules;

/// <summary>
/// The document that this product implements, sentence by sentence where it states a behaviour, under the preset that gives just that behaviour:
/// blanks are kept, deletions held, and a changed address makes new records.
/// </summary>
public sealed class DocumentTests
{
    [Theory, Flavours]
    public async Task Import_data_from_QuickBooks_to_update_in_Zoho_CRM(Flavour flavour)
    {
        var world = await PairAsync(flavour, SyncMode.Import);
        world.Qb.Edit(Stage.QbAnn, "Notes", "q");
        world.Crm.Edit(Stage.CrmAnn, "Company", "c");
        Assert.Equal("Update Crm Done", (await world.SyncAsync()).Lines);
        Assert.Equal(("q|q", "c|"), (world.Both("Notes"), world.Both("Company")));
    }

    [Theory, Flavours]
    public async Task Newly_created_QB_records_will_be_added_in_Zoho_CRM_only_if_the_mode_is_Import_or_Synchronize(Flavour flavour)
    {
        foreach (var mode in Enum.GetValues<SyncMode>())
        {
            var world = Stage.Set(flavour, profile => Classic(profile) with { Mode = mode });
            world.Qb.Put(Stage.Ann, ("LastName", "Ames"));
            await world.SyncAsync();
            Assert.Equal(mode == SyncMode.Export ? "" : Stage.Ann, world.Crm.Addresses());
        }
    }

    [Theory]
    [InlineData(SyncMode.Import)]
    [InlineData(SyncMode.Export)]
    [InlineData(SyncMode.Synchronize)]
    public async Task Only_administrator_or_users_with_admin_privileges_can_perform_the_sync(SyncMode mode)
    {
        var world = await PairAsync(Flavour.Services, mode);
        world.Crm.Edit(Stage.CrmAnn, "Notes", "c");
        world.Qb.Edit(Stage.QbAnn, "Company", "q");
        world.Crm.RefusesAdministration = true;
        var ran = await world.SyncAsync();
        Assert.Equal((SyncErrorId.NotAdministrator, 0), (ran.Error!.Id, world.Writes()));
        world.Crm.RefusesAdministration = false;
        await world.SyncAsync();
        Assert.NotEqual(0, world.Writes());
    }

    [Theory, Flavours]
    public async Task After_the_first_sync_changes_on_either_side_take_place_only_during_the_next_sync(Flavour flavour)
    {
        foreach (var mode in Enum.GetValues<SyncMode>())
        {
            var world = await PairAsync(flavour, mode);
            world.Crm.Edit(Stage.CrmAnn, "Notes", "c");
            world.Qb.Edit(Stage.QbAnn, "Company", "q");
            Assert.Equal(("c|", "|q"), (world.Both("Notes"), world.Both("Company")));
            await world.SyncAsync();
            Assert.Equal((mode == SyncMode.Import ? "c|" : "c|c", mode == SyncMode.Export ? "|q" : "q|q"), (world.Both("Notes"), world.Both("Company")));
        }
    }

    [Theory, Flavours]
    public async Task Export_data_from_Zoho_CRM_to_update_in_QuickBooks(Flavour flavour)
    {
        var world = await PairAsync(flavour, SyncMode.Export);
        world.Crm.Edit(Stage.CrmAnn, "Notes", "c");
        world.Qb.Edit(Stage.QbAnn, "Company", "q");
        world.Crm.Put("new@x.com", ("LastName", "New"));
        Assert.Equal("Create Qb Done; Update Qb Done", (await world.SyncAsync()).Lines);
        Assert.Equal(("c|c", "|q"), (world.Both("Notes"), world.Both("Company")));
    }

    [Theory, Flavours]
    public async Task Synchronize_the_data_to_update_in_Zoho_CRM_and_in_QuickBooks(Flavour flavour)
    {
        var world = await PairAsync(flavour);
        world.Crm.Edit(Stage.CrmAnn, "Notes", "c");
        world.Qb.Edit(Stage.QbAnn, "Company", "q");
        Assert.Equal("Update Crm Done; Update Qb Done", (await world.SyncAsync()).Lines);
        Assert.Equal(("c|c", "q|q"), (world.Both("Notes"), world.Both("Company")));
    }

    [Theory, Flavours]
    public async Task If_Zoho_CRM_is_of_higher_priority_Zoho_CRM_overwrites_the_QuickBooks_data(Flavour flavour)
    {
        var world = Different(flavour, SyncPriority.Crm);
        await world.SyncAsync();
        Assert.Equal("c|c", world.Both("Notes"));
    }

    [Theory, Flavours]
    public async Task If_QuickBooks_is_of_higher_priority_QuickBooks_overwrites_the_Zoho_CRM_data(Flavour flavour)
    {
        var world = Different(flavour, SyncPriority.Qb);
        await world.SyncAsync();
        Assert.Equal("q|q", world.Both("Notes"));
    }

    [Theory, Flavours]
    public async Task Manual_synchronization_is_done_by_selecting_the_data_manually(Flavour flavour)
    {
        var world = await PairAsync(flavour);
        await world.AddPairAsync("bob@x.com");
        world.Crm.Edit(Stage.CrmAnn, "Notes", "a");
        world.Crm.Edit("Crm.bob@x.com.1", "Notes", "b");
        await world.SyncAsync(new RunOptions { Selection = new RecordSelection { CrmIds = [Stage.CrmAnn] } });
        Assert.Equal(("a", null), (world.Qb[Stage.QbAnn]["Notes"], world.Qb["Qb.bob@x.com.1"]["Notes"]));
    }

    [Theory, Flavours]
    public async Task If_the_contact_or_customer_has_no_e_mail_address_then_the_sync_will_not_take_place(Flavour flavour)
    {
        var world = Stage.Set(flavour, Classic);
        world.Crm.Put(null, ("LastName", "Ames"));
        world.Qb.Put("", ("LastName", "Bell"));
        await world.SyncAsync();
        Assert.Equal(0, world.Writes());
        Assert.Equal((1, 1), (world.Crm.Existing.Count, world.Qb.Existing.Count));
    }

    [Theory, Flavours]
    public async Task Sync_is_done_based_on_the_e_mail_address(Flavour flavour)
    {
        var world = Stage.Set(flavour, Classic);
        world.Crm.Put(Stage.Ann, ("LastName", "Ames"), ("Phone", "212-555-0100"));
        world.Qb.Put(Stage.Ann, ("LastName", "Amos"), ("Phone", "212-555-0199"));
        world.Qb.Put("other@x.com", ("LastName", "Ames"), ("Phone", "212-555-0100"));
        await world.SyncAsync();
        Assert.Contains(await world.LinksAsync(), link => link is { CrmId: Stage.CrmAnn, QbId: Stage.QbAnn });
        Assert.Equal("212-555-0100|212-555-0100", world.Both("Phone"));
    }

    /// <summary>Taken of the value that is matched by; of every field it would contradict that changes take place during the next sync.</summary>
    [Theory, Flavours]
    public async Task After_merging_if_the_matched_value_is_changed_a_new_record_will_be_created_during_the_next_sync(Flavour flavour)
    {
        foreach (var side in Enum.GetValues<Side>())
        {
            var world = await PairAsync(flavour);
            world[side].Edit(side == Side.Crm ? Stage.CrmAnn : Stage.QbAnn, "Email", "new@x.com");
            await world.SyncAsync();
            Assert.Contains("new@x.com", world[side.Other()].Addresses().Split(' '));
            Assert.Equal(Stage.Ann, world[side.Other()][side == Side.Crm ? Stage.QbAnn : Stage.CrmAnn]["Email"]);
        }
    }

    [Theory, Flavours]
    public async Task After_merging_if_a_record_is_deleted_it_will_not_be_updated_or_created_newly(Flavour flavour)
    {
        foreach (var side in Enum.GetValues<Side>())
        {
            var world = await DeletedAsync(flavour, side);
            await world.SyncAsync();
            await world.SyncAsync();
            Assert.Equal(0, world.Writes());
            Assert.Equal("bob@x.com", world[side].Addresses());
        }
    }

    [Theory, Flavours]
    public async Task A_until_changes_have_been_made_on_the_other_side(Flavour flavour)
    {
        foreach (var side in Enum.GetValues<Side>())
        {
            var world = await DeletedAsync(flavour, side);
            world[side.Other()].Edit(side == Side.Crm ? Stage.QbAnn : Stage.CrmAnn, "Notes", "changed");
            await world.SyncAsync();
            Assert.Equal("ann@x.com bob@x.com", world[side].Addresses());
        }
    }

    [Theory, Flavours]
    public async Task B_if_the_option_Transfer_all_if_no_records_selected_is_enabled(Flavour flavour)
    {
        foreach (var side in Enum.GetValues<Side>())
        {
            var world = await DeletedAsync(flavour, side);
            world.Change(profile => profile with { TransferAllWhenNoneSelected = true });
            await world.SyncAsync(new RunOptions { Selection = new RecordSelection { Emails = ["bob@x.com"] } });
            Assert.Equal("bob@x.com", world[side].Addresses());
            await world.SyncAsync();
            Assert.Equal("ann@x.com bob@x.com", world[side].Addresses());
        }
    }

    [Theory, Flavours]
    public async Task During_sync_the_data_will_be_overwritten_based_on_the_top_priority(Flavour flavour)
    {
        foreach (var (priority, both) in new[] { (SyncPriority.Crm, "c|c"), (SyncPriority.Qb, "q|q") })
        {
            var world = await PairAsync(flavour, SyncMode.Synchronize, priority, ("Notes", "x"));
            world.Crm.Edit(Stage.CrmAnn, "Notes", "c");
            world.Qb.Edit(Stage.QbAnn, "Notes", "q");
            await world.SyncAsync();
            Assert.Equal(both, world.Both("Notes"));
        }
    }

    [Theory, Flavours]
    public async Task During_the_merge_empty_values_should_not_be_used_to_overwrite_the_existing_value(Flavour flavour)
    {
        foreach (var mode in Enum.GetValues<SyncMode>())
        foreach (var priority in new[] { SyncPriority.Crm, SyncPriority.Qb })
        {
            var world = Stage.Set(flavour, profile => Classic(profile) with { Mode = mode, Priority = priority });
            world.Crm.Put(Stage.Ann, ("LastName", "Ames"), ("Notes", "c"));
            world.Qb.Put(Stage.Ann, ("LastName", "Ames"), ("Company", "q"));
            await world.SyncAsync();
            Assert.Equal(("c", "q"), (world.Crm[Stage.CrmAnn]["Notes"], world.Qb[Stage.QbAnn]["Company"]));
        }
    }

    /// <summary>The example of the document: the CRM overwrites, its number is empty, QuickBooks' number has a value.</summary>
    [Theory, Flavours]
    public async Task If_the_Zoho_CRM_number_is_empty_and_the_QB_number_is_not_overwriting_QB_changes_neither_and_they_differ(Flavour flavour)
    {
        foreach (var mode in new[] { SyncMode.Synchronize, SyncMode.Export })
        {
            var world = NumberInQuickBooks(flavour, mode);
            await world.SyncAsync();
            await world.SyncAsync();
            Assert.Equal("|212-555-0100", world.Both("Phone"));
            Assert.Equal("c|c", world.Both("Notes"));
        }
    }

    [Theory, Flavours]
    public async Task You_should_update_the_number_in_Zoho_CRM_too_only_then_the_values_will_be_the_same_after_sync(Flavour flavour)
    {
        foreach (var mode in new[] { SyncMode.Synchronize, SyncMode.Export })
        {
            var world = NumberInQuickBooks(flavour, mode);
            await world.SyncAsync();
            world.Crm.Edit(Stage.CrmAnn, "Phone", "212-555-0100");
            await world.SyncAsync();
            Assert.Equal("212-555-0100|212-555-0100", world.Both("Phone"));
        }
    }

    [Theory, Flavours]
    public async Task If_the_source_value_is_empty_the_source_will_be_empty_and_the_destination_will_have_the_old_value(Flavour flavour)
    {
        foreach (var (mode, both) in new[] { (SyncMode.Import, "x|"), (SyncMode.Export, "|x") })
        {
            var world = await PairAsync(flavour, mode, SyncPriority.Crm, ("Notes", "x"));
            if (mode == SyncMode.Import)
                world.Qb.Edit(Stage.QbAnn, "Notes", null);
            else
                world.Crm.Edit(Stage.CrmAnn, "Notes", null);
            await world.SyncAsync();
            Assert.Equal(both, world.Both("Notes"));
        }
    }

    [Fact]
    public async Task Sync_status_shows_the_synchronization_history_with_the_error_messages_of_each_Sync_ID()
    {
        var world = await PairAsync(Flavour.Services);
        world.Crm.Edit(Stage.CrmAnn, "Notes", "a");
        world.Qb.Faults.Add(new WriteFault { Matches = request => request.Kind == WriteKind.Update, Message = "The period is closed." });
        await world.SyncAsync();
        world.Qb.Faults.Clear();
        await world.SyncAsync();

        var history = await world.HistoryAsync();
        Assert.Equal([(3, RunStatus.Succeeded), (2, RunStatus.CompletedWithErrors), (1, RunStatus.Succeeded)], history.Select(run => (run.SyncId, run.Status)));
        Assert.Equal("The period is closed.", Assert.Single(await world.EntriesAsync(2)).Message);
    }

    private static SyncProfile Classic(SyncProfile profile) => profile with
    {
        Preset = "Classic",
        Blanks = BlanksPolicy.Keep,
        Deletions = DeletionsPolicy.Hold,
        WhenEmailChanges = EmailChangePolicy.CreateNew,
    };

    private static Task<World> PairAsync(Flavour flavour, SyncMode mode = SyncMode.Synchronize, SyncPriority priority = SyncPriority.Crm, params (string, string?)[] values) =>
        Stage.PairAsync(flavour, profile => Classic(profile) with { Mode = mode, Priority = priority }, values);

    private static World Different(Flavour flavour, SyncPriority priority)
    {
        var world = Stage.Set(flavour, profile => Classic(profile) with { Priority = priority });
        world.Crm.Put(Stage.Ann, ("LastName", "Ames"), ("Notes", "c"));
        world.Qb.Put(Stage.Ann, ("LastName", "Ames"), ("Notes", "q"));
        return world;
    }

    private static World NumberInQuickBooks(Flavour flavour, SyncMode mode)
    {
        var world = Stage.Set(flavour, profile => Classic(profile) with { Mode = mode, Priority = SyncPriority.Crm });
        world.Crm.Put(Stage.Ann, ("LastName", "Ames"), ("Notes", "c"));
        world.Qb.Put(Stage.Ann, ("LastName", "Ames"), ("Notes", "q"), ("Phone", "212-555-0100"));
        return world;
    }

    private static async Task<World> DeletedAsync(Flavour flavour, Side side)
    {
        var world = await PairAsync(flavour);
        await world.AddPairAsync("bob@x.com");
        world[side].Delete(side == Side.Crm ? Stage.CrmAnn : Stage.QbAnn);
        await world.SyncAsync();
        return world;
    }
}

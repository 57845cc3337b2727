using CrmQbSync.Contacts;
using CrmQbSync.Running;
using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Rules;

/// <summary>Rules 3.5 and 3.6.</summary>
public sealed class SelectionTests
{
    [Theory, Flavours]
    public async Task Rule_3_5_Only_selected_records_and_their_counterparts_are_handled(Flavour flavour)
    {
        foreach (var selection in new[]
        {
            new RecordSelection { CrmIds = [Stage.CrmAnn] },
            new RecordSelection { QbIds = [Stage.QbAnn] },
            new RecordSelection { Emails = [" Ann <ANN@x.com> "] },
        })
        {
            var world = await Stage.TwoPairsAsync(flavour);
            world.Crm.Edit(Stage.CrmAnn, "Notes", "a");
            world.Qb.Edit(Stage.QbAnn, "Phone", "212-555-0100");
            world.Crm.Edit("Crm.bob@x.com.1", "Notes", "b");
            world.Crm.Put(null, ("LastName", "No address"));
            world.Crm.Put("new@x.com", ("LastName", "New"));
            var ran = await world.SyncAsync(new RunOptions { Selection = selection });

            Assert.Equal("Update Crm Done; Update Qb Done", ran.Lines);
            Assert.Equal(("a|a", "212-555-0100|212-555-0100"), (world.Both("Notes"), world.Both("Phone")));
            Assert.Equal("Create Qb Done; Skip None Skipped NoEmail; Update Qb Done", (await world.SyncAsync()).Lines);
        }
    }

    [Theory, Flavours]
    public async Task Rule_3_5_A_selected_record_finds_its_counterpart_by_address(Flavour flavour)
    {
        var world = Stage.Set(flavour);
        world.Crm.Put(Stage.Ann, ("LastName", "Ames"));
        world.Qb.Put(Stage.Ann, ("LastName", "Ames"), ("Notes", "a"));
        world.Qb.Put("bob@x.com", ("LastName", "Bell"));
        var ran = await world.SyncAsync(new RunOptions { Selection = new RecordSelection { CrmIds = [Stage.CrmAnn] } });

        Assert.Equal("Link None Done; Update Crm Done", ran.Lines);
        Assert.Single(world.Crm.Existing);
    }

    [Theory, Flavours]
    public async Task Rule_3_5_Matching_sees_every_record_whatever_is_selected(Flavour flavour)
    {
        var world = Stage.Set(flavour);
        world.Crm.Put(Stage.Ann, ("LastName", "Ames"));
        world.Crm.Put(Stage.Ann, ("LastName", "Ames again"));
        var ran = await world.SyncAsync(new RunOptions { Selection = new RecordSelection { CrmIds = [Stage.CrmAnn] } });

        Assert.Equal("Ambiguous None Ambiguous", ran.Lines);
        Assert.Equal("Crm.ann@x.com.1, Crm.ann@x.com.2", ran.Only.CrmId);
        Assert.Empty(world.Qb.Existing);
    }

    [Theory, Flavours]
    public async Task Rule_3_5_A_selection_sees_what_earlier_runs_saw(Flavour flavour)
    {
        var world = Stage.Set(flavour);
        world.Crm.Put("bob@x.com", ("LastName", "Bell"));
        world.Crm.Put("cy@x.com", ("LastName", "Cole"));
        await world.SyncAsync(new RunOptions { Selection = new RecordSelection { Emails = ["cy@x.com"] } });
        world.Qb.Put("bob@x.com", ("LastName", "Bell"));
        var ran = await world.SyncAsync(new RunOptions { Selection = new RecordSelection { QbIds = ["Qb.bob@x.com.1"] } });
        Assert.Equal("Link None Done", ran.Lines);
    }

    [Theory, Flavours]
    public async Task Rule_3_5_A_deleted_record_is_selected_by_its_id_or_address(Flavour flavour)
    {
        foreach (var selection in new[] { new RecordSelection { CrmIds = [Stage.CrmAnn] }, new RecordSelection { Emails = [Stage.Ann] } })
        {
            var world = await Stage.TwoPairsAsync(flavour, profile => profile with { Deletions = DeletionsPolicy.Propagate });
            world.Crm.Delete(Stage.CrmAnn);
            var ran = await world.SyncAsync(new RunOptions { Selection = selection });
            Assert.Equal("Delete Qb Done DeletedInCrm", ran.Lines);
            Assert.Equal("bob@x.com", world.Qb.Addresses());
        }
    }

    [Fact]
    public async Task Rule_3_5_An_empty_selection_is_no_run_no_history_and_one_warning()
    {
        var world = await Stage.TwoPairsAsync(Flavour.Files, profile => profile with { TransferAllWhenNoneSelected = true });
        world.Crm.Edit(Stage.CrmAnn, "Notes", "a");
        var runs = (await world.HistoryAsync()).Count;
        foreach (var options in new[] { new RunOptions { Selection = new RecordSelection() }, new RunOptions { Changes = [] }, new RunOptions { Selection = new RecordSelection(), All = true } })
        {
            var observer = new SilentObserver();
            Assert.Null((await world.RunAsync(options, observer)).Run);
            Assert.Single(observer.Warnings);
        }
        Assert.Equal((runs, 0), ((await world.HistoryAsync()).Count, world.Writes()));
    }

    [Fact]
    public async Task Rule_3_5_A_selection_of_what_does_not_exist_does_nothing()
    {
        var world = await Stage.TwoPairsAsync(Flavour.Services);
        world.Crm.Edit(Stage.CrmAnn, "Notes", "a");
        var ran = await world.SyncAsync(new RunOptions { Selection = new RecordSelection { CrmIds = ["nobody"], Emails = ["nobody@x.com"] } });
        Assert.Empty(ran.Entries);
        Assert.Equal("a|", world.Both("Notes"));
    }

    [Theory]
    [InlineData(Flavour.Files, SyncMode.Import, "q")]
    [InlineData(Flavour.Services, SyncMode.Import, "q")]
    [InlineData(Flavour.Files, SyncMode.Export, "c")]
    [InlineData(Flavour.Services, SyncMode.Export, "c")]
    public async Task Rule_3_5_One_way_a_pair_passes_the_filter_if_its_source_does(Flavour flavour, SyncMode mode, string source)
    {
        var world = await Stage.TwoPairsAsync(flavour, profile => profile.With("Company", FieldDirection.None) with { Mode = mode });
        world.Crm.Edit(Stage.CrmAnn, "Company", "c");
        world.Qb.Edit(Stage.QbAnn, "Company", "q");
        world.Crm.Edit(Stage.CrmAnn, "Notes", "from the CRM");
        world.Qb.Edit(Stage.QbAnn, "Notes", "from QuickBooks");
        world.Change(profile => profile.Only("Company", source == "q" ? "c" : "q"));
        Assert.Empty((await world.SyncAsync()).Entries);
        Assert.Equal("from the CRM|from QuickBooks", world.Both("Notes"));

        world.Change(profile => profile.Only("Company", source));
        await world.SyncAsync();
        Assert.Equal(mode == SyncMode.Import ? "from QuickBooks|from QuickBooks" : "from the CRM|from the CRM", world.Both("Notes"));
    }

    [Theory]
    [InlineData(Flavour.Files, "c")]
    [InlineData(Flavour.Services, "c")]
    [InlineData(Flavour.Files, "q")]
    [InlineData(Flavour.Services, "q")]
    public async Task Rule_3_5_In_Synchronize_a_pair_passes_the_filter_if_either_record_does(Flavour flavour, string company)
    {
        var world = await Stage.TwoPairsAsync(flavour, profile => profile.With("Company", FieldDirection.None));
        world.Crm.Edit(Stage.CrmAnn, "Company", "c");
        world.Qb.Edit(Stage.QbAnn, "Company", "q");
        world.Crm.Edit(Stage.CrmAnn, "Notes", "a");
        world.Crm.Edit("Crm.bob@x.com.1", "Notes", "b");
        world.Change(profile => profile.Only("Company", company, "another"));
        Assert.Equal("Update Qb Done", (await world.SyncAsync()).Lines);
        Assert.Equal("a|a", world.Both("Notes"));
    }

    [Theory, Flavours]
    public async Task Rule_3_5_A_filter_compares_by_normal_form_and_holds_back_new_records(Flavour flavour)
    {
        var world = Stage.Set(flavour, profile => profile.Only("Phone", "212-555-0100"));
        world.Crm.Put(Stage.Ann, ("LastName", "Ames"), ("Phone", "+1 (212) 555 0100"));
        world.Crm.Put("bob@x.com", ("LastName", "Bell"), ("Phone", "212-555-0199"));
        world.Crm.Put("cy@x.com", ("LastName", "Cole"));
        world.Crm.Put(null, ("LastName", "No address"));
        Assert.Equal("Create Qb Done", (await world.SyncAsync()).Lines);
        Assert.Equal(Stage.Ann, world.Qb.Addresses());
    }

    [Theory, Flavours]
    public async Task Rule_3_5_Of_a_deleted_record_the_base_decides_about_the_filter(Flavour flavour)
    {
        var world = await Stage.TwoPairsAsync(flavour, profile => profile with { Mode = SyncMode.Import, Deletions = DeletionsPolicy.Propagate });
        world.Qb.Edit(Stage.QbAnn, "Company", "Acme");
        await world.SyncAsync();
        await world.AddPairAsync("cy@x.com");
        world.Change(profile => profile.Only("Company", "Acme"));
        world.Qb.Delete(Stage.QbAnn);
        world.Qb.Delete("Qb.bob@x.com.1");
        Assert.Equal("Delete Crm Done DeletedInQb", (await world.SyncAsync()).Lines);
        Assert.Equal("bob@x.com cy@x.com", world.Crm.Addresses());
    }

    [Theory, Flavours]
    public async Task Rule_3_6_On_the_first_run_everything_is_handled(Flavour flavour)
    {
        var world = Stage.Set(flavour);
        for (var number = 0; number < 5; number++)
            world.Crm.Put($"p{number}@x.com", ("LastName", "P"));
        Assert.Equal(5, (await world.SyncAsync()).Run.QbCreated);
    }

    [Theory, Flavours]
    public async Task Rule_3_6_By_default_what_did_not_change_is_left_alone(Flavour flavour)
    {
        var world = await DriftAsync(flavour);
        Assert.Empty((await world.SyncAsync()).Entries);
        Assert.Equal("x|", world.Both("Notes"));
    }

    [Theory, Flavours]
    public async Task Rule_3_6_With_All_every_record_is_handled_so_that_drift_is_repaired(Flavour flavour)
    {
        foreach (var setting in new[] { false, true })
        {
            var world = await DriftAsync(flavour);
            if (setting)
                world.Change(profile => profile with { TransferAllWhenNoneSelected = true });
            await world.SyncAsync(new RunOptions { All = !setting });
            Assert.Equal("x|x", world.Both("Notes"));
        }
    }

    [Theory, Flavours]
    public async Task Rule_3_6_All_holds_beside_a_selection_too(Flavour flavour)
    {
        var world = await DriftAsync(flavour);
        await world.SyncAsync(new RunOptions { All = true, Selection = new RecordSelection { Emails = ["bob@x.com"] } });
        Assert.Equal("x|", world.Both("Notes"));
        await world.SyncAsync(new RunOptions { All = true, Selection = new RecordSelection { Emails = [Stage.Ann] } });
        Assert.Equal("x|x", world.Both("Notes"));
    }

    [Theory, Flavours]
    public async Task Rule_3_6_The_setting_of_the_profile_does_not_count_beside_a_selection(Flavour flavour)
    {
        var world = await DriftAsync(flavour);
        world.Change(profile => profile with { TransferAllWhenNoneSelected = true });
        await world.SyncAsync(new RunOptions { Selection = new RecordSelection { Emails = [Stage.Ann] } });
        Assert.Equal("x|", world.Both("Notes"));
    }

    [Theory, Flavours]
    public async Task Rule_3_6_What_failed_is_handled_again_though_it_did_not_change(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour);
        world.Crm.Edit(Stage.CrmAnn, "Notes", "a");
        world.Qb.Faults.Add(new WriteFault { Matches = _ => true });
        Assert.Equal(1, (await world.SyncAsync()).Run.Failed);
        world.Qb.Faults.Clear();
        Assert.Equal("Update Qb Done", (await world.SyncAsync()).Lines);
    }

    [Theory, Flavours]
    public async Task Rule_3_6_What_was_skipped_for_the_mode_is_handled_when_the_mode_allows_it(Flavour flavour)
    {
        var world = Stage.Set(flavour);
        world.Crm.Put(Stage.Ann, ("LastName", "Ames"));
        Assert.Equal("Skip None Skipped Mode", (await world.SyncAsync(SyncMode.Import)).Lines);
        Assert.Equal("Create Qb Done", (await world.SyncAsync(SyncMode.Export)).Lines);
    }

    [Theory, Flavours]
    public async Task Rule_3_6_What_the_filter_kept_out_is_handled_once_the_filter_is_gone(Flavour flavour)
    {
        var world = Stage.Set(flavour, profile => profile.Only("Company", "Acme"));
        world.Crm.Put(Stage.Ann, ("LastName", "Ames"));
        Assert.Empty((await world.SyncAsync()).Entries);
        world.Change(profile => profile with { Filter = [] });
        Assert.Equal("Create Qb Done", (await world.SyncAsync()).Lines);
    }

    [Theory, Flavours]
    public async Task Rule_3_6_After_the_mapping_was_edited_the_next_run_looks_at_every_pair(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, profile => profile with { Rules = [.. profile.Rules.Where(rule => rule.Field.Name != "Notes")] });
        world.Crm.Edit(Stage.CrmAnn, "Notes", "a");
        Assert.Empty((await world.SyncAsync()).Entries);
        world.Change(profile => profile with { Rules = [.. profile.Rules, World.Rule("Notes")] });
        Assert.Equal("Update Qb Done", (await world.SyncAsync()).Lines);
        Assert.Equal("a|a", world.Both("Notes"));
    }

    [Theory, Flavours]
    public async Task Rule_3_6_After_a_policy_was_edited_the_next_run_looks_at_every_pair(Flavour flavour)
    {
        var world = await DriftAsync(flavour);
        world.Change(profile => profile with { Priority = SyncPriority.Qb });
        await world.SyncAsync();
        Assert.Equal("x|x", world.Both("Notes"));
    }

    [Fact]
    public async Task Rule_3_6_A_check_warns_of_transferring_all_with_held_deletions()
    {
        var world = await Stage.PairAsync(Flavour.Files, profile => profile with { TransferAllWhenNoneSelected = true });
        var checks = await Stage.ListAsync(Stage.EngineOf(world).CheckAsync(world.Profile, CancellationToken.None));
        Assert.Contains(checks, check => check.Status == CheckStatus.Warning && check.Message.Contains("transferAllWhenNoneSelected", StringComparison.Ordinal));
        checks = await Stage.ListAsync(Stage.EngineOf(world).CheckAsync(world.Profile with { Deletions = DeletionsPolicy.Propagate }, CancellationToken.None));
        Assert.DoesNotContain(checks, check => check.Status == CheckStatus.Warning);
    }

    /// <summary>A pair that differs in its notes, undecided, since a run that carried them over was undone.</summary>
    private static async Task<World> DriftAsync(Flavour flavour)
    {
        var world = await Stage.TwoPairsAsync(flavour);
        world.Crm.Edit(Stage.CrmAnn, "Notes", "x");
        var ran = await world.SyncAsync();
        await world.TakeBackAsync(ran.Run.SyncId);
        Assert.Equal("x|", world.Both("Notes"));
        return world;
    }
}

using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Rules;

/// <summary>Rule 5.5.</summary>
public sealed class ConflictTests
{
    [Theory]
    [InlineData(SyncPriority.Crm, "c|c")]
    [InlineData(SyncPriority.Qb, "q|q")]
    public async Task Rule_5_5_What_changed_on_both_sides_is_decided_by_priority(SyncPriority priority, string both)
    {
        foreach (var flavour in Enum.GetValues<Flavour>())
        {
            var world = await BothChangedAsync(flavour, profile => profile with { Priority = priority });
            await world.SyncAsync();
            Assert.Equal(both, world.Both("Notes"));
            Assert.Empty((await world.SyncAsync()).Entries);
        }
    }

    [Theory]
    [InlineData(SyncPriority.Crm, "c|c")]
    [InlineData(SyncPriority.Qb, "q|q")]
    public async Task Rule_5_5_A_pair_merged_just_now_is_decided_by_priority(SyncPriority priority, string both)
    {
        foreach (var flavour in Enum.GetValues<Flavour>())
        {
            var world = Stage.Set(flavour, profile => profile with { Priority = priority });
            world.Crm.Put(Stage.Ann, ("LastName", "Ames"), ("Notes", "c"));
            world.Qb.Put(Stage.Ann, ("LastName", "Ames"), ("Notes", "q"));
            await world.SyncAsync();
            Assert.Equal(both, world.Both("Notes"));
        }
    }

    [Theory, Flavours]
    public async Task Rule_5_5_The_priority_of_a_field_goes_before_that_of_the_profile(Flavour flavour)
    {
        var world = await BothChangedAsync(flavour, profile => profile.With("Notes", priority: SyncPriority.Qb));
        world.Crm.Edit(Stage.CrmAnn, "Company", "c");
        world.Qb.Edit(Stage.QbAnn, "Company", "q");
        await world.SyncAsync();
        Assert.Equal(("q|q", "c|c"), (world.Both("Notes"), world.Both("Company")));
    }

    [Theory, Flavours]
    public async Task Rule_5_5_The_priority_of_a_run_goes_before_that_of_the_profile_but_not_of_a_field(Flavour flavour)
    {
        var world = await BothChangedAsync(flavour, profile => profile.With("Notes", priority: SyncPriority.Crm));
        world.Crm.Edit(Stage.CrmAnn, "Company", "c");
        world.Qb.Edit(Stage.QbAnn, "Company", "q");
        var ran = await world.SyncAsync(new Running.RunOptions { Priority = SyncPriority.Qb });
        Assert.Equal(("c|c", "q|q"), (world.Both("Notes"), world.Both("Company")));
        Assert.Equal(SyncPriority.Qb, ran.Run.Priority);
    }

    [Theory, Flavours]
    public async Task Rule_5_5_A_field_mapped_just_now_is_decided_by_priority(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, profile => profile with { Rules = [.. profile.Rules.Where(rule => rule.Field.Name != "Notes")], Priority = SyncPriority.Qb });
        world.Crm.Edit(Stage.CrmAnn, "Notes", "c");
        world.Qb.Edit(Stage.QbAnn, "Notes", "q");
        await world.SyncAsync();
        world.Change(profile => profile with { Rules = [.. profile.Rules, World.Rule("Notes")] });
        await world.SyncAsync();
        Assert.Equal("q|q", world.Both("Notes"));
    }

    [Theory, Flavours]
    public async Task Rule_5_5_A_field_mapped_to_something_else_is_one_mapped_just_now(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, null, ("Notes", "x"));
        world.Qb.Edit(Stage.QbAnn, "Notes", "q");
        world.Change(profile => profile with { Rules = [.. profile.Rules.Select(rule => rule.Field.Name == "Notes" ? rule with { QbName = "Memo" } : rule)] });
        await world.SyncAsync();
        Assert.Equal("x|x", world.Both("Notes"));
    }

    [Theory, Flavours]
    public async Task Rule_5_5_A_field_never_free_to_flow_before_is_decided_by_priority(Flavour flavour)
    {
        var world = Stage.Set(flavour, profile => profile.With("Notes", FieldDirection.None) with { Priority = SyncPriority.Qb });
        world.Crm.Put(Stage.Ann, ("LastName", "Ames"), ("Notes", "c"));
        world.Qb.Put(Stage.Ann, ("LastName", "Ames"), ("Notes", "q"));
        await world.SyncAsync();
        world.Change(profile => profile.With("Notes"));
        world.Crm.Edit(Stage.CrmAnn, "Notes", "changed in the CRM only");
        await world.SyncAsync();
        Assert.Equal("q|q", world.Both("Notes"));
    }

    [Theory, Flavours]
    public async Task Rule_5_5_Newest_lets_the_record_win_that_was_modified_later(Flavour flavour)
    {
        foreach (var crmLater in new[] { false, true })
        {
            var world = await Stage.PairAsync(flavour, profile => profile with { Priority = SyncPriority.Newest, TieBreaker = crmLater ? Side.Qb : Side.Crm }, ("Notes", "x"));
            if (!crmLater)
                world.Crm.Edit(Stage.CrmAnn, "Notes", "c");
            world.Wait();
            world.Qb.Edit(Stage.QbAnn, "Notes", "q");
            world.Wait();
            if (crmLater)
                world.Crm.Edit(Stage.CrmAnn, "Notes", "c");
            await world.SyncAsync();
            Assert.Equal(crmLater ? "c|c" : "q|q", world.Both("Notes"));
        }
    }

    [Theory]
    [InlineData(Side.Crm, "c|c")]
    [InlineData(Side.Qb, "q|q")]
    public async Task Rule_5_5_Newest_with_equal_times_is_decided_by_the_tie_breaker(Side tieBreaker, string both)
    {
        foreach (var flavour in Enum.GetValues<Flavour>())
        {
            var world = await BothChangedAsync(flavour, profile => profile with { Priority = SyncPriority.Newest, TieBreaker = tieBreaker });
            await world.SyncAsync();
            Assert.Equal(both, world.Both("Notes"));
        }
    }

    [Theory]
    [InlineData(Side.Crm, "c")]
    [InlineData(Side.Qb, "q")]
    public void Rule_5_5_Newest_with_unknown_times_is_decided_by_the_tie_breaker(Side tieBreaker, string kept)
    {
        var world = Stage.Set(Flavour.Files, profile => profile with { Priority = SyncPriority.Newest, TieBreaker = tieBreaker });
        var changes = Stage.EngineOf(world).CompareSets(
            [new Contact { Email = Stage.Ann, LastName = "Ames", Notes = "c" }],
            [new Contact { Email = Stage.Ann, LastName = "Ames", Notes = "q", ModifiedTime = tieBreaker == Side.Crm ? DateTimeOffset.UnixEpoch : null }],
            world.Profile, new Running.RunOptions());
        Assert.Equal(kept, Assert.Single(Assert.Single(changes).Fields).NewValue);
    }

    [Theory, Flavours]
    public async Task Rule_5_5_Manual_writes_neither_value_and_the_other_fields_flow(Flavour flavour)
    {
        var world = await BothChangedAsync(flavour, profile => profile with { Priority = SyncPriority.Manual });
        world.Crm.Edit(Stage.CrmAnn, "Phone", "212-555-0100");
        var ran = await world.SyncAsync();

        Assert.Equal("Conflict None Conflict; Update Qb Done", ran.Lines);
        Assert.Equal(("c|q", "212-555-0100|212-555-0100"), (world.Both("Notes"), world.Both("Phone")));
        var conflict = Assert.Single(await world.ConflictsAsync());
        Assert.Equal(("Notes", "c", "q", "x"), (conflict.Field, conflict.CrmValue, conflict.QbValue, conflict.BaseValue));
        Assert.Equal((Stage.CrmAnn, Stage.QbAnn, Stage.Ann), (conflict.CrmId, conflict.QbId, conflict.Email));
        Assert.Equal((1, RunStatus.Succeeded), (ran.Run.Conflicts, ran.Run.Status));
    }

    [Theory, Flavours]
    public async Task Rule_5_5_A_manual_conflict_stays_until_it_is_decided(Flavour flavour)
    {
        var world = await BothChangedAsync(flavour, profile => profile with { Priority = SyncPriority.Manual });
        await world.SyncAsync();
        var since = Assert.Single(await world.ConflictsAsync()).Since;
        Assert.Equal("Conflict None Conflict", (await world.SyncAsync()).Lines);
        Assert.Equal("Conflict None Conflict", (await world.SyncAllAsync()).Lines);
        Assert.Equal("c|q", world.Both("Notes"));
        Assert.Equal(since, Assert.Single(await world.ConflictsAsync()).Since);
    }

    [Theory, Flavours]
    public async Task Rule_5_5_A_manual_conflict_ends_when_the_two_sides_agree(Flavour flavour)
    {
        var world = await BothChangedAsync(flavour, profile => profile with { Priority = SyncPriority.Manual });
        await world.SyncAsync();
        world.Crm.Edit(Stage.CrmAnn, "Notes", "q");
        Assert.Empty((await world.SyncAsync()).Entries);
        Assert.Empty(await world.ConflictsAsync());

        world.Crm.Edit(Stage.CrmAnn, "Notes", "next");
        await world.SyncAsync();
        Assert.Equal("next|next", world.Both("Notes"));
    }

    [Theory]
    [InlineData(Side.Crm, null, "c|c")]
    [InlineData(Side.Qb, null, "q|q")]
    [InlineData(null, "third", "third|third")]
    [InlineData(null, "c", "c|c")]
    public async Task Rule_5_5_A_decision_is_carried_out_by_the_next_run(Side? use, string? value, string both)
    {
        foreach (var flavour in Enum.GetValues<Flavour>())
        {
            var world = await BothChangedAsync(flavour, profile => profile with { Priority = SyncPriority.Manual });
            await world.SyncAsync();
            await world.ResolveAsync(Assert.Single(await world.ConflictsAsync()), use, value);
            Assert.Empty(await world.ConflictsAsync());
            Assert.Equal("c|q", world.Both("Notes"));
            await world.SyncAsync();
            Assert.Equal(both, world.Both("Notes"));
            Assert.Empty((await world.SyncAsync()).Entries);
        }
    }

    [Theory, Flavours]
    public async Task Rule_5_5_A_decision_for_a_blank_clears_both(Flavour flavour)
    {
        var world = await BothChangedAsync(flavour, profile => profile with { Priority = SyncPriority.Manual });
        await world.SyncAsync();
        await world.ResolveAsync(Assert.Single(await world.ConflictsAsync()), null, null);
        await world.SyncAsync();
        Assert.Equal("|", world.Both("Notes"));
    }

    [Theory, Flavours]
    public async Task Rule_5_5_If_either_value_changed_since_the_decision_it_is_a_conflict_again(Flavour flavour)
    {
        foreach (var side in Enum.GetValues<Side>())
        {
            var world = await BothChangedAsync(flavour, profile => profile with { Priority = SyncPriority.Manual });
            await world.SyncAsync();
            await world.ResolveAsync(Assert.Single(await world.ConflictsAsync()), Side.Crm, null);
            world[side].Edit(side == Side.Crm ? Stage.CrmAnn : Stage.QbAnn, "Notes", "changed");
            Assert.Equal("Conflict None Conflict", (await world.SyncAsync()).Lines);
            var conflict = Assert.Single(await world.ConflictsAsync());
            Assert.Equal(side == Side.Crm ? ("changed", "q") : ("c", "changed"), (conflict.CrmValue, conflict.QbValue));
        }
    }

    [Theory, Flavours]
    public async Task Rule_5_5_A_change_of_formatting_alone_leaves_the_decision_valid(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, profile => profile with { Priority = SyncPriority.Manual }, ("Phone", "212-555-0100"));
        world.Crm.Edit(Stage.CrmAnn, "Phone", "212-555-0101");
        world.Qb.Edit(Stage.QbAnn, "Phone", "212-555-0102");
        await world.SyncAsync();
        await world.ResolveAsync(Assert.Single(await world.ConflictsAsync()), Side.Crm, null);
        world.Qb.Edit(Stage.QbAnn, "Phone", "(212) 555-0102");
        Assert.Equal("Update Qb Done", (await world.SyncAsync()).Lines);
        Assert.Equal("212-555-0101|212-555-0101", world.Both("Phone"));
    }

    [Theory, Flavours]
    public async Task Rule_5_5_A_decided_field_has_a_base_again(Flavour flavour)
    {
        var world = await BothChangedAsync(flavour, profile => profile with { Priority = SyncPriority.Manual });
        await world.SyncAsync();
        await world.ResolveAsync(Assert.Single(await world.ConflictsAsync()), Side.Crm, null);
        await world.SyncAsync();
        world.Qb.Edit(Stage.QbAnn, "Notes", "next");
        Assert.Equal("Update Crm Done", (await world.SyncAsync()).Lines);
        Assert.Equal("next|next", world.Both("Notes"));
    }

    [Theory, Flavours]
    public async Task Rule_5_5_A_manual_conflict_flows_once_the_priority_is_edited(Flavour flavour)
    {
        var world = await BothChangedAsync(flavour, profile => profile with { Priority = SyncPriority.Manual });
        await world.SyncAsync();
        world.Change(profile => profile with { Priority = SyncPriority.Qb });
        await world.SyncAsync();
        Assert.Equal("q|q", world.Both("Notes"));
        Assert.Empty(await world.ConflictsAsync());
    }

    [Theory]
    [InlineData(BlanksPolicy.Keep, "|q")]
    [InlineData(BlanksPolicy.Fill, "q|q")]
    [InlineData(BlanksPolicy.Clear, "q|q")]
    public async Task Rule_5_5_Under_Manual_a_blank_that_is_no_clearing_is_no_conflict(BlanksPolicy blanks, string both)
    {
        foreach (var flavour in Enum.GetValues<Flavour>())
        {
            var world = Stage.Set(flavour, profile => profile with { Priority = SyncPriority.Manual, Blanks = blanks });
            world.Crm.Put(Stage.Ann, ("LastName", "Ames"));
            world.Qb.Put(Stage.Ann, ("LastName", "Ames"), ("Notes", "q"));
            await world.SyncAsync();
            Assert.Equal(both, world.Both("Notes"));
            Assert.Empty(await world.ConflictsAsync());
        }
    }

    [Theory, Flavours]
    public async Task Rule_5_5_Under_Manual_a_deliberate_clearing_against_a_change_is_a_conflict(Flavour flavour)
    {
        foreach (var blanks in Enum.GetValues<BlanksPolicy>())
        {
            var world = await Stage.PairAsync(flavour, profile => profile with { Priority = SyncPriority.Manual, Blanks = blanks }, ("Notes", "x"));
            world.Crm.Edit(Stage.CrmAnn, "Notes", null);
            world.Qb.Edit(Stage.QbAnn, "Notes", "q");
            Assert.Equal("Conflict None Conflict", (await world.SyncAsync()).Lines);
            Assert.Equal("|q", world.Both("Notes"));
        }
    }

    [Theory, Flavours]
    public async Task Rule_5_5_A_manual_field_alone_waits_while_all_else_is_decided(Flavour flavour)
    {
        var world = await BothChangedAsync(flavour, profile => profile.With("Notes", priority: SyncPriority.Manual));
        world.Crm.Edit(Stage.CrmAnn, "Company", "c");
        world.Qb.Edit(Stage.QbAnn, "Company", "q");
        Assert.Equal("Conflict None Conflict; Update Qb Done", (await world.SyncAsync()).Lines);
        Assert.Equal(("c|q", "c|c"), (world.Both("Notes"), world.Both("Company")));
    }

    [Theory, Flavours]
    public async Task Rule_5_5_An_address_can_only_be_decided_to_be_one(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, profile => profile with { Priority = SyncPriority.Manual });
        world.Crm.Edit(Stage.CrmAnn, "Email", "c@x.com");
        world.Qb.Edit(Stage.QbAnn, "Email", "q@x.com");
        await world.SyncAsync();
        var conflict = Assert.Single(await world.ConflictsAsync());
        foreach (var value in new[] { "nonsense", "", "ann@" })
            Assert.Equal(SyncErrorId.InputInvalid, (await Assert.ThrowsAsync<SyncException>(() => world.ResolveAsync(conflict, null, value))).Id);
        await world.ResolveAsync(conflict, null, "Ann <ann@y.com>");
        await world.SyncAsync();
        Assert.Equal("ann@y.com|ann@y.com", world.Both("Email"));
    }

    [Theory, Flavours]
    public async Task Rule_5_5_A_conflict_and_its_decision_outlive_a_one_way_run_that_leaves_both_values(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, profile => profile with { Priority = SyncPriority.Manual }, ("Notes", "x"));
        world.Crm.Edit(Stage.CrmAnn, "Notes", "c");
        world.Qb.Edit(Stage.QbAnn, "Notes", null);
        await world.SyncAsync();
        var conflict = Assert.Single(await world.ConflictsAsync());
        await world.SyncAsync(SyncMode.Import);
        Assert.Equal(conflict.Since, Assert.Single(await world.ConflictsAsync()).Since);
        await world.ResolveAsync(conflict, Side.Crm, null);
        await world.SyncAsync(SyncMode.Import);
        Assert.Equal("c|", world.Both("Notes"));
        await world.SyncAsync();
        Assert.Equal("c|c", world.Both("Notes"));
    }

    [Theory, Flavours]
    public async Task Rule_5_5_A_conflict_that_was_held_back_is_still_one_after_a_one_way_run(Flavour flavour)
    {
        var world = await BothChangedAsync(flavour, profile => profile.With("Notes", FieldDirection.CrmToQb, SyncPriority.Manual) with { Mode = SyncMode.Import });
        await world.SyncAsync();
        Assert.Equal("c|q", world.Both("Notes"));
        world.Change(profile => profile.With("Notes", FieldDirection.Both, SyncPriority.Manual) with { Mode = SyncMode.Synchronize });
        Assert.Equal("Conflict None Conflict", (await world.SyncAsync()).Lines);
    }

    private static async Task<World> BothChangedAsync(Flavour flavour, Func<SyncProfile, SyncProfile> adjust)
    {
        var world = await Stage.PairAsync(flavour, adjust, ("Notes", "x"));
        world.Crm.Edit(Stage.CrmAnn, "Notes", "c");
        world.Qb.Edit(Stage.QbAnn, "Notes", "q");
        return world;
    }
}

using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Rules;

/// <summary>Rules 5.1 to 5.4 and 5.7: which way a field flows.</summary>
public sealed class DirectionTests
{
    [Theory]
    [InlineData(SyncMode.Synchronize, FieldDirection.Both, "qc")]
    [InlineData(SyncMode.Synchronize, FieldDirection.CrmToQb, "q")]
    [InlineData(SyncMode.Synchronize, FieldDirection.QbToCrm, "c")]
    [InlineData(SyncMode.Synchronize, FieldDirection.None, "")]
    [InlineData(SyncMode.Import, FieldDirection.Both, "c")]
    [InlineData(SyncMode.Import, FieldDirection.CrmToQb, "")]
    [InlineData(SyncMode.Import, FieldDirection.QbToCrm, "c")]
    [InlineData(SyncMode.Import, FieldDirection.None, "")]
    [InlineData(SyncMode.Export, FieldDirection.Both, "q")]
    [InlineData(SyncMode.Export, FieldDirection.CrmToQb, "q")]
    [InlineData(SyncMode.Export, FieldDirection.QbToCrm, "")]
    [InlineData(SyncMode.Export, FieldDirection.None, "")]
    public async Task Rule_5_A_field_flows_by_its_direction_cut_down_by_the_mode(SyncMode mode, FieldDirection direction, string written)
    {
        foreach (var flavour in Enum.GetValues<Flavour>())
        {
            var world = await Stage.PairAsync(flavour, profile => profile.With("Notes", direction).With("Phone", direction) with { Mode = mode });
            world.Crm.Edit(Stage.CrmAnn, "Notes", "new");
            world.Qb.Edit(Stage.QbAnn, "Phone", "212-555-0100");
            await world.SyncAsync();

            Assert.Equal(written.Contains('q', StringComparison.Ordinal) ? "new|new" : "new|", world.Both("Notes"));
            Assert.Equal(written.Contains('c', StringComparison.Ordinal) ? "212-555-0100|212-555-0100" : "|212-555-0100", world.Both("Phone"));
        }
    }

    [Fact]
    public async Task Rule_5_1_A_blank_never_overwrites_a_value()
    {
        foreach (var flavour in Enum.GetValues<Flavour>())
        foreach (var mode in Enum.GetValues<SyncMode>())
        foreach (var priority in Enum.GetValues<SyncPriority>())
        foreach (var blanks in new[] { BlanksPolicy.Keep, BlanksPolicy.Fill })
        {
            var world = await Stage.PairAsync(flavour, profile => profile with { Mode = mode, Priority = priority, Blanks = blanks },
                ("Notes", "n"), ("Phone", "212-555-0100"), ("Company", "c"));
            world.Crm.Edit(Stage.CrmAnn, "Notes", null);
            world.Qb.Edit(Stage.QbAnn, "Phone", " ");
            world.Crm.Edit(Stage.CrmAnn, "Company", null);
            world.Qb.Edit(Stage.QbAnn, "Company", "d");
            await world.SyncAsync();
            await world.SyncAllAsync();
            Assert.Equal(("n", "212-555-0100", "d"), (world.Qb[Stage.QbAnn]["Notes"], world.Crm[Stage.CrmAnn]["Phone"], world.Qb[Stage.QbAnn]["Company"]));
        }
    }

    [Theory, Flavours]
    public async Task Rule_5_2_Values_that_agree_are_left_alone_even_if_both_changed(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, null, ("Phone", "212-555-0100"));
        world.Crm.Edit(Stage.CrmAnn, "Phone", "212-555-0199");
        world.Qb.Edit(Stage.QbAnn, "Phone", "+1 212 555 0199");
        Assert.Empty((await world.SyncAsync()).Entries);
        Assert.Equal("212-555-0199|+1 212 555 0199", world.Both("Phone"));

        world.Qb.Edit(Stage.QbAnn, "Phone", "212-555-0100");
        await world.SyncAsync();
        Assert.Equal("212-555-0100|212-555-0100", world.Both("Phone"));
    }

    [Theory]
    [InlineData(Flavour.Files, SyncMode.Import)]
    [InlineData(Flavour.Services, SyncMode.Import)]
    [InlineData(Flavour.Files, SyncMode.Export)]
    [InlineData(Flavour.Services, SyncMode.Export)]
    public async Task Rule_5_3_One_way_the_source_overwrites_whichever_of_the_two_changed(Flavour flavour, SyncMode mode)
    {
        var world = await Stage.PairAsync(flavour, profile => profile with { Mode = mode, Priority = mode == SyncMode.Import ? SyncPriority.Crm : SyncPriority.Qb }, ("Notes", "x"));
        var (source, sourceId, destination, destinationId) = mode == SyncMode.Import
            ? (world.Qb, Stage.QbAnn, world.Crm, Stage.CrmAnn)
            : (world.Crm, Stage.CrmAnn, world.Qb, Stage.QbAnn);
        destination.Edit(destinationId, "Notes", "changed in the destination");
        await world.SyncAsync();
        Assert.Equal("x|x", world.Both("Notes"));

        source.Edit(sourceId, "Notes", "y");
        await world.SyncAsync();
        Assert.Equal("y|y", world.Both("Notes"));

        source.Edit(sourceId, "Notes", "z");
        destination.Edit(destinationId, "Notes", "zz");
        await world.SyncAsync();
        Assert.Equal("z|z", world.Both("Notes"));

        destination.Edit(destinationId, "Notes", null);
        await world.SyncAsync();
        Assert.Equal("z|z", world.Both("Notes"));
    }

    [Theory, Flavours]
    public async Task Rule_5_3_A_blank_source_leaves_the_destination_as_it_is_and_is_not_filled(Flavour flavour)
    {
        var world = Stage.Set(flavour, profile => profile with { Mode = SyncMode.Import });
        world.Crm.Put(Stage.Ann, ("LastName", "Ames"), ("Notes", "c"));
        world.Qb.Put(Stage.Ann, ("LastName", "Ames"));
        Assert.Equal("Link None Done", (await world.SyncAsync()).Lines);
        await world.SyncAllAsync();
        Assert.Equal("c|", world.Both("Notes"));
    }

    [Theory, Flavours]
    public async Task Rule_5_3_The_direction_of_a_field_alone_makes_it_one_way(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, profile => profile.With("Notes", FieldDirection.CrmToQb), ("Notes", "x"), ("Company", "x"));
        world.Qb.Edit(Stage.QbAnn, "Notes", "q");
        world.Qb.Edit(Stage.QbAnn, "Company", "q");
        Assert.Equal("Update Crm Done; Update Qb Done", (await world.SyncAsync()).Lines);
        Assert.Equal(("x|x", "q|q"), (world.Both("Notes"), world.Both("Company")));
    }

    [Theory, Flavours]
    public async Task Rule_5_3_A_one_way_run_after_others_overwrites_what_was_left_to_differ(Flavour flavour)
    {
        var world = Stage.Set(flavour, profile => profile with { Blanks = BlanksPolicy.Keep });
        world.Crm.Put(Stage.Ann, ("LastName", "Ames"));
        world.Qb.Put(Stage.Ann, ("LastName", "Ames"), ("Notes", "q"));
        await world.SyncAsync();
        Assert.Equal("|q", world.Both("Notes"));
        await world.SyncAsync(SyncMode.Import);
        Assert.Equal("q|q", world.Both("Notes"));
    }

    [Theory, Flavours]
    public async Task Rule_5_4_What_changed_on_one_side_only_flows_to_the_other_whoever_has_priority(Flavour flavour)
    {
        foreach (var priority in Enum.GetValues<SyncPriority>())
        {
            var world = await Stage.PairAsync(flavour, profile => profile with { Priority = priority }, ("Notes", "x"), ("Company", "x"));
            world.Crm.Edit(Stage.CrmAnn, "Notes", "c");
            world.Qb.Edit(Stage.QbAnn, "Company", "q");
            Assert.Equal("Update Crm Done; Update Qb Done", (await world.SyncAsync()).Lines);
            Assert.Equal(("c|c", "q|q"), (world.Both("Notes"), world.Both("Company")));
        }
    }

    [Theory, Flavours]
    public async Task Rule_5_4_A_change_of_formatting_alone_is_no_change(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, null, ("Phone", "212-555-0100"));
        world.Crm.Edit(Stage.CrmAnn, "Phone", "(212) 555-0100");
        world.Qb.Edit(Stage.QbAnn, "Phone", "212-555-0199");
        await world.SyncAsync();
        Assert.Equal("212-555-0199|212-555-0199", world.Both("Phone"));
    }

    [Theory, Flavours]
    public async Task Rule_5_4_What_differs_without_having_changed_is_left_alone(Flavour flavour)
    {
        var world = await DifferingAsync(flavour);
        world.Crm.Edit(Stage.CrmAnn, "Company", "Acme");
        Assert.Equal("Update Qb Done", (await world.SyncAsync()).Lines);
        Assert.Equal("c|q", world.Both("Notes"));
    }

    [Theory]
    [InlineData(Flavour.Files, SyncPriority.Crm, "c|c")]
    [InlineData(Flavour.Services, SyncPriority.Crm, "c|c")]
    [InlineData(Flavour.Files, SyncPriority.Qb, "q|q")]
    [InlineData(Flavour.Services, SyncPriority.Qb, "q|q")]
    public async Task Rule_5_4_With_All_it_is_decided_by_priority(Flavour flavour, SyncPriority priority, string both)
    {
        var world = await DifferingAsync(flavour, profile => profile with { Priority = priority });
        await world.SyncAllAsync();
        Assert.Equal(both, world.Both("Notes"));
    }

    [Theory, Flavours]
    public async Task Rule_5_4_It_is_decided_by_priority_when_a_policy_of_the_field_was_edited(Flavour flavour)
    {
        foreach (var (edit, both) in new (Func<SyncProfile, SyncProfile>, string)[]
        {
            (profile => profile.With("Notes", priority: SyncPriority.Qb), "q|q"),
            (profile => profile with { Priority = SyncPriority.Qb }, "q|q"),
            (profile => profile with { Blanks = BlanksPolicy.Keep }, "c|c"),
            (profile => profile.With("Company", priority: SyncPriority.Qb), "c|q"),
            (profile => profile with { Deletions = DeletionsPolicy.Propagate }, "c|q"),
        })
        {
            var world = await DifferingAsync(flavour);
            world.Change(edit);
            await world.SyncAsync();
            Assert.Equal(both, world.Both("Notes"));
        }
    }

    [Theory, Flavours]
    public async Task Rule_5_4_It_is_decided_by_priority_when_its_direction_was_edited_to_Both(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, profile => profile.With("Notes", FieldDirection.None), ("Notes", "x"));
        world.Crm.Edit(Stage.CrmAnn, "Notes", "c");
        world.Qb.Edit(Stage.QbAnn, "Notes", "q");
        await world.SyncAsync();
        world.Change(profile => profile.With("Notes"));
        await world.SyncAsync();
        Assert.Equal("c|c", world.Both("Notes"));
    }

    [Theory, Flavours]
    public async Task Rule_5_7_A_write_carries_only_the_fields_that_differ(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, null, ("Notes", "x"), ("Phone", "212-555-0100"), ("Company", "Acme"));
        world.Crm.Edit(Stage.CrmAnn, "Notes", "y");
        world.Crm.Edit(Stage.CrmAnn, "Phone", "(212) 555 0100");
        await world.SyncAsync();
        Assert.Equal("Notes: 'x' → 'y'", Assert.Single(Assert.Single(world.Qb.Log).Values).ToString());
    }

    /// <summary>A pair whose notes differ as 'c' and 'q', undecided, since a run that carried them over was undone.</summary>
    private static async Task<World> DifferingAsync(Flavour flavour, Func<SyncProfile, SyncProfile>? adjust = null)
    {
        var world = await Stage.PairAsync(flavour, adjust, ("Notes", "q"));
        world.Crm.Edit(Stage.CrmAnn, "Notes", "c");
        var ran = await world.SyncAsync();
        await world.TakeBackAsync(ran.Run.SyncId);
        Assert.Equal("c|q", world.Both("Notes"));
        return world;
    }
}

using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Rules;

/// <summary>Rule 5.6.</summary>
public sealed class BlankTests
{
    /// <summary>What becomes of a first merge: policy, priority, the two values before, both after.</summary>
    [Theory]
    [InlineData(BlanksPolicy.Keep, SyncPriority.Crm, null, "q", "|q")]
    [InlineData(BlanksPolicy.Keep, SyncPriority.Crm, "c", null, "c|c")]
    [InlineData(BlanksPolicy.Keep, SyncPriority.Qb, "c", null, "c|")]
    [InlineData(BlanksPolicy.Keep, SyncPriority.Qb, null, "q", "q|q")]
    [InlineData(BlanksPolicy.Fill, SyncPriority.Crm, null, "q", "q|q")]
    [InlineData(BlanksPolicy.Fill, SyncPriority.Crm, "c", null, "c|c")]
    [InlineData(BlanksPolicy.Fill, SyncPriority.Qb, "c", null, "c|c")]
    [InlineData(BlanksPolicy.Fill, SyncPriority.Qb, null, "q", "q|q")]
    [InlineData(BlanksPolicy.Clear, SyncPriority.Crm, null, "q", "q|q")]
    [InlineData(BlanksPolicy.Clear, SyncPriority.Qb, "c", null, "c|c")]
    public async Task Rule_5_6_At_the_first_merge_a_blank_is_kept_or_filled_by_the_policy(BlanksPolicy blanks, SyncPriority priority, string? crm, string? qb, string both)
    {
        foreach (var flavour in Enum.GetValues<Flavour>())
        {
            var world = Stage.Set(flavour, profile => profile with { Blanks = blanks, Priority = priority });
            world.Crm.Put(Stage.Ann, ("LastName", "Ames"), ("Notes", crm));
            world.Qb.Put(Stage.Ann, ("LastName", "Ames"), ("Notes", qb));
            await world.SyncAsync();
            Assert.Equal(both, world.Both("Notes"));
            await world.SyncAsync();
            Assert.Equal(both, world.Both("Notes"));
        }
    }

    /// <summary>What becomes of a one-way first merge.</summary>
    [Theory]
    [InlineData(BlanksPolicy.Keep, SyncMode.Import, "c", null, "c|")]
    [InlineData(BlanksPolicy.Keep, SyncMode.Import, null, "q", "q|q")]
    [InlineData(BlanksPolicy.Fill, SyncMode.Import, "c", null, "c|")]
    [InlineData(BlanksPolicy.Fill, SyncMode.Import, null, "q", "q|q")]
    [InlineData(BlanksPolicy.Clear, SyncMode.Import, "c", null, "c|")]
    [InlineData(BlanksPolicy.Keep, SyncMode.Export, null, "q", "|q")]
    [InlineData(BlanksPolicy.Fill, SyncMode.Export, null, "q", "|q")]
    [InlineData(BlanksPolicy.Fill, SyncMode.Export, "c", null, "c|c")]
    [InlineData(BlanksPolicy.Clear, SyncMode.Export, null, "q", "|q")]
    public async Task Rule_5_6_One_way_the_source_is_never_filled_nor_a_blank_of_it_carried(BlanksPolicy blanks, SyncMode mode, string? crm, string? qb, string both)
    {
        foreach (var flavour in Enum.GetValues<Flavour>())
        {
            var world = Stage.Set(flavour, profile => profile with { Blanks = blanks, Mode = mode });
            world.Crm.Put(Stage.Ann, ("LastName", "Ames"), ("Notes", crm));
            world.Qb.Put(Stage.Ann, ("LastName", "Ames"), ("Notes", qb));
            await world.SyncAsync();
            Assert.Equal(both, world.Both("Notes"));
        }
    }

    [Theory]
    [InlineData(BlanksPolicy.Keep, "|x")]
    [InlineData(BlanksPolicy.Fill, "|x")]
    [InlineData(BlanksPolicy.Clear, "|")]
    public async Task Rule_5_6_A_clearing_on_one_side_is_carried_over_by_Clear_only(BlanksPolicy blanks, string both)
    {
        foreach (var flavour in Enum.GetValues<Flavour>())
        foreach (var priority in Enum.GetValues<SyncPriority>())
        {
            var world = await Stage.PairAsync(flavour, profile => profile with { Blanks = blanks, Priority = priority }, ("Notes", "x"), ("Phone", "212-555-0100"));
            world.Crm.Edit(Stage.CrmAnn, "Notes", null);
            world.Qb.Edit(Stage.QbAnn, "Phone", null);
            await world.SyncAsync();
            Assert.Equal(both, world.Both("Notes"));
            Assert.Equal(blanks == BlanksPolicy.Clear ? "|" : "212-555-0100|", world.Both("Phone"));
        }
    }

    [Theory]
    [InlineData(BlanksPolicy.Keep)]
    [InlineData(BlanksPolicy.Fill)]
    public async Task Rule_5_6_After_that_the_two_sides_differ_until_one_of_them_changes(BlanksPolicy blanks)
    {
        foreach (var flavour in Enum.GetValues<Flavour>())
        {
            foreach (var (crm, qb, both) in new[] { ("c", (string?)null, "c|c"), (null, "q", "q|q") })
            {
                var world = await ClearedAsync(flavour, profile => profile with { Blanks = blanks });
                Assert.Empty((await world.SyncAsync()).Entries);
                if (crm is not null)
                    world.Crm.Edit(Stage.CrmAnn, "Notes", crm);
                if (qb is not null)
                    world.Qb.Edit(Stage.QbAnn, "Notes", qb);
                await world.SyncAsync();
                Assert.Equal(both, world.Both("Notes"));
            }
        }
    }

    [Theory, Flavours]
    public async Task Rule_5_6_Under_Keep_a_blank_left_at_the_first_merge_is_filled_when_the_other_side_changes(Flavour flavour)
    {
        var world = Stage.Set(flavour, profile => profile with { Blanks = BlanksPolicy.Keep });
        world.Crm.Put(Stage.Ann, ("LastName", "Ames"));
        world.Qb.Put(Stage.Ann, ("LastName", "Ames"), ("Notes", "q"));
        await world.SyncAsync();
        await world.SyncAllAsync();
        Assert.Equal("|q", world.Both("Notes"));
        world.Qb.Edit(Stage.QbAnn, "Notes", "r");
        await world.SyncAsync();
        Assert.Equal("r|r", world.Both("Notes"));
    }

    [Theory, Flavours]
    public async Task Rule_5_6_A_clearing_not_carried_over_is_remembered_until_the_other_side_changes(Flavour flavour)
    {
        foreach (var priority in Enum.GetValues<SyncPriority>())
        {
            var world = await ClearedAsync(flavour, profile => profile with { Priority = priority });
            await world.SyncAllAsync();
            await world.SyncAllAsync();
            Assert.Equal("|x", world.Both("Notes"));
            world.Qb.Edit(Stage.QbAnn, "Notes", "y");
            await world.SyncAsync();
            Assert.Equal("y|y", world.Both("Notes"));
        }
    }

    [Theory, Flavours]
    public async Task Rule_5_6_A_clearing_not_carried_over_is_remembered_until_its_side_has_a_value_again(Flavour flavour)
    {
        var world = await ClearedAsync(flavour);
        world.Crm.Edit(Stage.CrmAnn, "Notes", "y");
        await world.SyncAsync();
        Assert.Equal("y|y", world.Both("Notes"));
        Assert.True(world.State!.Links.Values.All(link => link.Link is { CrmCleared: 0, QbCleared: 0 }));
    }

    [Theory, Flavours]
    public async Task Rule_5_6_A_clearing_in_QuickBooks_is_remembered_too(Flavour flavour)
    {
        foreach (var priority in Enum.GetValues<SyncPriority>())
        {
            var world = await Stage.PairAsync(flavour, profile => profile with { Priority = priority }, ("Notes", "x"));
            world.Qb.Edit(Stage.QbAnn, "Notes", null);
            await world.SyncAsync();
            await world.SyncAllAsync();
            Assert.Equal("x|", world.Both("Notes"));
            world.Crm.Edit(Stage.CrmAnn, "Notes", "y");
            await world.SyncAsync();
            Assert.Equal("y|y", world.Both("Notes"));
        }
    }

    [Theory, Flavours]
    public async Task Rule_5_6_A_remembered_clearing_outlives_changes_of_other_fields(Flavour flavour)
    {
        var world = await ClearedAsync(flavour);
        world.Crm.Edit(Stage.CrmAnn, "Company", "Acme");
        await world.SyncAsync();
        world.Qb.Edit(Stage.QbAnn, "Phone", "212-555-0100");
        await world.SyncAsync();
        await world.SyncAllAsync();
        Assert.Equal("|x", world.Both("Notes"));
    }

    [Theory, Flavours]
    public async Task Rule_5_6_A_remembered_clearing_outlives_an_edit_of_the_policies(Flavour flavour)
    {
        var world = await ClearedAsync(flavour, profile => profile with { Blanks = BlanksPolicy.Keep });
        world.Change(profile => profile with { Blanks = BlanksPolicy.Fill, Priority = SyncPriority.Qb });
        await world.SyncAsync();
        Assert.Equal("|x", world.Both("Notes"));
    }

    [Theory, Flavours]
    public async Task Rule_5_6_A_remembered_clearing_is_carried_over_once_the_policy_is_Clear(Flavour flavour)
    {
        var world = await ClearedAsync(flavour);
        world.Change(profile => profile with { Blanks = BlanksPolicy.Clear });
        await world.SyncAsync();
        Assert.Equal("|", world.Both("Notes"));
    }

    /// <summary>One side cleared, the other changed: a conflict. Policy, who wins, both after; and what a change of the left value then does.</summary>
    [Theory]
    [InlineData(BlanksPolicy.Keep, SyncPriority.Crm, "|q")]
    [InlineData(BlanksPolicy.Fill, SyncPriority.Crm, "|q")]
    [InlineData(BlanksPolicy.Clear, SyncPriority.Crm, "|")]
    [InlineData(BlanksPolicy.Keep, SyncPriority.Qb, "q|q")]
    [InlineData(BlanksPolicy.Fill, SyncPriority.Qb, "q|q")]
    [InlineData(BlanksPolicy.Clear, SyncPriority.Qb, "q|q")]
    public async Task Rule_5_6_A_clearing_against_a_change_is_decided_by_priority(BlanksPolicy blanks, SyncPriority priority, string both)
    {
        foreach (var flavour in Enum.GetValues<Flavour>())
        {
            var world = await Stage.PairAsync(flavour, profile => profile with { Blanks = blanks, Priority = priority }, ("Notes", "x"));
            world.Crm.Edit(Stage.CrmAnn, "Notes", null);
            world.Qb.Edit(Stage.QbAnn, "Notes", "q");
            await world.SyncAsync();
            Assert.Equal(both, world.Both("Notes"));
            await world.SyncAllAsync();
            Assert.Equal(both, world.Both("Notes"));
        }
    }

    [Theory]
    [InlineData(SyncMode.Import, BlanksPolicy.Fill, "x|")]
    [InlineData(SyncMode.Import, BlanksPolicy.Clear, "|")]
    [InlineData(SyncMode.Export, BlanksPolicy.Fill, "x|x")]
    [InlineData(SyncMode.Export, BlanksPolicy.Clear, "x|x")]
    public async Task Rule_5_6_One_way_only_the_clearing_of_the_source_counts(SyncMode mode, BlanksPolicy blanks, string both)
    {
        foreach (var flavour in Enum.GetValues<Flavour>())
        {
            var world = await Stage.PairAsync(flavour, profile => profile with { Mode = mode, Blanks = blanks }, ("Notes", "x"));
            world.Qb.Edit(Stage.QbAnn, "Notes", null);
            await world.SyncAsync();
            Assert.Equal(both, world.Both("Notes"));
        }
    }

    [Theory, Flavours]
    public async Task Rule_5_6_A_field_that_a_system_requires_is_never_cleared(Flavour flavour)
    {
        foreach (var mode in new[] { SyncMode.Synchronize, SyncMode.Import })
        {
            var world = await Stage.PairAsync(flavour, profile => profile with { Blanks = BlanksPolicy.Clear, Mode = mode }, ("FirstName", "Ann"));
            world.Qb.Edit(Stage.QbAnn, "LastName", null);
            world.Qb.Edit(Stage.QbAnn, "FirstName", null);
            await world.SyncAsync();
            await world.SyncAllAsync();
            Assert.Equal(("Ames|", "|"), (world.Both("LastName"), world.Both("FirstName")));
        }
    }

    [Theory, Flavours]
    public async Task Rule_5_6_Under_Clear_a_clearing_on_both_sides_agrees(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, profile => profile with { Blanks = BlanksPolicy.Clear }, ("Notes", "x"));
        world.Crm.Edit(Stage.CrmAnn, "Notes", null);
        world.Qb.Edit(Stage.QbAnn, "Notes", " ");
        Assert.Empty((await world.SyncAsync()).Entries);
    }

    [Theory, Flavours]
    public async Task Rule_5_8_A_value_that_is_cleared_is_kept_in_the_entry(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, profile => profile with { Blanks = BlanksPolicy.Clear }, ("Notes", "x"));
        world.Crm.Edit(Stage.CrmAnn, "Notes", null);
        var field = Assert.Single((await world.SyncAsync()).Only.Fields);
        Assert.Equal(("Notes", ChangeTarget.Qb, "x", null), (field.Field, field.Target, field.OldValue, field.NewValue));
    }

    [Theory, Flavours]
    public async Task Rule_5_8_Every_overwritten_value_is_kept_in_the_entry_of_its_side(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, null, ("Notes", "x"), ("Company", "Acme"), ("Phone", "212-555-0100"));
        world.Crm.Edit(Stage.CrmAnn, "Notes", "y");
        world.Crm.Edit(Stage.CrmAnn, "Company", "Beta");
        world.Qb.Edit(Stage.QbAnn, "Phone", "212-555-0199");
        var ran = await world.SyncAsync();
        Assert.Equal(
            ["Company: 'Acme' → 'Beta'", "Notes: 'x' → 'y'"],
            ran.Entries.Single(entry => entry.Target == ChangeTarget.Qb).Fields.Select(field => field.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal("Phone: '212-555-0100' → '212-555-0199'", ran.Entries.Single(entry => entry.Target == ChangeTarget.Crm).Summary);
    }

    /// <summary>A pair whose notes were 'x' and were cleared in the CRM, which was not carried over.</summary>
    private static async Task<World> ClearedAsync(Flavour flavour, Func<SyncProfile, SyncProfile>? adjust = null)
    {
        var world = await Stage.PairAsync(flavour, adjust, ("Notes", "x"));
        world.Crm.Edit(Stage.CrmAnn, "Notes", null);
        Assert.Empty((await world.SyncAsync()).Entries);
        Assert.Equal("|x", world.Both("Notes"));
        return world;
    }
}

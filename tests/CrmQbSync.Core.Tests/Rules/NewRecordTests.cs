using CrmQbSync.Connections;
using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Rules;

/// <summary>Section 6.</summary>
public sealed class NewRecordTests
{
    [Theory]
    [InlineData(SyncMode.Import, "Create Crm Done; Skip None Skipped Mode")]
    [InlineData(SyncMode.Export, "Create Qb Done; Skip None Skipped Mode")]
    [InlineData(SyncMode.Synchronize, "Create Crm Done; Create Qb Done")]
    public async Task Rule_6_1_A_new_record_is_added_only_in_a_mode_that_adds_there(SyncMode mode, string lines)
    {
        foreach (var flavour in Enum.GetValues<Flavour>())
        {
            var world = Stage.Set(flavour, profile => profile with { Mode = mode });
            world.Crm.Put(Stage.Ann, ("LastName", "Ames"));
            world.Qb.Put("bob@x.com", ("LastName", "Bell"));
            Assert.Equal(lines, (await world.SyncAsync()).Lines);
        }
    }

    [Theory, Flavours]
    public async Task Rule_6_1_It_is_skipped_once_and_again_after_it_changed(Flavour flavour)
    {
        var world = Stage.Set(flavour, profile => profile with { Mode = SyncMode.Import });
        world.Crm.Put(Stage.Ann, ("LastName", "Ames"));
        Assert.Equal("Skip None Skipped Mode", (await world.SyncAsync()).Lines);
        Assert.Empty((await world.SyncAsync()).Entries);
        Assert.Empty((await world.SyncAsync()).Entries);
        world.Crm.Edit(Stage.CrmAnn, "Notes", "a");
        Assert.Equal("Skip None Skipped Mode", (await world.SyncAsync()).Lines);
        world.Change(profile => profile with { Mode = SyncMode.Synchronize });
        Assert.Equal("Create Qb Done", (await world.SyncAsync()).Lines);
    }

    [Theory, Flavours]
    public async Task Rule_6_2_A_new_record_gets_every_value_whose_direction_allows_it(Flavour flavour)
    {
        var world = Stage.Set(flavour, profile => profile
            .With("FirstName", FieldDirection.QbToCrm).With("Company", FieldDirection.None).With("Phone", FieldDirection.CrmToQb));
        world.Crm.Put(Stage.Ann, ("FirstName", "Ann"), ("LastName", "Ames"), ("Company", "Acme"), ("Phone", "212-555-0100"), ("Notes", " "));
        await world.SyncAsync();
        Assert.Equal(["Email: '' → 'ann@x.com'", "LastName: '' → 'Ames'", "Phone: '' → '212-555-0100'"],
            Assert.Single(world.Qb.Log).Values.Select(value => value.ToString()).Order(StringComparer.Ordinal));
    }

    [Theory, Flavours]
    public async Task Rule_6_2_A_new_record_always_gets_its_address(Flavour flavour)
    {
        foreach (var direction in new[] { FieldDirection.None, FieldDirection.QbToCrm })
        {
            var world = Stage.Set(flavour, profile => profile.With("Email", direction));
            world.Crm.Put(Stage.Ann, ("LastName", "Ames"));
            await world.SyncAsync();
            Assert.Equal(Stage.Ann, world.Qb.Addresses());
            Assert.Empty((await world.SyncAsync()).Entries);
        }
    }

    [Theory]
    [InlineData("Ames", "Acme", "Ann", "Ames")]
    [InlineData(null, "Acme", "Ann", "Acme")]
    [InlineData(" ", "Acme", "Ann", "Acme")]
    [InlineData(null, null, "Ann", "Ann")]
    public async Task Rule_6_3_A_new_contact_without_last_name_gets_one(string? lastName, string? company, string? firstName, string expected)
    {
        foreach (var needs in new[] { true, false })
        {
            var world = Stage.Set(Flavour.Services, crm: shape => shape with { NeedsLastName = needs });
            world.Qb.Put(Stage.Ann, ("FirstName", firstName), ("LastName", lastName), ("Company", company));
            await world.SyncAsync();
            Assert.Equal(expected, world.Crm.Only()["LastName"]);
        }
    }

    [Fact]
    public async Task Rule_6_3_Else_it_gets_the_name_of_the_customer_in_QuickBooks()
    {
        var world = Stage.Set(Flavour.Services);
        world.Qb.Put(Stage.Ann);
        var name = world.Qb.Only().OwnName!;
        await world.SyncAsync();
        Assert.Equal(name, world.Crm.Only()["LastName"]);
    }

    [Fact]
    public async Task Rule_6_3_Else_it_gets_what_stands_before_the_at_sign()
    {
        var world = Stage.Set(Flavour.Files, qb: shape => shape with { NeedsUniqueName = false });
        world.Qb.Put("Ann <ann.ames@x.com>");
        await world.SyncAsync();
        Assert.Equal("ann.ames", world.Crm.Only()["LastName"]);
    }

    [Theory, Flavours]
    public async Task Rule_6_3_A_made_up_last_name_never_flows(Flavour flavour)
    {
        foreach (var priority in Enum.GetValues<SyncPriority>())
        foreach (var blanks in Enum.GetValues<BlanksPolicy>())
        {
            var world = await MadeUpAsync(flavour, profile => profile with { Priority = priority, Blanks = blanks });
            world.Crm.Edit(Stage.CrmAnn, "Notes", "a");
            await world.SyncAsync();
            await world.SyncAllAsync();
            await world.SyncAsync(SyncMode.Export);
            await world.SyncAsync();
            Assert.Equal(("Acme|", "a|a"), (world.Both("LastName"), world.Both("Notes")));
            Assert.Empty(await world.ConflictsAsync());
        }
    }

    [Theory, Flavours]
    public async Task Rule_6_3_Any_other_last_name_may_replace_it(Flavour flavour)
    {
        foreach (var priority in Enum.GetValues<SyncPriority>())
        foreach (var blanks in Enum.GetValues<BlanksPolicy>())
        {
            var world = await MadeUpAsync(flavour, profile => profile with { Priority = priority, Blanks = blanks });
            world.Qb.Edit(Stage.QbAnn, "LastName", "Ames");
            Assert.Equal("Update Crm Done", (await world.SyncAsync()).Lines);
            Assert.Equal("Ames|Ames", world.Both("LastName"));
        }
    }

    [Theory, Flavours]
    public async Task Rule_6_3_In_an_import_too_any_other_last_name_replaces_it(Flavour flavour)
    {
        var world = await MadeUpAsync(flavour, profile => profile with { Mode = SyncMode.Import });
        world.Qb.Edit(Stage.QbAnn, "LastName", "Ames");
        await world.SyncAsync();
        Assert.Equal("Ames|Ames", world.Both("LastName"));
    }

    [Theory, Flavours]
    public async Task Rule_6_3_A_real_last_name_that_a_person_gives_the_contact_flows(Flavour flavour)
    {
        var world = await MadeUpAsync(flavour);
        world.Crm.Edit(Stage.CrmAnn, "LastName", "Ames");
        Assert.Equal("Update Qb Done", (await world.SyncAsync()).Lines);
        Assert.Equal("Ames|Ames", world.Both("LastName"));
        world.Crm.Edit(Stage.CrmAnn, "LastName", "Acme");
        await world.SyncAsync();
        Assert.Equal("Acme|Acme", world.Both("LastName"));
    }

    [Theory, Flavours]
    public async Task Rule_6_3_If_the_customer_gets_that_very_last_name_nothing_is_rewritten(Flavour flavour)
    {
        var world = await MadeUpAsync(flavour);
        var writes = world.Writes();
        world.Qb.Edit(Stage.QbAnn, "LastName", "Acme");
        Assert.Empty((await world.SyncAsync()).Entries);
        Assert.Equal(writes, world.Writes());

        world.Crm.Edit(Stage.CrmAnn, "LastName", "Ames");
        await world.SyncAsync();
        Assert.Equal("Ames|Ames", world.Both("LastName"));
    }

    [Theory, Flavours]
    public async Task Rule_6_3_It_does_not_flow_into_a_customer_made_anew(Flavour flavour)
    {
        foreach (var deletions in new[] { DeletionsPolicy.Recreate, DeletionsPolicy.Hold })
        {
            var world = await MadeUpAsync(flavour, profile => profile with { Deletions = deletions });
            await world.AddPairAsync("bob@x.com");
            world.Qb.Delete(Stage.QbAnn);
            await world.SyncAllAsync();
            var anew = world.Qb.Existing.Single(record => record["Email"] == Stage.Ann);
            Assert.Equal(("Acme", null), (anew["Company"], anew["LastName"]));
            world.Qb.Edit(anew.Id, "LastName", "Ames");
            await world.SyncAsync();
            Assert.Equal("Ames", world.Crm[Stage.CrmAnn]["LastName"]);
        }
    }

    [Theory, Flavours]
    public async Task Rule_6_3_It_does_not_flow_into_a_customer_that_the_contact_is_merged_with(Flavour flavour)
    {
        var world = await MadeUpAsync(flavour);
        await world.AddPairAsync("bob@x.com");
        world.Qb.Delete(Stage.QbAnn);
        var anew = world.Qb.Put(Stage.Ann, ("Company", "Acme"));
        await world.SyncAsync();
        Assert.Null(world.Qb[anew]["LastName"]);
        world.Qb.Edit(anew, "LastName", "Ames");
        await world.SyncAsync();
        Assert.Equal("Ames", world.Crm[Stage.CrmAnn]["LastName"]);
    }

    [Theory]
    [InlineData("Ann", "Ames", "Acme", "Ann Ames")]
    [InlineData(null, "Ames", "Acme", "Ames")]
    [InlineData("Ann", " ", "Acme", "Ann")]
    [InlineData(null, null, "Acme", "Acme")]
    [InlineData(null, null, null, "ann@x.com")]
    [InlineData("Ann", "Ames:Bell", null, "Ann Ames Bell")]
    [InlineData("An\tn", "A\nmes", null, "An n A mes")]
    public async Task Rule_6_4_A_new_customer_is_named_after_person_company_or_address(string? firstName, string? lastName, string? company, string name)
    {
        var world = Stage.Set(Flavour.Services);
        world.Crm.Put(Stage.Ann, ("FirstName", firstName), ("LastName", lastName), ("Company", company));
        await world.SyncAsync();
        Assert.Equal(name, world.Qb.Only().OwnName);
    }

    [Fact]
    public async Task Rule_6_4_The_middle_name_is_part_of_the_name()
    {
        var world = Stage.Set(Flavour.Services, profile => profile with { Rules = [.. profile.Rules, World.Rule("MiddleName")] });
        world.Crm.Put(Stage.Ann, ("FirstName", "Ann"), ("MiddleName", "B."), ("LastName", "Ames"));
        await world.SyncAsync();
        Assert.Equal("Ann B. Ames", world.Qb.Only().OwnName);
    }

    [Fact]
    public async Task Rule_6_4_The_name_is_set_at_creation_only()
    {
        var world = Stage.Set(Flavour.Services);
        world.Crm.Put(Stage.Ann, ("FirstName", "Ann"), ("LastName", "Ames"));
        await world.SyncAsync();
        world.Crm.Edit(Stage.CrmAnn, "LastName", "Bell");
        await world.SyncAsync();
        Assert.Equal(("Ann Ames", "Bell"), (world.Qb.Only().OwnName, world.Qb.Only()["LastName"]));
    }

    [Theory, Flavours]
    public async Task Rule_6_5_No_repetition_makes_a_second_record(Flavour flavour)
    {
        foreach (var status in new[] { WriteStatus.Unknown, WriteStatus.Failed })
        {
            var world = Stage.Set(flavour, qb: shape => shape with { IsIdempotent = false });
            world.Crm.Put(Stage.Ann, ("LastName", "Ames"));
            world.Qb.Faults.Add(new WriteFault { Matches = _ => true, Status = status, IsDone = true });
            await world.SyncAsync();
            world.Qb.Faults.Clear();
            await world.SyncAsync();
            await world.SyncAllAsync();
            Assert.Equal(Stage.Ann, world.Qb.Addresses());
            Assert.Single(await world.LinksAsync());
        }
    }

    /// <summary>A customer without last name whose contact was made with 'Acme' for one.</summary>
    private static async Task<World> MadeUpAsync(Flavour flavour, Func<SyncProfile, SyncProfile>? adjust = null)
    {
        var world = Stage.Set(flavour, adjust);
        world.Qb.Put(Stage.Ann, ("Company", "Acme"));
        await world.SyncAsync();
        Assert.Equal("Acme|", world.Both("LastName"));
        return world;
    }
}

using CrmQbSync.Contacts;
using CrmQbSync.Profiles;
using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Rules;

/// <summary>Rule 8.8; also for pairs that are written on both sides: a person edits the record of one while the other is written already.</summary>
public sealed class MeanwhileTests
{
    [Theory, Flavours]
    public async Task Rule_8_8_A_record_changed_meanwhile_is_read_and_merged_again(Flavour flavour)
    {
        var world = await Stage.TwoPairsAsync(flavour);
        world.Crm.Edit(Stage.CrmAnn, "Notes", "a");
        world.Qb.BeforeWrite = _ =>
        {
            world.Qb.BeforeWrite = null;
            world.Qb.Edit(Stage.QbAnn, "Company", "meanwhile");
        };
        Assert.Equal("Update Qb Done", (await world.SyncAsync()).Lines);
        await world.SyncAsync();
        Assert.Equal(("a|a", "meanwhile|meanwhile"), (world.Both("Notes"), world.Both("Company")));
    }

    [Theory]
    [InlineData(SyncPriority.Crm, "c|c")]
    [InlineData(SyncPriority.Qb, "meanwhile|meanwhile")]
    public async Task Rule_8_8_A_field_changed_meanwhile_is_decided_anew(SyncPriority priority, string both)
    {
        foreach (var flavour in Enum.GetValues<Flavour>())
        {
            var world = await Stage.TwoPairsAsync(flavour, profile => profile with { Priority = priority });
            world.Crm.Edit(Stage.CrmAnn, "Notes", "c");
            world.Qb.BeforeWrite = _ =>
            {
                world.Qb.BeforeWrite = null;
                world.Qb.Edit(Stage.QbAnn, "Notes", "meanwhile");
            };
            await world.SyncAsync();
            await world.SyncAsync();
            Assert.Equal(both, world.Both("Notes"));
        }
    }

    [Theory, Flavours]
    public async Task Rule_8_8_After_three_more_attempts_it_fails_as_ChangedMeanwhile(Flavour flavour)
    {
        var world = await Stage.TwoPairsAsync(flavour);
        var attempts = 0;
        world.Crm.Edit(Stage.CrmAnn, "Notes", "a");
        world.Qb.BeforeWrite = _ => world.Qb.Edit(Stage.QbAnn, "Company", $"meanwhile {++attempts}");
        Assert.Equal("Update Qb Failed ChangedMeanwhile", (await world.SyncAsync()).Lines);
        Assert.Equal(4, attempts);
        world.Qb.BeforeWrite = null;
        await world.SyncAsync();
        await world.SyncAsync();
        Assert.Equal(("a|a", "meanwhile 4|meanwhile 4"), (world.Both("Notes"), world.Both("Company")));
    }

    [Theory, Flavours]
    public async Task Rule_8_8_A_survivor_changed_meanwhile_is_not_deleted(Flavour flavour)
    {
        var world = await Stage.TwoPairsAsync(flavour, profile => profile with { Deletions = DeletionsPolicy.Propagate });
        world.Crm.Delete(Stage.CrmAnn);
        world.Qb.BeforeWrite = _ =>
        {
            world.Qb.BeforeWrite = null;
            world.Qb.Edit(Stage.QbAnn, "Notes", "meanwhile");
        };
        await world.SyncAsync();
        await world.SyncAsync();
        Assert.Equal("ann@x.com bob@x.com", world.Qb.Addresses());
    }

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

    [Theory, Flavours]
    public async Task Rule_8_8_A_pair_whose_address_changes_while_it_is_linked_is_not_linked(Flavour flavour)
    {
        foreach (var writesBoth in new[] { false, true })
        {
            var world = Unlinked(flavour, writesBoth);
            OnceWritten(world, () => world.Crm.Edit(Stage.CrmAnn, "Email", "other@x.com"));
            var ran = await world.SyncAsync();

            Assert.Equal(writesBoth ? "Update Crm Failed ChangedMeanwhile; Update Qb Done" : "Update Crm Failed ChangedMeanwhile", ran.Lines);
            Assert.Equal((0, RunStatus.CompletedWithErrors), (ran.Run.Linked, ran.Run.Status));
            Assert.Empty(await world.LinksAsync());
            Assert.Null(world.Crm[Stage.CrmAnn]["Phone"]);
            Assert.Equal("Create Crm Done; Create Qb Done", (await world.SyncAsync()).Lines);
            Assert.Equal(("ann@x.com other@x.com", "ann@x.com other@x.com"), (world.Crm.Addresses(), world.Qb.Addresses()));
            Assert.Empty((await world.SyncAsync()).Entries);
        }
    }

    [Theory, Flavours]
    public async Task Rule_8_8_Nor_if_it_changes_only_before_the_last_attempt(Flavour flavour)
    {
        var world = Unlinked(flavour, writesBoth: false);
        var attempts = 0;
        world.Crm.BeforeWrite = _ =>
        {
            if (++attempts == 4)
                world.Crm.Edit(Stage.CrmAnn, "Email", "other@x.com");
            else
                world.Crm.Edit(Stage.CrmAnn, "Notes", $"note {attempts}");
        };
        Assert.Equal("Update Crm Failed ChangedMeanwhile", (await world.SyncAsync()).Lines);
        Assert.Equal(4, attempts);
        world.Crm.BeforeWrite = null;
        Assert.Empty(await world.LinksAsync());
        Assert.Equal("Create Crm Done; Create Qb Done", (await world.SyncAsync()).Lines);
    }

    [Theory, Flavours]
    public async Task Rule_8_8_An_address_that_is_only_written_otherwise_parts_nobody(Flavour flavour)
    {
        var world = Unlinked(flavour, writesBoth: false);
        OnceWritten(world, () => world.Crm.Edit(Stage.CrmAnn, "Email", "Ann@X.com"));
        Assert.Equal("Link None Done; Update Crm Done", (await world.SyncAsync()).Lines);
        Assert.Equal("Ann@X.com|ann@x.com", world.Both("Email"));
    }

    [Theory, Flavours]
    public async Task Rule_8_8_A_survivor_that_was_to_be_linked_anew_keeps_its_link(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour);
        await world.AddPairAsync("bob@x.com");
        world.Qb.Delete(Stage.QbAnn);
        var anew = world.Qb.Put(Stage.Ann, ("LastName", "Ames"), ("Phone", "212-555-0100"));
        OnceWritten(world, () => world.Crm.Edit(Stage.CrmAnn, "Email", "other@x.com"));
        Assert.Equal("Update Crm Failed ChangedMeanwhile", (await world.SyncAsync()).Lines);
        Assert.Equal(2, (await world.LinksAsync()).Count);
        // The survivor has changed, so it is created anew; the new customer has nobody.
        Assert.Equal("Create Crm Done; Create Qb Done", (await world.SyncAsync()).Lines);
        Assert.Equal("212-555-0100", world.Crm.Existing.Single(record => record["Email"] == Stage.Ann)["Phone"]);
        Assert.False(world.Qb[anew].Deleted);
        Assert.Empty((await world.SyncAsync()).Entries);
    }

    [Theory, Flavours]
    public async Task Rule_3_1_Nothing_flows_to_a_record_that_loses_its_address_meanwhile(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, null, ("Notes", "x"));
        world.Qb.Edit(Stage.QbAnn, "Notes", "q");
        OnceWritten(world, () => world.Crm.Edit(Stage.CrmAnn, "Email", null));
        Assert.Equal("Update Crm Failed ChangedMeanwhile", (await world.SyncAsync()).Lines);
        Assert.Equal("Skip None Skipped NoEmail", (await world.SyncAsync()).Lines);
        Assert.Equal(("|ann@x.com", "x|q"), (world.Both("Email"), world.Both("Notes")));
        world.Crm.Edit(Stage.CrmAnn, "Email", Stage.Ann);
        await world.SyncAsync();
        Assert.Equal("q|q", world.Both("Notes"));
    }

    [Theory, Flavours]
    public async Task Rule_4_2_Nothing_flows_to_a_record_whose_address_changes_meanwhile_where_that_parts_the_pair(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, profile => profile with { WhenEmailChanges = EmailChangePolicy.CreateNew }, ("Notes", "x"));
        world.Qb.Edit(Stage.QbAnn, "Notes", "q");
        OnceWritten(world, () => world.Crm.Edit(Stage.CrmAnn, "Email", "other@x.com"));
        Assert.Equal("Update Crm Failed ChangedMeanwhile", (await world.SyncAsync()).Lines);
        Assert.Equal("x|q", world.Both("Notes"));
        Assert.Equal("Create Crm Done; Create Qb Done", (await world.SyncAsync()).Lines);
    }

    /// <summary>Ann on both sides, not yet linked; her phone number is to flow to the CRM, and perhaps her notes to QuickBooks.</summary>
    private static World Unlinked(Flavour flavour, bool writesBoth)
    {
        var world = Stage.Set(flavour);
        world.Crm.Put(Stage.Ann, writesBoth ? [("LastName", "Ames"), ("Notes", "c")] : [("LastName", "Ames")]);
        world.Qb.Put(Stage.Ann, ("LastName", "Ames"), ("Phone", "212-555-0100"));
        return world;
    }

    private static void OnceWritten(World world, Action act) => world.Crm.BeforeWrite = _ =>
    {
        world.Crm.BeforeWrite = null;
        act();
    };

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

    private static void EditOnceWritten(World world, string notes) => OnceWritten(world, () => world.Crm.Edit(Stage.CrmAnn, "Notes", notes));
}

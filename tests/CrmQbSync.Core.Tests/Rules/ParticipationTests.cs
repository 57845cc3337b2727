using CrmQbSync.Contacts;
using CrmQbSync.Profiles;
using CrmQbSync.Running;
using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Rules;

/// <summary>Rules 3.1 to 3.4.</summary>
public sealed class ParticipationTests
{
    [Theory, Flavours]
    public async Task Rule_3_1_A_record_without_address_is_skipped_as_NoEmail(Flavour flavour)
    {
        var world = Stage.Set(flavour);
        world.Crm.Put(null, ("LastName", "Ames"));
        world.Qb.Put(" ", ("LastName", "Bell"));
        var ran = await world.SyncAsync();

        Assert.Equal("Skip None Skipped NoEmail; Skip None Skipped NoEmail", ran.Lines);
        Assert.Equal((2, 0, RunStatus.Succeeded), (ran.Run.Skipped, world.Writes(), ran.Run.Status));
    }

    [Theory]
    [InlineData("ann")]
    [InlineData("ann@x@y.com")]
    [InlineData("@x.com")]
    [InlineData("ann@")]
    [InlineData("ann ames@x.com")]
    public async Task Rule_3_1_A_record_whose_address_is_none_is_skipped_as_InvalidEmail(string email)
    {
        var world = Stage.Set(Flavour.Files);
        world.Crm.Put(email, ("LastName", "Ames"));
        var ran = await world.SyncAsync();

        Assert.Equal("Skip None Skipped InvalidEmail", ran.Lines);
        Assert.Empty(world.Qb.Existing);
    }

    [Theory, Flavours]
    public async Task Rule_3_1_A_link_with_such_a_record_rests(Flavour flavour)
    {
        foreach (var (email, reason) in new[] { (null, Reasons.NoEmail), ("nobody", Reasons.InvalidEmail) })
        {
            var world = await Stage.PairAsync(flavour);
            world.Crm.Edit(Stage.CrmAnn, "Email", email);
            world.Crm.Edit(Stage.CrmAnn, "Notes", "a");
            world.Qb.Edit(Stage.QbAnn, "Phone", "212-555-0100");
            var ran = await world.SyncAsync();

            Assert.Equal($"Skip None Skipped {reason}", ran.Lines);
            Assert.Equal(0, world.Writes());
            Assert.Single(await world.LinksAsync());
            Assert.Empty((await world.SyncAsync()).Entries);
        }
    }

    [Theory, Flavours]
    public async Task Rule_3_1_A_link_that_rested_goes_on_once_the_address_is_back(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour);
        world.Crm.Edit(Stage.CrmAnn, "Email", null);
        world.Qb.Edit(Stage.QbAnn, "Phone", "212-555-0100");
        await world.SyncAsync();
        world.Crm.Edit(Stage.CrmAnn, "Email", "ann@x.com");
        await world.SyncAsync();

        Assert.Equal("212-555-0100|212-555-0100", world.Both("Phone"));
        Assert.Single(world.Crm.Existing);
        Assert.Single(world.Qb.Existing);
    }

    [Theory, Flavours]
    public async Task Rule_3_1_The_survivor_of_a_deletion_without_address_rests_too(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, profile => profile with { Deletions = DeletionsPolicy.Propagate });
        await world.AddPairAsync("bob@x.com");
        world.Qb.Delete(Stage.QbAnn);
        world.Crm.Edit(Stage.CrmAnn, "Email", null);
        Assert.Equal("Skip None Skipped NoEmail", (await world.SyncAsync()).Lines);
        Assert.Equal(0, world.Writes());
    }

    [Fact]
    public async Task Rule_3_1_A_record_without_any_value_is_no_record()
    {
        var world = Stage.Set(Flavour.Files);
        world.Crm.Put(null);
        Assert.Empty((await world.SyncAsync()).Entries);
    }

    [Theory, Flavours]
    public async Task Rule_3_2_Records_are_matched_by_address_alone(Flavour flavour)
    {
        var world = Stage.Set(flavour);
        world.Crm.Put("ann@x.com", ("LastName", "Ames"), ("FirstName", "Ann"));
        world.Crm.Put("bob@x.com", ("LastName", "Bell"));
        world.Qb.Put("Anybody <ANN@X.COM>", ("LastName", "Other"));
        world.Qb.Put("bell@x.com", ("LastName", "Bell"));
        await world.SyncAsync();

        var link = Assert.Single(await world.LinksAsync(), link => link.CrmId == Stage.CrmAnn);
        Assert.Equal("Anybody <ANN@X.COM>", world.Qb[link.QbId!]["Email"]);
        Assert.Equal(3, world.Crm.Existing.Count);
        Assert.Equal(3, world.Qb.Existing.Count);
    }

    [Theory, Flavours]
    public async Task Rule_3_3_A_job_is_skipped_and_its_address_does_not_count(Flavour flavour)
    {
        var world = Stage.Set(flavour);
        world.Crm.Put(Stage.Ann, ("LastName", "Ames"));
        world.Qb.Add([new("Email", Stage.Ann), new("LastName", "Ames:Kitchen")], isJob: true);
        var ran = await world.SyncAsync();

        Assert.Equal("Create Qb Done; Skip None Skipped Job", ran.Lines);
        Assert.Equal(2, world.Qb.Existing.Count);
        Assert.Empty((await world.SyncAsync()).Entries);
    }

    [Theory, Flavours]
    public async Task Rule_3_3_A_job_beside_a_linked_customer_of_that_address_makes_nothing_ambiguous(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour);
        world.Qb.Add([new("Email", Stage.Ann), new("LastName", "Ames:Kitchen")], isJob: true);
        Assert.Equal("Skip None Skipped Job", (await world.SyncAsync()).Lines);
    }

    [Theory, Flavours]
    public async Task Rule_3_3_Jobs_take_part_if_the_profile_says_so(Flavour flavour)
    {
        var world = Stage.Set(flavour);
        var job = world.Qb.Add([new("Email", Stage.Ann), new("LastName", "Kitchen")], isJob: true);
        Assert.Equal("Skip None Skipped Job", (await world.SyncAsync()).Lines);

        world.Change(profile => profile with { Qb = new MemorySettings { IncludeJobs = true } });
        Assert.Equal("Create Crm Done", (await world.SyncAsync()).Lines);
        Assert.Equal(job, Assert.Single(await world.LinksAsync()).QbId);
    }

    [Fact]
    public async Task Rule_3_3_An_inactive_customer_counts_as_deleted()
    {
        var world = await Stage.PairAsync(Flavour.Services);
        world.Qb.Delete(Stage.QbAnn);
        Assert.Equal("Hold None Held DeletedInQb", (await world.SyncAsync()).Lines);
        Assert.Equal(LinkState.QbDeleted, Assert.Single(await world.LinksAsync()).State);
    }

    [Fact]
    public async Task Rule_3_4_Without_an_administrator_nothing_is_read_or_written()
    {
        var world = await Stage.PairAsync(Flavour.Services);
        world.Crm.Edit(Stage.CrmAnn, "Notes", "a");
        world.Crm.RefusesAdministration = true;
        // A reading would break off with another error.
        world.Crm.BreaksOffAfter = world.Qb.BreaksOffAfter = 0;
        var ran = await world.SyncAsync();

        Assert.Equal((RunStatus.Failed, SyncErrorId.NotAdministrator), (ran.Run.Status, ran.Error!.Id));
        Assert.Equal((0, 0, 0), (ran.Run.CrmRead, ran.Run.QbRead, world.Writes()));
    }

    [Fact]
    public async Task Rule_3_4_A_comparison_and_an_undo_need_an_administrator_too()
    {
        var world = await Stage.PairAsync(Flavour.Services);
        world.Crm.Edit(Stage.CrmAnn, "Notes", "a");
        var ran = await world.SyncAsync();
        world.Crm.RefusesAdministration = true;

        Assert.Equal(SyncErrorId.NotAdministrator, (await Assert.ThrowsAsync<SyncException>(() => world.CompareAsync())).Id);
        Assert.Equal(SyncErrorId.NotAdministrator, (await Assert.ThrowsAsync<SyncException>(() => world.PreviewUndoAsync(ran.Run.SyncId))).Id);
        Assert.Equal(SyncErrorId.NotAdministrator, (await world.TakeBackAsync(ran.Run.SyncId)).Error!.Id);
        Assert.Equal("a|a", world.Both("Notes"));
    }

    [Fact]
    public async Task Rule_3_4_Reading_is_not_restricted()
    {
        var world = await Stage.PairAsync(Flavour.Services);
        world.Crm.RefusesAdministration = true;
        foreach (var side in Enum.GetValues<Side>())
        {
            var contact = Assert.Single(await Stage.ListAsync(
                Stage.EngineOf(world).ReadContactsAsync(world.Profile, side, new ContactFilter(), (_, _) => { }, CancellationToken.None)));
            Assert.Equal((side, Stage.Ann), (contact.Side, contact.Email));
        }
        Assert.Single(await world.HistoryAsync());
        Assert.Single(await world.LinksAsync());
    }

    [Theory, Flavours]
    public async Task Rule_3_3_A_customer_that_became_a_job_while_its_pair_was_filtered_out_is_still_one_when_it_is_not(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour, null, ("Company", "Other"));
        world.Change(profile => profile.Only("Company", "Acme"));
        Assert.Empty((await world.SyncAsync()).Entries);
        world.Qb.SetJob(Stage.QbAnn, true);
        Assert.Empty((await world.SyncAsync()).Entries);
        world.Crm.Edit(Stage.CrmAnn, "Company", "Acme");
        Assert.Equal("Skip None Skipped Job", (await world.SyncAsync()).Lines);
        Assert.Equal("Acme|Other", world.Both("Company"));
        // And it stops being one while it is filtered out again.
        world.Crm.Edit(Stage.CrmAnn, "Company", "None");
        await world.SyncAsync();
        world.Qb.SetJob(Stage.QbAnn, false);
        await world.SyncAsync();
        world.Crm.Edit(Stage.CrmAnn, "Company", "Acme");
        await world.SyncAsync();
        Assert.Equal("Acme|Acme", world.Both("Company"));
    }
}

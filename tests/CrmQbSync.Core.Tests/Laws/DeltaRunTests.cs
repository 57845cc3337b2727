using CrmQbSync.Connections;
using CrmQbSync.Running;
using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Laws;

/// <summary>Services that tell only what changed: no change may be lost, whatever a run did not get done.</summary>
public sealed class DeltaRunTests
{
    [Fact]
    public async Task A_selection_leaves_other_changes_to_the_next_run()
    {
        var world = await PairsAsync();
        world.Crm.Edit(world.Crm.Existing[0].Id, "Notes", "a");
        world.Crm.Edit(world.Crm.Existing[1].Id, "Notes", "b");
        world.Crm.Add("new@x.com", "Nash");

        await world.RunAsync(new RunOptions { Selection = new RecordSelection { Emails = ["BOB@x.com"] } });
        Assert.Equal("ann@x.com=, bob@x.com=b", world.Qb.Show("Notes"));

        await world.RunAsync();
        Assert.Equal("ann@x.com=a, bob@x.com=b, new@x.com=", world.Qb.Show("Notes"));
    }

    [Fact]
    public async Task A_selection_leaves_deletions_to_the_next_run()
    {
        var world = await PairsAsync(profile => profile with { Deletions = DeletionsPolicy.Propagate });
        world.Crm.Delete(world.Crm.Existing[0].Id);

        await world.RunAsync(new RunOptions { Selection = new RecordSelection { Emails = ["bob@x.com"] } });
        Assert.Equal(2, world.Qb.Existing.Count);

        await world.RunAsync();
        Assert.Equal("bob@x.com=Bell", world.Qb.Show("LastName"));
    }

    [Fact]
    public async Task What_a_mode_held_back_flows_when_the_mode_lets_it()
    {
        var world = await PairsAsync();
        world.Qb.Edit(world.Qb.Existing[0].Id, "Notes", "from QuickBooks");
        world.Qb.Add("new@x.com", "Nash");

        await world.RunAsync(new RunOptions { Mode = SyncMode.Export });
        Assert.Equal("ann@x.com=, bob@x.com=", world.Crm.Show("Notes"));

        await world.RunAsync();
        Assert.Equal("ann@x.com=from QuickBooks, bob@x.com=, new@x.com=", world.Crm.Show("Notes"));
    }

    [Fact]
    public async Task A_reading_that_broke_off_is_repeated_from_the_same_mark()
    {
        var world = await PairsAsync();
        world.Crm.Edit(world.Crm.Existing[0].Id, "Notes", "a");
        var marks = Marks(world);
        world.Qb.Edit(world.Qb.Existing[1].Id, "Phone", "212-555-0100");
        world.Qb.BreaksOffAfter = 0;
        await world.RunAsync();
        Assert.Equal(marks, Marks(world));

        world.Qb.BreaksOffAfter = null;
        await world.RunAsync();
        Assert.Equal("ann@x.com=a, bob@x.com=", world.Qb.Show("Notes"));
        Assert.Equal("ann@x.com=, bob@x.com=212-555-0100", world.Crm.Show("Phone"));
    }

    [Fact]
    public async Task A_record_that_could_not_be_read_is_read_by_the_next_run()
    {
        var world = await PairsAsync();
        var ann = world.Crm.Existing[0].Id;
        world.Crm.Edit(ann, "Notes", "a");
        world.Crm.Unreadable.Add(ann);
        var broken = await world.RunAsync();
        Assert.Equal(RunStatus.CompletedWithErrors, broken.Run!.Status);
        Assert.Equal("BadRow", Assert.Single(await world.EntriesAsync(broken.Run.SyncId)).ErrorCode);

        world.Crm.Unreadable.Clear();
        await world.RunAsync();
        Assert.Equal("ann@x.com=a, bob@x.com=", world.Qb.Show("Notes"));
    }

    [Fact]
    public async Task A_record_that_could_not_be_read_does_not_count_as_deleted()
    {
        var world = await PairsAsync(profile => profile with { Deletions = DeletionsPolicy.Propagate }, SideShape.File);
        world.Crm.Unreadable.Add(world.Crm.Existing[0].Id);
        await world.RunAsync();

        Assert.Equal(2, world.Qb.Existing.Count);
        Assert.All(await world.LinksAsync(), link => Assert.Equal(LinkState.Live, link.State));
    }

    [Fact]
    public async Task A_failed_write_is_tried_again_though_its_record_did_not_change()
    {
        var world = await PairsAsync();
        world.Crm.Edit(world.Crm.Existing[0].Id, "Notes", "a");
        world.Qb.Faults.Add(new WriteFault { Matches = _ => true, Code = "6190" });
        var failed = await world.RunAsync();
        Assert.Equal(1, failed.Run!.Failed);
        var entry = Assert.Single(await world.EntriesAsync(failed.Run.SyncId));
        Assert.Equal(("6190", "The service does not like it."), (entry.ErrorCode, entry.Message));

        world.Qb.Faults.Clear();
        await world.RunAsync();
        Assert.Equal("ann@x.com=a, bob@x.com=", world.Qb.Show("Notes"));
    }

    [Fact]
    public async Task A_failed_creation_is_tried_again_though_its_record_did_not_change()
    {
        var world = await PairsAsync();
        world.Crm.Add("new@x.com", "Nash");
        world.Qb.Faults.Add(new WriteFault { Matches = request => request.Kind == WriteKind.Create });
        Assert.Equal(1, (await world.RunAsync()).Run!.Failed);

        world.Qb.Faults.Clear();
        await world.RunAsync();
        Assert.Equal("ann@x.com=Ames, bob@x.com=Bell, new@x.com=Nash", world.Qb.Show("LastName"));
    }

    [Fact]
    public async Task A_record_changed_between_reading_and_writing_is_merged_again()
    {
        var world = await PairsAsync();
        var qbId = world.Qb.Existing[0].Id;
        world.Crm.Edit(world.Crm.Existing[0].Id, "Notes", "a");
        world.Qb.BeforeWrite = _ =>
        {
            world.Qb.BeforeWrite = null;
            world.Qb.Edit(qbId, "Phone", "212-555-0100");
        };
        var result = await world.RunAsync();
        Assert.Equal(RunStatus.Succeeded, result.Run!.Status);
        await world.RunAsync();

        Assert.Equal("ann@x.com=a, bob@x.com=", world.Qb.Show("Notes"));
        Assert.Equal("ann@x.com=212-555-0100, bob@x.com=", world.Crm.Show("Phone"));
    }

    [Fact]
    public async Task A_record_that_somebody_keeps_changing_fails_after_three_more_attempts()
    {
        var world = await PairsAsync();
        var qbId = world.Qb.Existing[0].Id;
        var attempts = 0;
        world.Crm.Edit(world.Crm.Existing[0].Id, "Notes", "a");
        world.Qb.BeforeWrite = _ => world.Qb.Edit(qbId, "LastName", $"Ames {++attempts}");
        var result = await world.RunAsync();

        Assert.Equal(4, attempts);
        var failed = Assert.Single(await world.EntriesAsync(result.Run!.SyncId), entry => entry.Status == EntryStatus.Failed);
        Assert.Equal("ChangedMeanwhile", failed.ErrorCode);
    }

    [Fact]
    public async Task A_record_deleted_between_reading_and_writing_is_dealt_with_as_deleted()
    {
        var world = await PairsAsync();
        var qbId = world.Qb.Existing[0].Id;
        world.Crm.Edit(world.Crm.Existing[0].Id, "Notes", "a");
        world.Qb.BeforeWrite = _ =>
        {
            world.Qb.BeforeWrite = null;
            world.Qb.Delete(qbId);
        };
        await world.RunAsync();
        await world.RunAsync();

        Assert.Empty(world.Guard.Breaches);
        Assert.Equal(2, world.Crm.Existing.Count);
        Assert.Equal("ann@x.com=a, bob@x.com=", world.Crm.Show("Notes"));
    }

    [Fact]
    public async Task A_new_contact_matches_a_customer_that_did_not_change()
    {
        var world = People.World(SideShape.Service, SideShape.Service, profile => profile with { Mode = SyncMode.Export });
        world.Qb.Add("ann@x.com", "Ames");
        await world.RunAsync();

        world.Crm.Add("ANN@x.com", "Ames", "212-555-0100");
        await world.RunAsync();
        Assert.Equal("ann@x.com=212-555-0100", world.Qb.Show("Phone"));
        Assert.Single(await world.LinksAsync());
    }

    /// <summary>Two linked pairs, Ann and Bob, between services that tell changes, unless another shape is given.</summary>
    private static async Task<World> PairsAsync(Func<SyncProfile, SyncProfile>? adjust = null, SideShape? shape = null)
    {
        var world = People.World(shape ?? SideShape.Service, shape ?? SideShape.Service, adjust);
        world.Crm.Add("ann@x.com", "Ames");
        world.Crm.Add("bob@x.com", "Bell");
        Assert.Equal(RunStatus.Succeeded, (await world.RunAsync()).Run!.Status);
        Assert.Equal(2, world.Qb.Existing.Count);
        world.Wait();
        return world;
    }

    private static (string?, string?) Marks(World world) => (world.State!.Header.CrmMark, world.State.Header.QbMark);
}

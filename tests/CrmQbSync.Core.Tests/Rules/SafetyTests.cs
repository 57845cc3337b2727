using CrmQbSync.Connections;
using CrmQbSync.Contacts;
using CrmQbSync.Profiles;
using CrmQbSync.Running;
using CrmQbSync.State;
using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Rules;

/// <summary>Rule 8.6: what stops a run before it writes anything.</summary>
public sealed class SafetyTests
{
    [Fact]
    public async Task Rule_8_6_By_default_fifty_may_be_deleted_and_no_more()
    {
        foreach (var (deleted, status) in new[] { (50, RunStatus.Succeeded), (51, RunStatus.Blocked) })
        {
            var profile = new SyncProfile { Name = "n", Path = "/memory/n.yaml", StatePath = "/memory/n.db", Crm = new MemorySettings(), Qb = new MemorySettings() };
            var world = new World(profile with { Rules = [World.Rule("Email"), World.Rule("LastName")], Deletions = DeletionsPolicy.Propagate });
            for (var number = 0; number <= 51; number++)
                world.Crm.Put($"p{number}@x.com", ("LastName", "P"));
            await world.SyncAsync();
            foreach (var record in world.Crm.Existing.Take(deleted))
                world.Crm.Delete(record.Id);
            Assert.Equal(status, (await world.SyncAsync()).Run.Status);
        }
    }

    [Theory]
    [InlineData(Flavour.Files, 2, RunStatus.Succeeded)]
    [InlineData(Flavour.Services, 2, RunStatus.Succeeded)]
    [InlineData(Flavour.Files, 1, RunStatus.Blocked)]
    [InlineData(Flavour.Services, 1, RunStatus.Blocked)]
    public async Task Rule_8_6_More_deletions_than_allowed_block_the_run(Flavour flavour, int allowed, RunStatus status)
    {
        var world = await Stage.TwoPairsAsync(flavour, profile => profile with { Deletions = DeletionsPolicy.Propagate, MaxDeletes = allowed });
        await world.AddPairAsync("cy@x.com");
        world.Crm.Delete(Stage.CrmAnn);
        world.Qb.Delete(Stage.QbBob);
        world.Crm.Edit("Crm.cy@x.com.1", "Notes", "c");
        var ran = await world.SyncAsync();
        Assert.Equal(status, ran.Run.Status);
        if (status != RunStatus.Blocked)
            return;
        Assert.Equal((SyncErrorId.SafetyThresholdExceeded, 0), (ran.Error!.Id, world.Writes()));
        Assert.Contains("2", ran.Run.Message, StringComparison.Ordinal);
        Assert.Equal(RunStatus.Succeeded, (await world.SyncAsync(new RunOptions { Force = true })).Run.Status);
        Assert.Equal(3, world.Writes());
    }

    [Theory]
    [InlineData(50, RunStatus.Succeeded)]
    [InlineData(49, RunStatus.Blocked)]
    public async Task Rule_8_6_The_percentage_counts_pairs_that_were_linked_before(int percent, RunStatus status)
    {
        var world = await Stage.TwoPairsAsync(Flavour.Services, profile => profile with { MaxChangePercent = percent });
        world.Crm.Put("new1@x.com", ("LastName", "New"));
        world.Crm.Put("new2@x.com", ("LastName", "New"));
        world.Crm.Edit(Stage.CrmAnn, "Notes", "a");
        world.Qb.Edit(Stage.QbAnn, "Company", "Acme");
        Assert.Equal(status, (await world.SyncAsync()).Run.Status);
    }

    [Theory, Flavours]
    public async Task Rule_8_6_A_side_that_has_linked_records_and_reads_as_empty_blocks_the_run(Flavour flavour)
    {
        foreach (var side in Enum.GetValues<Side>())
        {
            var world = await Stage.TwoPairsAsync(flavour);
            foreach (var record in world[side].Existing)
                world[side].Delete(record.Id);
            var ran = await world.SyncAsync(new RunOptions { All = true });
            Assert.Equal((RunStatus.Blocked, 0), (ran.Run.Status, world.Writes()));
            Assert.Empty(ran.Entries);
        }
    }

    [Theory, Flavours]
    public async Task Rule_8_6_A_side_whose_linked_records_are_all_known_to_be_deleted_blocks_nothing(Flavour flavour)
    {
        var world = await Stage.TwoPairsAsync(flavour);
        world.Crm.Delete(Stage.CrmAnn);
        world.Crm.Delete(Stage.CrmBob);
        Assert.Equal("Hold None Held DeletedInCrm; Hold None Held DeletedInCrm", (await world.SyncAsync(new RunOptions { Force = true })).Lines);
        world.Qb.Edit(Stage.QbAnn, "Notes", "a");
        Assert.Equal("Create Crm Done", (await world.SyncAsync()).Lines);
    }

    [Fact]
    public async Task Rule_8_6_A_comparison_warns_that_the_run_would_be_stopped()
    {
        var world = await Stage.TwoPairsAsync(Flavour.Files, profile => profile with { MaxCreates = 0 });
        world.Crm.Put("new@x.com", ("LastName", "New"));
        var observer = new SilentObserver();
        await Stage.ListAsync(Stage.EngineOf(world).CompareAsync(world.Profile, new RunOptions(), observer, CancellationToken.None));
        Assert.Contains("maxCreates", Assert.Single(observer.Warnings), StringComparison.Ordinal);
    }
}

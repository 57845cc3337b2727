using CrmQbSync.Running;
using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Laws;

/// <summary>Rule 8.6, and what keeps a run from beginning.</summary>
public sealed class SafetyStopTests
{
    [Fact]
    public async Task A_run_that_would_delete_more_than_allowed_writes_nothing()
    {
        var world = await PairsAsync(profile => profile with { MaxDeletes = 1, Deletions = DeletionsPolicy.Propagate });
        world.Crm.Delete(world.Crm.Existing[0].Id);
        world.Crm.Delete(world.Crm.Existing[0].Id);
        world.Crm.Edit(world.Crm.Existing[0].Id, "Notes", "waits too");
        await DemandBlockedAsync(world, "2", "1");
    }

    [Fact]
    public async Task A_run_that_would_create_more_than_allowed_writes_nothing()
    {
        var world = await PairsAsync(profile => profile with { MaxCreates = 3 });
        foreach (var name in new[] { "dee", "eve" })
        {
            world.Crm.Add(name + "@x.com", name);
            world.Qb.Add(name + "@y.com", name);
        }
        await DemandBlockedAsync(world, "4", "3");
    }

    [Fact]
    public async Task As_many_as_allowed_are_created()
    {
        var world = await PairsAsync(profile => profile with { MaxCreates = 1 });
        world.Crm.Add("dee@x.com", "Dunn");
        Assert.Equal(RunStatus.Succeeded, (await world.RunAsync()).Run!.Status);
        Assert.Equal(4, world.Qb.Existing.Count);
    }

    [Fact]
    public async Task A_run_that_would_change_too_large_a_part_writes_nothing()
    {
        var world = await PairsAsync(profile => profile with { MaxChangePercent = 50 });
        world.Crm.Edit(world.Crm.Existing[0].Id, "Notes", "a");
        world.Crm.Edit(world.Crm.Existing[1].Id, "Notes", "b");
        await DemandBlockedAsync(world, "2", "50");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_side_that_reads_as_empty_stops_the_run(bool keepsDeleted)
    {
        var world = await PairsAsync(shape: SideShape.File with { KeepsDeleted = keepsDeleted });
        foreach (var record in world.Crm.Existing)
            world.Crm.Delete(record.Id);
        await DemandBlockedAsync(world);
    }

    [Fact]
    public async Task A_blocked_run_is_foretold_in_full_and_loses_no_change()
    {
        var world = await PairsAsync(profile => profile with { MaxCreates = 0 }, SideShape.Service);
        world.Crm.Add("dee@x.com", "Dunn");
        Assert.Contains(await world.CompareAsync(), change => change.Action == ChangeAction.Create);
        Assert.Equal(RunStatus.Blocked, (await world.RunAsync()).Run!.Status);

        world.Profile = world.Profile with { MaxCreates = null };
        await world.RunAsync();
        Assert.Equal(4, world.Qb.Existing.Count);
    }

    [Fact]
    public async Task Nobody_but_an_administrator_may_run()
    {
        var world = await PairsAsync();
        world.Crm.Edit(world.Crm.Existing[0].Id, "Notes", "a");
        world.Crm.RefusesAdministration = true;
        var result = await world.RunAsync();

        Assert.Equal((SyncErrorId.NotAdministrator, RunStatus.Failed), (result.Error!.Id, result.Run!.Status));
        Assert.Equal("ann@x.com=, bob@x.com=, cy@x.com=", world.Qb.Show("Notes"));
        Assert.Equal(SyncErrorId.NotAdministrator, (await Assert.ThrowsAsync<SyncException>(() => world.CompareAsync())).Id);
    }

    [Fact]
    public async Task Another_company_than_before_is_refused()
    {
        var world = await PairsAsync(shape: SideShape.File with { Identity = "one" });
        world.Qb.Shape = world.Qb.Shape with { Identity = "another" };
        world.Crm.Edit(world.Crm.Existing[0].Id, "Notes", "a");
        var result = await world.RunAsync(new RunOptions { Force = true });

        Assert.Equal(SyncErrorId.WrongCompany, result.Error!.Id);
        Assert.Equal("ann@x.com=, bob@x.com=, cy@x.com=", world.Qb.Show("Notes"));
    }

    [Fact]
    public async Task A_second_run_at_the_same_time_is_refused_and_leaves_no_trace()
    {
        var world = await PairsAsync();
        await using var store = await world.States.OpenAsync(new CrmQbSync.State.StateLocation("Memory", world.Profile.StatePath, world.Profile.Path), CancellationToken.None);
        await using (await store.AcquireLockAsync(CancellationToken.None))
            Assert.Equal(SyncErrorId.SyncAlreadyRunning, (await Assert.ThrowsAsync<SyncException>(() => world.RunAsync())).Id);

        Assert.Single(await world.HistoryAsync());
        Assert.Equal(RunStatus.Succeeded, (await world.RunAsync()).Run!.Status);
    }

    [Fact]
    public async Task An_empty_selection_is_no_run()
    {
        var world = await PairsAsync();
        var observer = new SilentObserver();
        var result = await world.RunAsync(new RunOptions { Selection = new RecordSelection() }, observer);

        Assert.Null(result.Run);
        Assert.Single(await world.HistoryAsync());
        Assert.Single(observer.Warnings);
    }

    [Fact]
    public async Task A_run_that_a_person_does_not_want_writes_nothing()
    {
        var world = await PairsAsync();
        world.Crm.Edit(world.Crm.Existing[0].Id, "Notes", "a");
        var observer = new SilentObserver { Answer = false };
        var before = world.Picture();
        var result = await world.RunAsync(null, observer);

        Assert.Equal(1, observer.Asked!.QbUpdates);
        Assert.Equal((RunStatus.Cancelled, null), (result.Run!.Status, result.Error));
        Assert.Equal(before, world.Picture());
        await world.RunAsync();
        Assert.Equal("ann@x.com=a, bob@x.com=, cy@x.com=", world.Qb.Show("Notes"));
    }

    [Fact]
    public async Task Where_there_is_nothing_to_write_nothing_is_asked()
    {
        var world = await PairsAsync();
        var observer = new SilentObserver { Answer = false };
        Assert.Equal(RunStatus.Succeeded, (await world.RunAsync(null, observer)).Run!.Status);
        Assert.Null(observer.Asked);
    }

    /// <summary>The run is blocked and says these figures; forced, it does its work.</summary>
    private static async Task DemandBlockedAsync(World world, params string[] figures)
    {
        var before = world.Picture();
        var result = await world.RunAsync();
        Assert.Equal(RunStatus.Blocked, result.Run!.Status);
        Assert.Equal(SyncErrorId.SafetyThresholdExceeded, result.Error!.Id);
        Assert.All(figures, figure => Assert.Contains(figure, result.Run.Message!, StringComparison.Ordinal));
        Assert.Equal(before, world.Picture());
        Assert.True(world.State!.Intents.IsEmpty);

        var forced = await world.RunAsync(new RunOptions { Force = true });
        Assert.Equal(RunStatus.Succeeded, forced.Run!.Status);
        Assert.NotEmpty(await world.EntriesAsync(forced.Run.SyncId));
    }

    private static async Task<World> PairsAsync(Func<SyncProfile, SyncProfile>? adjust = null, SideShape? shape = null)
    {
        var world = People.World(shape, shape, null);
        foreach (var (email, name) in new[] { ("ann@x.com", "Ames"), ("bob@x.com", "Bell"), ("cy@x.com", "Cole") })
            world.Crm.Add(email, name);
        await world.RunAsync();
        world.Wait();
        world.Profile = adjust is null ? world.Profile : adjust(world.Profile);
        return world;
    }
}

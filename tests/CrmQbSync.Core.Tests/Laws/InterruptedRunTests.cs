using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Laws;

/// <summary>One rich run, killed at every single step (law 8).</summary>
public sealed class InterruptedRunTests
{
    public static TheoryData<FaultKind, bool> Ways => new()
    {
        { FaultKind.Kill, false }, { FaultKind.Kill, true },
        { FaultKind.ServiceGone, false }, { FaultKind.ServiceGone, true },
        { FaultKind.DiskFull, false }, { FaultKind.DiskFull, true },
        { FaultKind.Stop, false }, { FaultKind.Stop, true },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Whatever_happens_at_any_step_the_next_run_finishes_the_work(FaultKind kind, bool isService)
    {
        var start = await WorldWithWorkToDoAsync(isService);
        var whole = start.Copy();
        using var count = new FaultSwitch();
        Assert.Equal(RunStatus.Succeeded, (await whole.RunAsync(null, count))!.Run!.Status);
        Assert.True(count.Steps.Count > 12, string.Join(", ", count.Steps));

        for (var step = 1; step <= count.Steps.Count; step++)
        {
            var world = start.Copy();
            using var faults = new FaultSwitch(kind, step);
            await world.RunAsync(null, faults);
            var struck = $"{kind} at step {step}, {faults.Steps[^1]}";
            var second = await world.RunAsync();

            Assert.True(second.Run!.Status == RunStatus.Succeeded, $"{struck}: {second.Run.Status} {second.Error}");
            Assert.True(whole.Picture() == world.Picture(), $"{struck}:\n{world.Picture()}\ninstead of\n{whole.Picture()}");
            Assert.True(world.Guard.Breaches.Count == 0, $"{struck}: {string.Join('\n', world.Guard.Breaches)}");
            Assert.True(world.State!.Intents.IsEmpty, struck);
            Assert.True(world.Crm.Log.Count + world.Qb.Log.Count == whole.Crm.Log.Count + whole.Qb.Log.Count, $"{struck}: {string.Join('\n', world.Crm.Log.Concat(world.Qb.Log))}");
        }
    }

    [Fact]
    public async Task A_killed_run_reads_as_Interrupted_even_before_the_next_one()
    {
        var world = await WorldWithWorkToDoAsync(isService: true);
        using var faults = new FaultSwitch(FaultKind.Kill, 9);
        await world.RunAsync(null, faults);

        var run = (await world.HistoryAsync())[0];
        Assert.Equal((2, RunStatus.Interrupted, null), (run.SyncId, run.Status, run.FinishedAt));
    }

    [Fact]
    public async Task A_run_whose_service_goes_away_is_Failed_with_the_reason()
    {
        var world = await WorldWithWorkToDoAsync(isService: true);
        world.Qb.BreaksOffAfter = 0;
        var result = await world.RunAsync();

        Assert.Equal(SyncErrorId.ServiceUnavailable, result.Error!.Id);
        var run = (await world.HistoryAsync())[0];
        Assert.Equal(RunStatus.Failed, run.Status);
        Assert.Contains("broke off", run.Message, StringComparison.Ordinal);
        Assert.NotNull(run.FinishedAt);
    }

    [Fact]
    public async Task A_creation_whose_answer_was_lost_is_found_again_not_repeated()
    {
        var world = People.World(SideShape.Service with { IsIdempotent = false }, SideShape.Service with { IsIdempotent = false });
        world.Crm.Add("ann@x.com", "Ames");
        world.Qb.Faults.Add(new WriteFault { Matches = _ => true, Status = CrmQbSync.Connections.WriteStatus.Unknown, IsDone = true });
        await world.RunAsync();
        world.Qb.Faults.Clear();
        await world.RunAsync();

        Assert.Single(world.Qb.Existing);
        Assert.Single(await world.LinksAsync());
        Assert.True(world.State!.Intents.IsEmpty);
    }

    [Fact]
    public async Task A_creation_that_was_not_done_though_nobody_said_so_is_done_by_the_next_run()
    {
        var world = People.World();
        world.Crm.Add("ann@x.com", "Ames");
        world.Qb.Faults.Add(new WriteFault { Matches = _ => true, Status = CrmQbSync.Connections.WriteStatus.Unknown });
        await world.RunAsync();
        world.Qb.Faults.Clear();
        await world.RunAsync();

        Assert.Single(world.Qb.Existing);
        Assert.Single(await world.LinksAsync());
    }

    /// <summary>Creations both ways, merging with updates both ways, an update, a deletion; a first run has made some links.</summary>
    private static async Task<World> WorldWithWorkToDoAsync(bool isService)
    {
        var shape = isService ? SideShape.Service with { IsIdempotent = false } : SideShape.File;
        var world = People.World(shape, shape, profile => profile with { Deletions = DeletionsPolicy.Propagate });
        var ann = world.Crm.Add("ann@x.com", "Ames", "212-555-0100");
        var bob = world.Crm.Add("bob@x.com", "Bell");
        await world.RunAsync();

        world.Wait();
        world.Crm.Edit(ann, "Notes", "called");
        world.Qb.Edit(world.Qb.Existing[0].Id, "Phone", "212-555-0199");
        world.Crm.Delete(bob);
        world.Crm.Add("cy@x.com", "Cole");
        world.Crm.Add("dee@x.com", "Dunn", notes: "old");
        world.Qb.Add("dee@x.com", phone: "212-555-0111", notes: "new");
        world.Qb.Add("eve@x.com", notes: "no last name");
        world.Qb.Add("fay@x.com", "Ford");
        world.Wait();
        return world;
    }
}

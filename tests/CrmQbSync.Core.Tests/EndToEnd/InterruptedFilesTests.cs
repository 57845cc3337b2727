using CrmQbSync.Running;
using CrmQbSync.Tests.Doubles;
using CrmQbSync.Tests.Laws;
using Microsoft.Extensions.Time.Testing;

namespace CrmQbSync.Tests.EndToEnd;

/// <summary>One rich run over files and a real state, that something happens to at every single step (law 8).</summary>
public sealed class InterruptedFilesTests
{
    public static TheoryData<FaultKind, string> Ways
    {
        get
        {
            var ways = new TheoryData<FaultKind, string>();
            foreach (var kind in Enum.GetValues<FaultKind>())
            {
                foreach (var ids in Enum.GetNames<CsvIds>())
                {
                    // The answer of a file gets lost with its process only: replacing it is the last thing that a write does. Where the rows have ids,
                    // a lost answer is tried all the same.
                    if (kind != FaultKind.ServiceGone || ids == nameof(CsvIds.Given))
                        ways.Add(kind, ids);
                }
            }
            return ways;
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Whatever_happens_at_any_step_the_next_run_finishes_the_work(FaultKind kind, string ids)
    {
        using var start = await WorldWithWorkToDoAsync(Enum.Parse<CsvIds>(ids));
        using var undisturbed = start.Copy();
        var done = await undisturbed.RunAsync();
        Assert.Equal(RunStatus.Succeeded, done.Run!.Status);
        var expected = await PictureAsync(undisturbed);

        var step = 0;
        while (true)
        {
            using var struck = start.Copy();
            using var faults = new FaultSwitch(kind, ++step);
            using var world = await struck.RunAsync(faults);
            if (!faults.HasStruck)
                break;
            var place = $"{kind} at step {step}, {faults.Steps[^1]}";
            DemandToldHonestly(await world.HistoryAsync(), kind, place);
            Assert.True(kind == FaultKind.Kill || !world.Files.Any(file => file.Contains("tmp", StringComparison.Ordinal)), $"{place}: {string.Join(", ", world.Files)}");
            world.Clock.Advance(TimeSpan.FromMinutes(1));
            var second = await world.RunAsync();

            Assert.True(second.Run!.Status == RunStatus.Succeeded, $"{place}: {second.Run.Status} {second.Error}");
            var differences = EntryText.Difference("without", expected, "after " + place, await PictureAsync(world)).ToList();
            Assert.True(differences.Count == 0, string.Join('\n', differences));
            Assert.Empty(await world.IntentsAsync());
        }
        Assert.True(step > 25, $"There were only {step} steps.");
    }

    [Fact]
    public async Task A_clock_that_was_set_back_keeps_runs_working_and_Sync_IDs_rising()
    {
        using var world = await WorldWithWorkToDoAsync(CsvIds.Given);
        world.Clock = new FakeTimeProvider(world.Clock.GetUtcNow().AddDays(-1));
        var second = await world.RunAsync();
        world.Edit(Side.Qb, sheet => sheet.Set(sheet.Rows[0], "Notes", "later"));
        world.Clock = new FakeTimeProvider(world.Clock.GetUtcNow().AddDays(-400));
        var third = await world.RunAsync();

        Assert.Equal((RunStatus.Succeeded, RunStatus.Succeeded), (second.Run!.Status, third.Run!.Status));
        Assert.Equal(1, third.Run.CrmUpdated);
        Assert.Equal([3, 2, 1], (await world.HistoryAsync()).Select(run => run.SyncId));
        Assert.All(await world.HistoryAsync(), run => Assert.True(run.Duration >= TimeSpan.Zero));
    }

    /// <summary>Creations both ways, merging with updates both ways, updates, a deletion; a first run has made some links.</summary>
    private static async Task<CsvWorld> WorldWithWorkToDoAsync(CsvIds ids)
    {
        var profile = World.ProfileOf(Pools.Fields.Select(field => World.Rule(field))) with { Deletions = DeletionsPolicy.Propagate };
        var world = new CsvWorld(profile, new CsvShape { Ids = ids }, new CsvShape { Ids = ids, Delimiter = ';' });
        world.Add(Side.Crm, ("Email", "ann@x.com"), ("LastName", "Ames"), ("Phone", "212-555-0100"));
        world.Add(Side.Crm, ("Email", "bob@x.com"), ("LastName", "Bell"));
        world.Add(Side.Qb, ("Email", "ann@x.com"), ("LastName", "Ames"));
        Assert.Equal(RunStatus.Succeeded, (await world.RunAsync()).Run!.Status);

        world.Edit(Side.Crm, sheet => sheet.Set(sheet.Rows[0], "Notes", "called; \"twice\"\nor more"));
        world.Edit(Side.Qb, sheet => sheet.Set(sheet.Rows[0], "Phone", "212-555-0199"));
        world.Edit(Side.Crm, sheet => sheet.Rows.RemoveAt(1));
        world.Add(Side.Crm, ("Email", "cy@x.com"), ("LastName", "Cole"));
        world.Add(Side.Crm, ("Email", "dee@x.com"), ("LastName", "Dunn"), ("Notes", "old"));
        world.Add(Side.Qb, ("Email", "dee@x.com"), ("Phone", "212-555-0111"), ("Notes", "new"));
        world.Add(Side.Qb, ("Email", "eve@x.com"), ("Notes", "no last name"));
        world.Add(Side.Qb, ("Email", "fay@x.com"), ("LastName", "Ford"));
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        return world;
    }

    /// <summary>A run that began is in the history, and says how it ended.</summary>
    private static void DemandToldHonestly(List<SyncRun> history, FaultKind kind, string place)
    {
        var told = history.SingleOrDefault(run => run.SyncId == 2);
        var allowed = kind == FaultKind.Kill
            ? new[] { RunStatus.Interrupted, RunStatus.Succeeded }
            // Where the state cannot be written, nothing can say how the run ended but that it did not.
            : kind == FaultKind.DiskFull ? [RunStatus.Interrupted, RunStatus.Succeeded]
            : kind == FaultKind.Stop ? [RunStatus.Cancelled, RunStatus.Succeeded]
            // A service that goes away after the last call is not missed.
            : [RunStatus.Failed, RunStatus.Succeeded];
        Assert.True(told is null || allowed.Contains(told.Status), $"{place}: the history says {told?.Status}.");
    }

    /// <summary>Both files, the pairs, and what all runs say to have written. New rows and ids come in no order that anybody is promised.</summary>
    private static async Task<List<string>> PictureAsync(CsvWorld world)
    {
        var picture = new List<string>();
        foreach (var side in new[] { Side.Crm, Side.Qb })
        {
            var sheet = world.Load(side);
            Assert.Equal(sheet.Rows.Count, sheet.Rows.Select(row => Agreement.Normal(Pools.Email, sheet.Cell(row, Pools.Email))).Distinct().Count());
            Assert.All(sheet.Rows, row => Assert.NotNull(sheet.Cell(row, CsvSheet.Id)));
            picture.AddRange(sheet.Rows.Select(row => $"{side}: {string.Join('|', row.Where((_, column) => sheet.Headers[column] != CsvSheet.Id))}"));
            var ids = sheet.Rows.ToDictionary(row => sheet.Cell(row, CsvSheet.Id)!, row => sheet.Cell(row, Pools.Email), StringComparer.Ordinal);
            picture.AddRange((await world.LinksAsync()).Select(link => $"{link.Email}: {side} {ids[(side == Side.Crm ? link.CrmId : link.QbId)!]}, {link.State}"));
        }
        foreach (var run in await world.HistoryAsync())
        {
            var entries = await world.EntriesAsync(run.SyncId);
            picture.AddRange(entries.Where(entry => entry.Status == EntryStatus.Done).Select(Text));
            Assert.Equal(run.CrmCreated + run.QbCreated, entries.Count(entry => entry is { Status: EntryStatus.Done, Action: ChangeAction.Create }));
            Assert.Equal(run.CrmUpdated + run.QbUpdated, entries.Count(entry => entry is { Status: EntryStatus.Done, Action: ChangeAction.Update }));
            Assert.Equal(run.CrmDeleted + run.QbDeleted, entries.Count(entry => entry is { Status: EntryStatus.Done, Action: ChangeAction.Delete }));
        }
        return picture;
    }

    private static string Text(SyncEntry entry) =>
        $"{entry.Action} {entry.Target} {entry.Email}: {string.Join("; ", entry.Fields.Where(field => field.Target == entry.Target).Select(field => field.ToString()).Order(StringComparer.Ordinal))}";
}

using CrmQbSync.Tests.Doubles;
using CrmQbSync.Tests.Laws;

namespace CrmQbSync.Tests.EndToEnd;

/// <summary>Rule 8.12 over real files: a row that a run took out before it died comes back whole.</summary>
public sealed class LostDeletionFilesTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Rule_8_12_A_row_whose_deletion_was_never_answered_comes_back_with_all_its_cells(bool hasIds)
    {
        var ids = hasIds ? CsvIds.Given : CsvIds.None;
        var profile = World.ProfileOf(Pools.Fields.Select(field => World.Rule(field))) with { Deletions = DeletionsPolicy.Propagate };
        using var world = new CsvWorld(profile, new CsvShape { Ids = ids }, new CsvShape { Ids = ids });
        foreach (var side in Enum.GetValues<Side>())
        {
            world.Add(side, ("Email", "ann@x.com"), ("LastName", "Ames"));
            world.Add(side, ("Email", "bob@x.com"), ("LastName", "Bell"));
        }
        await world.RunAsync();
        string[] whole = [.. Cells(world, Side.Qb)];
        world.Edit(Side.Crm, sheet => sheet.Rows.RemoveAll(row => sheet.Cell(row, "Email") == "ann@x.com"));
        using var counting = world.Copy();
        using var counted = new FaultSwitch();
        (await counting.RunAsync(counted)).Dispose();
        using var kill = new FaultSwitch(FaultKind.Kill, counted.Steps.ToList().IndexOf("Qb write's answer") + 1);
        using var after = await world.RunAsync(kill);
        Assert.Single(Cells(after, Side.Qb));
        await after.RunAsync();
        var killed = (await after.HistoryAsync()).Single(run => run.Status == RunStatus.Interrupted);

        var undo = await after.UndoAsync(killed.SyncId);

        Assert.True(undo.Run!.Status == RunStatus.Succeeded, undo.Error?.ToString());
        Assert.Equal(whole.Order(StringComparer.Ordinal), Cells(after, Side.Qb).Order(StringComparer.Ordinal));
        Assert.Equal(2, Cells(after, Side.Crm).Count());
        var quiet = (await after.RunAsync()).Run!;
        Assert.Equal((0, 0), (quiet.CrmCreated + quiet.QbCreated + quiet.CrmUpdated + quiet.QbUpdated, quiet.CrmDeleted + quiet.QbDeleted + quiet.Linked));
    }

    /// <summary>What stands in a file apart from ids and times.</summary>
    private static IEnumerable<string> Cells(CsvWorld world, Side side)
    {
        var sheet = world.Load(side);
        return sheet.Rows.Select(row => string.Join('|', Pools.Fields.Append(CsvSheet.Own).Select(column => sheet.Cell(row, column))));
    }
}

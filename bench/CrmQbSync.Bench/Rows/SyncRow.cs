using CrmQbSync.Bench.Data;
using CrmQbSync.Bench.Measuring;

namespace CrmQbSync.Bench.Rows;

/// <summary>
/// Whole runs over two CSV files: the first, with state and files written, against DuckDB reading both files and joining them; the same again
/// without a change, and with one record in a hundred changed, against the first.
/// </summary>
internal sealed class SyncRow : IRow
{
    private const int Records = 100_000;
    private const int Turns = 5;

    public string Name => "sync";

    public IEnumerable<Figure> Measure()
    {
        using var folder = new SyncFolder(Records);
        using var duck = new DuckTables();
        var times = new List<Times>();
        for (var turn = 0; turn <= Turns; turn++)
            times.Add(Measure(folder, duck));
        // The first turn compiles what the others run.
        times.RemoveAt(0);
        var first = BestOf(time => time.First);
        yield return Figure.Ratio($"first synchronisation of {Records:N0} x {Records:N0}", first, BestOf(time => time.Duck), 4, "DuckDB");
        yield return Figure.Ratio("again, nothing changed", BestOf(time => time.Quiet), first, 0.35, "first");
        yield return Figure.Ratio("again, 1 % changed in one file", BestOf(time => time.OneFile), first, 0.5, "first");
        yield return Figure.Ratio("again, 1 % changed in both files", BestOf(time => time.BothFiles), first, 0.5, "first");
        Lap BestOf(Func<Times, Lap> of) => Lap.Best(times.Select(of));
    }

    private static Times Measure(SyncFolder folder, DuckTables duck)
    {
        folder.Reset();
        var rival = Stopclock.Once(() => duck.Compare(DuckTables.File(folder.CrmPath), DuckTables.File(folder.QbPath)));
        // Of each twenty records: one is new on either side, one was changed.
        var first = Run(folder, Records / 20 * 3);
        var quiet = Run(folder, 0);
        SyncFolder.ChangeOnePercent(folder.CrmPath, 37);
        var oneFile = Run(folder, Records / 100);
        SyncFolder.ChangeOnePercent(folder.CrmPath, 59);
        SyncFolder.ChangeOnePercent(folder.QbPath, 78);
        return new Times(rival, first, quiet, oneFile, Run(folder, Records / 100 * 2));
    }

    private static Lap Run(SyncFolder folder, int expected)
    {
        SyncRun? run = null;
        var time = Stopclock.Once(() => run = Synchronisation.Run(folder));
        var written = Synchronisation.Written(run!);
        return written == expected ? time : throw new InvalidOperationException($"{expected} records were to be written, {written} were.");
    }

    private readonly record struct Times(Lap Duck, Lap First, Lap Quiet, Lap OneFile, Lap BothFiles);
}

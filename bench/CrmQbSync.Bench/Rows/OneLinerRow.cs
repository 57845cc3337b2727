using CrmQbSync.Bench.Data;
using CrmQbSync.Bench.Measuring;

namespace CrmQbSync.Bench.Rows;

/// <summary>A first synchronisation of a small profile, typed at a fresh prompt: the whole process, beyond one that imports and runs the empty module.</summary>
internal sealed class OneLinerRow : IRow
{
    private const int Records = 1_000;
    private const int Turns = 7;
    private const double Limit = 0.7;

    public string Name => "oneliner";

    public IEnumerable<Figure> Measure()
    {
        using var folder = new SyncFolder(Records);
        var ours = new List<TimeSpan>();
        var empty = new List<TimeSpan>();
        for (var turn = 0; turn < Turns; turn++)
        {
            folder.Reset();
            empty.Add(EngineProcess.Run(Modules.Empty, "Test-Empty").Whole);
            ours.Add(EngineProcess.Run(Modules.Ours, $"Invoke-ContactSync -Profile '{folder.ProfilePath}' -Confirm:$false").Whole);
        }
        yield return Figure.Beyond($"Invoke-ContactSync of {Records:N0} x {Records:N0} in a fresh process", ours.Min(), empty.Min(), Limit, "s", TimeSpan.FromSeconds(1));
    }
}

using System.Globalization;
using CrmQbSync.Bench.Data;
using CrmQbSync.Bench.Measuring;

namespace CrmQbSync.Bench.Rows;

/// <summary>How the first synchronisation grows from a hundred thousand pairs to a million: each in a process of its own, for its peak memory.</summary>
internal sealed class GrowthRow : IRow
{
    private const int Few = 100_000;
    private const int Many = 1_000_000;
    private const int WarmUp = 2_000;
    private const double MemoryLimit = 1.5;
    private const double BytesPerGigabyte = 1 << 30;

    public string Name => "growth";

    public IEnumerable<Figure> Measure()
    {
        var few = Lap.Best([Run(Few).Lap, Run(Few).Lap, Run(Few).Lap]);
        var many = Run(Many);
        yield return Figure.Ratio($"{Many:N0} pairs instead of {Few:N0}", many.Lap, few, 11, "fewer");
        yield return new Figure("peak memory of that", many.PeakBytes / BytesPerGigabyte, MemoryLimit, "GB", $"{many.PeakBytes:N0} bytes");
    }

    /// <summary>What the child process does: one small run to compile everything, then the run that is measured.</summary>
    public static void Child(IReadOnlyList<string> arguments)
    {
        // Made by another process: what the making needs is no part of the peak.
        using var warmUp = SyncFolder.Open(arguments[0]);
        Synchronisation.Run(warmUp);
        using var folder = SyncFolder.Open(arguments[1]);
        var lap = Stopclock.Once(() => Synchronisation.Run(folder));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{lap.Time.Ticks} {lap.Processor.Ticks} {PeakBytes()}"));
    }

    /// <summary>What the child process does that makes the files.</summary>
    public static void Make(IReadOnlyList<string> arguments) =>
        Console.WriteLine(new SyncFolder(int.Parse(arguments[0], CultureInfo.InvariantCulture)).Folder);

    private static (Lap Lap, long PeakBytes) Run(int records)
    {
        var warmUp = ChildProcess.Run("make", [WarmUp.ToString(CultureInfo.InvariantCulture)]).Output;
        var folder = ChildProcess.Run("make", [records.ToString(CultureInfo.InvariantCulture)]).Output;
        var parts = ChildProcess.Run("growth", [warmUp, folder]).Output.Split(' ');
        long At(int part) => long.Parse(parts[part], CultureInfo.InvariantCulture);
        return (new Lap(new TimeSpan(At(0)), new TimeSpan(At(1))), At(2));
    }

    /// <summary>The most memory that this process ever held: VmHWM on Linux, the peak working set elsewhere.</summary>
    private static long PeakBytes()
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}

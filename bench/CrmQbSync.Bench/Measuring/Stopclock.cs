using System.Diagnostics;

namespace CrmQbSync.Bench.Measuring;

/// <summary>Measures two ways of doing the same in turns, so that what else the machine does meets both alike.</summary>
internal static class Stopclock
{
    /// <summary>The best of some turns each, after one that does not count.</summary>
    public static (Lap First, Lap Second) InTurns(int turns, Action first, Action second)
    {
        var firsts = new List<Lap>();
        var seconds = new List<Lap>();
        for (var turn = 0; turn <= turns; turn++)
        {
            var one = Once(first);
            var two = Once(second);
            if (turn == 0)
                continue;
            firsts.Add(one);
            seconds.Add(two);
        }
        return (Lap.Best(firsts), Lap.Best(seconds));
    }

    /// <summary>How long something takes, beginning with an empty heap.</summary>
    public static Lap Once(Action action)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        var processor = Environment.CpuUsage.TotalTime;
        var started = Stopwatch.GetTimestamp();
        action();
        return new Lap(Stopwatch.GetElapsedTime(started), Environment.CpuUsage.TotalTime - processor);
    }
}

using System.Diagnostics;

namespace CrmQbSync.Bench.Measuring;

/// <summary>Measures two ways of doing the same in turns, so that what else the machine does meets both alike.</summary>
internal static class Stopclock
{
    /// <summary>The median times of some turns each, after one that does not count.</summary>
    public static (TimeSpan First, TimeSpan Second) InTurns(int turns, Action first, Action second)
    {
        var firsts = new List<TimeSpan>();
        var seconds = new List<TimeSpan>();
        for (var turn = 0; turn <= turns; turn++)
        {
            var one = Once(first);
            var two = Once(second);
            if (turn == 0)
                continue;
            firsts.Add(one);
            seconds.Add(two);
        }
        return (Median(firsts), Median(seconds));
    }

    /// <summary>How long something takes, beginning with an empty heap.</summary>
    public static TimeSpan Once(Action action)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        var started = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(started);
    }

    public static TimeSpan Median(IEnumerable<TimeSpan> times)
    {
        var ordered = times.Order().ToList();
        return ordered[ordered.Count / 2];
    }
}

using System.Globalization;

namespace CrmQbSync.Reporting;

/// <summary>The runs over time: what was created, updated, held and failed. Few runs have a bar each; many are summed up by hour, day or longer.</summary>
internal sealed class RunChart
{
    private const int MostBars = 60;
    private const int LaneHeight = 52;
    private const int LaneGap = 16;
    private const int Top = 8;

    private static readonly (TimeSpan Span, string Name)[] s_units =
    [
        (TimeSpan.FromHours(1), "hour"),
        (TimeSpan.FromHours(6), "6 hours"),
        (TimeSpan.FromDays(1), "day"),
        (TimeSpan.FromDays(7), "week"),
        (TimeSpan.FromDays(28), "4 weeks"),
        (TimeSpan.FromDays(364), "52 weeks"),
    ];

    private static readonly (string Name, string Style, Func<SyncRun, int> Figure)[] s_figures =
    [
        ("Created", "created", run => run.CrmCreated + run.QbCreated),
        ("Updated", "updated", run => run.CrmUpdated + run.QbUpdated),
        ("Held", "held", run => run.Held),
        ("Failed", "failed", run => run.Failed),
    ];

    /// <summary>The chart of some runs.</summary>
    /// <param name="newestFirst">The runs.</param>
    /// <param name="zone">The time zone that days are counted in.</param>
    public RunChart(IReadOnlyList<SyncRun> newestFirst, TimeZoneInfo zone)
    {
        var runs = newestFirst.Reverse().ToList();
        var slots = runs.Count <= MostBars ? EachRun(runs, zone) : Summed(runs, zone);
        Lanes = [.. s_figures.Select((figure, at) => Lane(at, figure.Name, figure.Style, figure.Figure, slots))];
        First = slots.Count == 0 ? "" : slots[0].Label;
        Final = slots.Count < 2 ? "" : slots[^1].Label;
        Description = string.Join(", ", s_figures.Select(figure => $"{runs.Sum(run => (long)figure.Figure(run))} {figure.Name.ToLowerInvariant()}"));
    }

    /// <summary>How wide the chart is.</summary>
    public int Width { get; } = 960;

    /// <summary>How high the chart is.</summary>
    public int Height { get; } = Top + (s_figures.Length * (LaneHeight + LaneGap)) + 14;

    /// <summary>Where the bars begin.</summary>
    public int Left { get; } = 110;

    /// <summary>What a bar stands for.</summary>
    public string Unit { get; private set; } = "run";

    /// <summary>The figures, one lane each.</summary>
    public IReadOnlyList<ChartLane> Lanes { get; }

    /// <summary>The time of the first bar; empty if there is none.</summary>
    public string First { get; }

    /// <summary>The time of the last bar; empty if there is only one.</summary>
    public string Final { get; }

    /// <summary>The sums in words.</summary>
    public string Description { get; }

    private static List<Slot> EachRun(List<SyncRun> runs, TimeZoneInfo zone) =>
        [.. runs.Select(run => new Slot($"Run {run.SyncId}", Local(run, zone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), [run]))];

    private List<Slot> Summed(List<SyncRun> runs, TimeZoneInfo zone)
    {
        var (first, last) = (Local(runs.MinBy(run => run.StartedAt)!, zone), Local(runs.MaxBy(run => run.StartedAt)!, zone));
        var (span, name) = s_units.FirstOrDefault(unit => SlotOf(last, unit.Span) - SlotOf(first, unit.Span) < MostBars, s_units[^1]);
        Unit = name;
        var bySlot = runs.ToLookup(run => SlotOf(Local(run, zone), span));
        var format = span < TimeSpan.FromDays(1) ? "yyyy-MM-dd HH:mm" : "yyyy-MM-dd";
        var slots = new List<Slot>();
        for (var at = SlotOf(first, span); at <= SlotOf(last, span); at++)
        {
            var label = new DateTime(at * span.Ticks).ToString(format, CultureInfo.InvariantCulture);
            slots.Add(new Slot($"{label}, {bySlot[at].Count()} runs", label, [.. bySlot[at]]));
        }
        return slots;
    }

    private ChartLane Lane(int at, string name, string style, Func<SyncRun, int> figure, List<Slot> slots)
    {
        var sums = slots.Select(slot => slot.Runs.Sum(figure)).ToList();
        var highest = sums.Count == 0 ? 0 : sums.Max();
        var baseline = Top + (at * (LaneHeight + LaneGap)) + LaneHeight;
        var bars = new List<ChartBar>();
        for (var slot = 0; slot < slots.Count; slot++)
        {
            if (sums[slot] == 0)
                continue;
            var left = Left + ((Width - Left) * slot / slots.Count);
            var right = Left + ((Width - Left) * (slot + 1) / slots.Count);
            // A single failure among thousands still shows.
            var height = Math.Max(2, (int)((long)LaneHeight * sums[slot] / highest));
            bars.Add(new ChartBar(
                left, baseline - height, Math.Clamp(right - left - 2, 1, 40), height, $"{slots[slot].Title}: {sums[slot]} {name.ToLowerInvariant()}"));
        }
        return new ChartLane(name, style, baseline - LaneHeight, baseline, highest, bars);
    }

    private static DateTime Local(SyncRun run, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(run.StartedAt, zone).DateTime;

    private static long SlotOf(DateTime time, TimeSpan span) => time.Ticks / span.Ticks;

    private sealed record Slot(string Title, string Label, IReadOnlyList<SyncRun> Runs);
}

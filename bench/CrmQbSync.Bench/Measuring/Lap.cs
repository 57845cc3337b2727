namespace CrmQbSync.Bench.Measuring;

/// <summary>How long something took.</summary>
/// <param name="Time">By the clock.</param>
/// <param name="Processor">What all processors together spent on it in this process: it says more where other programs run too.</param>
internal readonly record struct Lap(TimeSpan Time, TimeSpan Processor)
{
    /// <summary>The best of some laps, each of its times by itself: what others did to the machine meanwhile made them longer, never shorter.</summary>
    public static Lap Best(IEnumerable<Lap> laps)
    {
        var all = laps.ToList();
        return new Lap(all.Min(lap => lap.Time), all.Min(lap => lap.Processor));
    }
}

using System.Globalization;

namespace CrmQbSync.Bench.Measuring;

/// <summary>One figure and the limit that it has to keep.</summary>
internal sealed record Figure(string What, double Value, double Limit, string Unit, string Detail)
{
    public bool Holds => Value <= Limit;

    /// <summary>How many times as long ours takes.</summary>
    public static Figure Ratio(string what, Lap ours, Lap theirs, double limit, string rival) =>
        new(what, ours.Time / theirs.Time, limit, "x", $"{Show(ours)}, {rival} {Show(theirs)}");

    /// <summary>How much longer ours takes.</summary>
    public static Figure Beyond(string what, TimeSpan ours, TimeSpan theirs, double limit, string unit, TimeSpan one) =>
        new(what, (ours - theirs) / one, limit, unit, string.Create(
            CultureInfo.InvariantCulture, $"{ours.TotalMilliseconds:0} ms, empty module {theirs.TotalMilliseconds:0} ms"));

    private static string Show(Lap lap) =>
        string.Create(CultureInfo.InvariantCulture, $"{lap.Time.TotalSeconds:0.000} s with {lap.Processor.TotalSeconds:0.000} s of processors");

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{(Holds ? "ok  " : "MISS")}  {What}: {Value:0.00} {Unit} (limit {Limit:0.00} {Unit}; {Detail})");
}

using System.Globalization;

namespace CrmQbSync.Bench.Measuring;

/// <summary>One figure and the limit that it has to keep.</summary>
internal sealed record Figure(string What, double Value, double Limit, string Unit, string Detail)
{
    public bool Holds => Value <= Limit;

    public static Figure Ratio(string what, TimeSpan ours, TimeSpan theirs, double limit, string rival) =>
        new(what, ours / theirs, limit, "x", string.Create(CultureInfo.InvariantCulture, $"{ours.TotalSeconds:0.000} s, {rival} {theirs.TotalSeconds:0.000} s"));

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{(Holds ? "ok  " : "MISS")}  {What}: {Value:0.00} {Unit} (limit {Limit:0.00} {Unit}; {Detail})");
}

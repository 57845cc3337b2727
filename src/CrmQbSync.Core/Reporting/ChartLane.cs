namespace CrmQbSync.Reporting;

/// <summary>One kind of figure over time; each has a scale of its own, so that a few failures show beside a thousand updates.</summary>
internal sealed record ChartLane(string Name, string Style, int Top, int Baseline, int Highest, IReadOnlyList<ChartBar> Bars);

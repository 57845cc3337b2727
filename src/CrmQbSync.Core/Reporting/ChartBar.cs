namespace CrmQbSync.Reporting;

/// <summary>One bar of the chart, in the chart's own units.</summary>
internal sealed record ChartBar(int X, int Y, int Width, int Height, string Title);

namespace CrmQbSync.Reporting;

/// <summary>The runs over time, drawn.</summary>
internal static class ChartSection
{
    /// <summary>The section's inside.</summary>
    public static Html Compose(IReadOnlyList<SyncRun> runs, TimeZoneInfo zone)
    {
        if (runs.Count == 0)
            return Html.Of($"<p>There is no run yet.</p>");
        var chart = new RunChart(runs, zone);
        return Html.Of($"""
            <figure>
            <div class="chart" role="region" aria-label="Chart" tabindex="0">
            <svg id="chart" role="img" aria-labelledby="chart-title" aria-describedby="chart-text" viewBox="0 0 {chart.Width} {chart.Height}" xmlns="http://www.w3.org/2000/svg">
            <title id="chart-title">Created, updated, held and failed over time</title>
            <desc id="chart-text">{chart.Description}. The table of runs below has the figures.</desc>
            {Html.Lines(chart.Lanes.Select(lane => Draw(lane, chart)))}
            <text x="{chart.Left}" y="{chart.Height - 4}" class="most">{chart.First}</text>
            <text x="{chart.Width}" y="{chart.Height - 4}" class="most end">{chart.Final}</text>
            </svg>
            </div>
            <figcaption>One bar a {chart.Unit}; each row has its own scale. In all: {chart.Description}.</figcaption>
            </figure>
            """);
    }

    private static Html Draw(ChartLane lane, RunChart chart) => Html.Of($"""
        <g class="{lane.Style}">
        <text x="0" y="{lane.Top + 22}" class="lane">{lane.Name}</text>
        <text x="0" y="{lane.Top + 40}" class="most">at most {lane.Highest}</text>
        <line x1="{chart.Left}" x2="{chart.Width}" y1="{lane.Baseline}" y2="{lane.Baseline}"/>
        {Html.Lines(lane.Bars.Select(Draw))}
        </g>
        """);

    private static Html Draw(ChartBar bar) =>
        Html.Of($"""<rect x="{bar.X}" y="{bar.Y}" width="{bar.Width}" height="{bar.Height}"><title>{bar.Title}</title></rect>""");
}

using CrmQbSync.Reporting;
using CrmQbSync.Tests.Doubles;
using CrmQbSync.Tests.Rules;

namespace CrmQbSync.Tests.Reporting;

public sealed class ReportPartsTests
{
    [Theory]
    [InlineData("plain", "'plain'")]
    [InlineData("O'Neil $x `n \"y\"", "'O''Neil $x `n \"y\"'")]
    [InlineData("typographic \u2018\u2019\u201A\u201B", "'typographic \u2018\u2018\u2019\u2019\u201A\u201A\u201B\u201B'")]
    [InlineData("", "''")]
    public void A_value_on_a_command_line_is_nothing_but_itself(string value, string expected) => Assert.Equal(expected, PowerShellText.Quote(value));

    [Fact]
    public void What_is_put_into_markup_is_encoded_once()
    {
        var inner = Html.Of($"<b>{"<&>"}</b>");

        Assert.Equal("<p><b>&lt;&amp;&gt;</b> 1.5 é &quot;</p>", Html.Of($"<p>{inner} {1.5} {"é \""}</p>").Markup);
    }

    [Fact]
    public void Few_runs_have_a_bar_each_and_a_lane_its_own_scale()
    {
        var chart = new RunChart([Run(2, 1) with { QbCreated = 500, Failed = 1 }, Run(1, 0) with { CrmCreated = 1000 }], TimeZoneInfo.Utc);

        Assert.Equal("run", chart.Unit);
        Assert.Equal(["Created", "Updated", "Held", "Failed"], chart.Lanes.Select(lane => lane.Name));
        Assert.Equal([1000, 0, 0, 1], chart.Lanes.Select(lane => lane.Highest));
        Assert.Equal([("Run 1: 1000 created", 52), ("Run 2: 500 created", 26)], chart.Lanes[0].Bars.Select(bar => (bar.Title, bar.Height)));
        Assert.Equal(52, Assert.Single(chart.Lanes[3].Bars).Height);
        Assert.Equal(("2026-03-01 00:00", "2026-03-01 01:00"), (chart.First, chart.Final));
        Assert.Equal("1500 created, 0 updated, 0 held, 1 failed", chart.Description);
    }

    [Theory]
    [InlineData(61, 15, "hour")]
    [InlineData(100, 60, "6 hours")]
    [InlineData(100, 60 * 12, "day")]
    [InlineData(100, 60 * 24 * 3, "week")]
    [InlineData(365, 60 * 24, "week")]
    [InlineData(1000, 60 * 24, "4 weeks")]
    [InlineData(1000, 60 * 24 * 30, "52 weeks")]
    public void Many_runs_are_summed_up_over_time(int count, int minutes, string unit)
    {
        var runs = Enumerable.Range(0, count).Select(number => Run(number + 1, number * minutes / 60.0) with { CrmUpdated = 1 }).Reverse().ToList();

        var chart = new RunChart(runs, TimeZoneInfo.Utc);

        Assert.Equal(unit, chart.Unit);
        Assert.InRange(chart.Lanes[1].Bars.Count, 1, 90);
        Assert.Equal(count, chart.Lanes[1].Bars.Sum(bar => int.Parse(bar.Title.Split(": ")[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture)));
        Assert.All(chart.Lanes[1].Bars, bar => Assert.InRange(bar.X, chart.Left, chart.Width - 1));
        Assert.StartsWith("2026-0", chart.First, StringComparison.Ordinal);
    }

    [Theory, Flavours]
    public async Task Conflicts_and_ambiguous_addresses_come_with_what_solves_them_until_they_are_solved(Flavour flavour)
    {
        var world = Stage.Set(flavour, profile => profile with { Priority = SyncPriority.Manual, Path = "/memory/o'neil.yaml" });
        world.Crm.Put(Stage.Ann, ("LastName", "Ames"), ("Notes", "<b>c"));
        world.Qb.Put(Stage.Ann, ("LastName", "Ames"), ("Notes", "q"));
        var one = world.Crm.Put("twice@x.com", ("LastName", "One"));
        var two = world.Crm.Put("twice@x.com", ("LastName", "Two"));
        world.Crm.Put(null, ("LastName", "None"));
        await world.SyncAsync();

        var page = await PageAsync(world);
        Assert.Contains(Encoded($"Resolve-ContactConflict -Profile '/memory/o''neil.yaml' -CrmId '{Stage.CrmAnn}' -QbId '{Stage.QbAnn}' -Field 'Notes' -Use Crm</code>"), page, StringComparison.Ordinal);
        Assert.Contains("<td class=\"value\">&lt;b&gt;c</td>", page, StringComparison.Ordinal);
        Assert.Contains("several records have them (1)", page, StringComparison.Ordinal);
        Assert.Contains($"<td class=\"value\">{one}, {two}</td>", page, StringComparison.Ordinal);
        Assert.Contains(Encoded("Get-CrmContact -Profile '/memory/o''neil.yaml' -Email 'twice@x.com'"), page, StringComparison.Ordinal);

        // A run over somebody else changes nothing of that.
        await world.SyncAsync(new Running.RunOptions { Selection = new Running.RecordSelection { Emails = ["nobody@x.com"] } });
        Assert.Contains("several records have them (1)", await PageAsync(world), StringComparison.Ordinal);

        world.Crm.Edit(two, "Email", "other@x.com");
        await world.ResolveAsync(Assert.Single(await world.ConflictsAsync()), Side.Crm, null);
        await world.SyncAsync();
        Assert.Contains("no address is ambiguous and no conflict waits", await PageAsync(world), StringComparison.Ordinal);
    }

    [Theory, Flavours]
    public async Task An_address_that_a_linked_pair_has_already_is_ambiguous(Flavour flavour)
    {
        var world = await Stage.PairAsync(flavour);
        var second = world.Qb.Put(Stage.Ann, ("LastName", "Other"));
        await world.SyncAsync();

        var page = await PageAsync(world);

        var ids = string.Join(", ", new[] { Stage.QbAnn, second }.Order(StringComparer.Ordinal));
        Assert.Contains($"<td class=\"value\">{Stage.CrmAnn}</td><td class=\"value\">{ids}</td>", page, StringComparison.Ordinal);
    }

    private static SyncRun Run(long syncId, double hours) => new()
    {
        SyncId = syncId, Status = RunStatus.Succeeded, StartedAt = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero).AddHours(hours),
    };

    private static string Encoded(string text) => text.Replace("'", "&#x27;", StringComparison.Ordinal);

    private static async Task<string> PageAsync(World world)
    {
        var folder = Directory.CreateTempSubdirectory("crmqbsync-report-");
        try
        {
            var path = Path.Combine(folder.FullName, "status.html");
            await Stage.EngineOf(world).ExportReportAsync(world.Profile, new ReportOptions { Path = path }, new SilentObserver(), CancellationToken.None);
            Assert.Empty(world.Guard.Breaches);
            return await File.ReadAllTextAsync(path);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

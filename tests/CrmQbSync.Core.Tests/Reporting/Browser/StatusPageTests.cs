using System.Diagnostics;
using Microsoft.Playwright;

namespace CrmQbSync.Tests.Reporting.Browser;

/// <summary>The page as a person uses it.</summary>
public sealed class StatusPageTests(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>, IDisposable
{
    private const string Attack = "<script>alert(1)</script>";

    private readonly ReportFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [BrowserFact]
    public async Task A_Sync_ID_leads_to_its_errors_and_a_value_is_text()
    {
        await FillAsync();
        var (page, complaints) = await chromium.OpenAsync(_folder.Page);

        await page.GetByRole(AriaRole.Link, new() { Name = "2", Exact = true }).ClickAsync();

        Assert.Equal("Run 2", await page.Locator("#entries-heading").InnerTextAsync());
        Assert.Equal("entries-heading", await page.EvaluateAsync<string>("document.activeElement.id"));
        var row = page.Locator("#entry-table tbody tr").First;
        Assert.Contains("Duplicate Name Exists Error", await row.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("6240", await row.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal([Attack], await row.Locator("ins").AllInnerTextsAsync());
        Assert.Equal(["old </script> value"], await row.Locator("del").AllInnerTextsAsync());
        Assert.Equal(0, await page.Locator("#entry-table script").CountAsync());
        Assert.Contains(Attack, await page.Locator("#run-summary").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Empty(complaints);

        await page.GoBackAsync();
        Assert.False(await page.Locator("#entries").IsVisibleAsync());
    }

    [BrowserFact]
    public async Task Runs_are_sorted_by_a_column_and_its_head_says_so()
    {
        await FillAsync();
        var (page, complaints) = await chromium.OpenAsync(_folder.Page);
        Assert.Equal(["3", "2", "1"], await IdsAsync(page));

        await page.GetByRole(AriaRole.Button, new() { Name = "Created" }).ClickAsync();
        Assert.Equal(["2", "3", "1"], await IdsAsync(page));
        Assert.Equal("ascending", await page.Locator("#run-table th[aria-sort]").GetAttributeAsync("aria-sort"));
        Assert.Equal("Created", await page.Locator("#run-table th[aria-sort]").InnerTextAsync());

        // By keyboard too.
        await page.Keyboard.PressAsync("Enter");
        Assert.Equal(["1", "3", "2"], await IdsAsync(page));
        Assert.Equal("descending", await page.Locator("#run-table th[aria-sort]").GetAttributeAsync("aria-sort"));
        Assert.Empty(complaints);
    }

    [BrowserFact]
    public async Task Runs_are_filtered_by_text_and_status()
    {
        await FillAsync();
        var (page, _) = await chromium.OpenAsync(_folder.Page);

        await page.GetByLabel("Filter").First.FillAsync("ALERT(1)");
        Assert.Equal(["2"], await IdsAsync(page));
        Assert.Equal("1 of 3 runs", await page.Locator("#run-count").InnerTextAsync());
        await page.GetByLabel("Filter").First.FillAsync("");
        await page.GetByLabel("Status").First.SelectOptionAsync("Succeeded");
        Assert.Equal(["3", "1"], await IdsAsync(page));
    }

    [BrowserFact]
    public async Task Ten_thousand_entries_open_filter_and_sort_at_once()
    {
        var entries = Enumerable.Range(0, 10_000).Select(number => new SyncEntry
        {
            Action = ChangeAction.Update, Target = ChangeTarget.Qb, Status = number % 100 == 0 ? EntryStatus.Failed : EntryStatus.Done, Email = $"person{number}@x.com",
            Fields = new FieldChangeList([new FieldChange("Phone", ChangeTarget.Qb, "1", $"{number}", "changed in the CRM", null)]),
        });
        await _folder.AddRunAsync(null, [.. entries]);
        await _folder.WriteAsync();
        var watch = Stopwatch.StartNew();
        var (page, complaints) = await chromium.OpenAsync(_folder.Page);

        await page.Locator("#run-table a").ClickAsync();
        Assert.Equal("10000 of 10000 entries, 200 shown", await page.Locator("#entry-count").InnerTextAsync());
        await page.Locator("#more").ClickAsync();
        Assert.Equal(400, await page.Locator("#entry-table tbody tr").CountAsync());
        await page.Locator("#entry-status").SelectOptionAsync("Failed");
        Assert.Equal("100 of 10000 entries", await page.Locator("#entry-count").InnerTextAsync());
        Assert.False(await page.Locator("#more").IsVisibleAsync());
        await page.Locator("#entry-filter").FillAsync("person9900@");
        Assert.Contains("9900", await page.Locator("#entry-table tbody ins").InnerTextAsync(), StringComparison.Ordinal);
        await page.Locator("#entry-filter").FillAsync("");
        await page.Locator("#entry-table").GetByRole(AriaRole.Button, new() { Name = "Address" }).ClickAsync();
        Assert.Equal("person0@x.com", await page.Locator("#entry-table tbody th").First.InnerTextAsync());
        await page.Locator("#entry-table").GetByRole(AriaRole.Button, new() { Name = "Address" }).ClickAsync();
        Assert.Equal("person9900@x.com", await page.Locator("#entry-table tbody th").First.InnerTextAsync());

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"took {watch.Elapsed}");
        Assert.Empty(complaints);
    }

    [BrowserFact]
    public async Task It_prints_whole_and_is_dark_where_the_reader_is()
    {
        await FillAsync();
        var (page, complaints) = await chromium.OpenAsync(_folder.Page, ColorScheme.Dark);
        Assert.Equal("rgb(13, 17, 23)", await BackgroundAsync(page));

        await page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        Assert.Equal("rgb(255, 255, 255)", await BackgroundAsync(page));
        Assert.False(await page.Locator("#run-filter").IsVisibleAsync());
        Assert.True((await page.PdfAsync()).Length > 10_000);
        Assert.Empty(complaints);
    }

    [BrowserFact]
    public async Task A_screen_reader_is_told_what_everything_is()
    {
        await FillAsync();
        var (page, _) = await chromium.OpenAsync(_folder.Page, place: "#run-2");

        Assert.Equal("Run 2", await page.Locator("#entries-heading").InnerTextAsync());
        Assert.Equal("en", await page.Locator("html").GetAttributeAsync("lang"));
        Assert.Equal(1, await page.GetByRole(AriaRole.Img, new() { Name = "Created, updated, held and failed over time" }).CountAsync());
        Assert.Equal(17, await page.Locator("#run-table").GetByRole(AriaRole.Columnheader).CountAsync());
        Assert.Equal(3, await page.Locator("#run-table").GetByRole(AriaRole.Rowheader).CountAsync());
        Assert.Equal(0, await page.EvaluateAsync<int>("[...document.querySelectorAll('table')].filter(table => !table.caption).length"));
        Assert.Equal(0, await page.EvaluateAsync<int>("[...document.querySelectorAll('input, select')].filter(field => field.labels.length !== 1).length"));
        Assert.Equal(3, await page.Locator("#chart .failed rect, #chart .created rect").CountAsync());
    }

    private async Task FillAsync()
    {
        await _folder.AddRunAsync(run => run with { CrmCreated = 10 });
        await _folder.AddRunAsync(
            run => run with { Status = RunStatus.CompletedWithErrors, Failed = 1, Message = Attack },
            new SyncEntry
            {
                Action = ChangeAction.Update, Target = ChangeTarget.Qb, Status = EntryStatus.Failed, Email = "ann@x.com", ErrorCode = "6240", Message = "Duplicate Name Exists Error",
                Fields = new FieldChangeList([new FieldChange("Notes", ChangeTarget.Qb, "old </script> value", Attack, "changed in the CRM", null)]),
            });
        await _folder.AddRunAsync(run => run with { QbCreated = 9 });
        await _folder.WriteAsync();
    }

    private static Task<string> BackgroundAsync(IPage page) => page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");

    private static async Task<IReadOnlyList<string>> IdsAsync(IPage page) => await page.Locator("#run-table tbody tr:visible th").AllInnerTextsAsync();
}

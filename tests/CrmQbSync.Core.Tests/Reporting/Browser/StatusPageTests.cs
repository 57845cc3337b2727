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
        await FollowedAsync(page, 2);

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
        await page.Locator("#entries").WaitForAsync(new() { State = WaitForSelectorState.Hidden });
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
    public async Task Ten_thousand_entries_open_filter_and_sort()
    {
        var entries = Enumerable.Range(0, 10_000).Select(number => new SyncEntry
        {
            Action = ChangeAction.Update, Target = ChangeTarget.Qb, Status = number % 100 == 0 ? EntryStatus.Failed : EntryStatus.Done, Email = $"person{number}@x.com",
            Fields = new FieldChangeList([new FieldChange("Phone", ChangeTarget.Qb, "1", $"{number}", "changed in the CRM", null)]),
        });
        await _folder.AddRunAsync(null, [.. entries]);
        await _folder.WriteAsync();
        var (page, complaints) = await chromium.OpenAsync(_folder.Page);

        await page.Locator("#run-table a").ClickAsync();
        await FollowedAsync(page, 1);
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

        Assert.Empty(complaints);
    }

    [BrowserFact]
    public async Task It_is_dark_where_the_reader_is_and_light_on_paper()
    {
        await FillAsync();
        var (page, complaints) = await chromium.OpenAsync(_folder.Page, ColorScheme.Dark);
        Assert.Equal("rgb(13, 17, 23)", await BackgroundAsync(page));
        Assert.True(await ContrastAsync(page) > 10, "dark");

        await page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        Assert.Equal("rgb(255, 255, 255)", await BackgroundAsync(page));
        Assert.True(await ContrastAsync(page) > 10, "paper");
        Assert.Empty(complaints);
    }

    [BrowserFact]
    public async Task It_prints_whole()
    {
        var entries = Enumerable.Range(0, 450).Select(number => new SyncEntry { Action = ChangeAction.Create, Target = ChangeTarget.Qb, Status = EntryStatus.Done, Email = $"person{number}@x.com" });
        await _folder.AddRunAsync(run => run with { Message = new string('x', 300), Status = RunStatus.CompletedWithErrors, QbCreated = 123_456, Failed = 98_765 }, [.. entries]);
        await _folder.WriteAsync();
        var (page, _) = await chromium.OpenAsync(_folder.Page, place: "#run-1");
        Assert.Equal(200, await page.Locator("#entry-table tbody tr").CountAsync());

        // A4 across, without its margins.
        await page.SetViewportSizeAsync(1031, 700);
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        Assert.False(await page.Locator("#run-filter").IsVisibleAsync());
        Assert.Equal("", await page.EvaluateAsync<string>("[...document.querySelectorAll('table, svg')].filter(one => one.getBoundingClientRect().right > innerWidth).map(one => `${one.id} ${one.getBoundingClientRect().right}`).join()"));
        Assert.True((await page.PdfAsync(new PagePdfOptions { PreferCSSPageSize = true })).Length > 10_000);

        Assert.Equal(450, await page.Locator("#entry-table tbody tr").CountAsync());
    }

    [BrowserFact]
    public async Task On_a_narrow_screen_tables_and_chart_scroll_by_themselves()
    {
        await FillAsync();
        var (page, _) = await chromium.OpenAsync(_folder.Page, place: "#run-2");
        await page.SetViewportSizeAsync(400, 800);

        Assert.Equal(0, await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
        Assert.True(await page.Locator("#chart").EvaluateAsync<bool>("chart => chart.getBoundingClientRect().width > 600"));
    }

    [BrowserFact]
    public async Task By_keyboard_alone_one_gets_to_a_run_and_back()
    {
        await FillAsync();
        var (page, complaints) = await chromium.OpenAsync(_folder.Page);

        await page.Keyboard.PressAsync("Tab");
        Assert.Equal("Skip to the runs", await FocusAsync(page));
        await page.Keyboard.PressAsync("Enter");
        await TabToAsync(page, "Sync ID");
        await page.Keyboard.PressAsync("Space");
        Assert.Equal(["1", "2", "3"], await IdsAsync(page));
        await TabToAsync(page, "2");
        await page.Keyboard.PressAsync("Enter");
        await FollowedAsync(page, 2);
        await page.Keyboard.PressAsync("Tab");
        Assert.Equal("Back to the runs", await FocusAsync(page));
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("#entries").WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        Assert.Empty(complaints);
    }

    [BrowserFact]
    public async Task The_newest_run_stands_on_top_and_leads_to_its_entries()
    {
        await FillAsync();
        var (page, _) = await chromium.OpenAsync(_folder.Page);

        Assert.Equal("Last run 3, 2026-03-01 14:00:00: Succeeded. 9 created, 0 updated, 0 deleted, 0 failed.", await page.Locator("header .latest").InnerTextAsync());
        await page.Locator("header .latest a").ClickAsync();
        await FollowedAsync(page, 3);
        Assert.Equal("Run 3", await page.Locator("#entries-heading").InnerTextAsync());
        Assert.Equal("Import, Succeeded, started 2026-03-01 14:00:00.", await page.Locator("#run-summary").InnerTextAsync());
    }

    [BrowserFact]
    public async Task A_screen_reader_is_told_what_everything_is()
    {
        await FillAsync();
        var (page, _) = await chromium.OpenAsync(_folder.Page, place: "#run-2");

        Assert.Equal("Run 2", await page.Locator("#entries-heading").InnerTextAsync());
        Assert.Equal("en", await page.Locator("html").GetAttributeAsync("lang"));
        Assert.Equal(1, await page.GetByRole(AriaRole.Img, new() { Name = "Created, updated, held and failed over time" }).CountAsync());
        var tree = await page.Locator("main").AriaSnapshotAsync();
        foreach (var name in new[]
        {
            "region \"Waiting for a person\"", "region \"Runs over time\"", "img \"Created, updated, held and failed over time\"", "region \"Runs\"", "searchbox \"Filter\"",
            "combobox \"Status\"", "table \"Runs, newest first. A Sync ID leads to what the run did.\"", "button \"Sync ID\"", "table \"What the run did, in the order it was done\"", "heading \"Run 2\"",
        })
        {
            Assert.Contains(name, tree, StringComparison.Ordinal);
        }
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

    /// <summary>Waits until a Sync ID was followed: its entries are shown, and their heading has the focus.</summary>
    private static async Task FollowedAsync(IPage page, long syncId) =>
        await page.WaitForFunctionAsync("id => document.activeElement.id === 'entries-heading' && document.activeElement.textContent === `Run ${id}`", syncId);

    private static Task<string> FocusAsync(IPage page) => page.EvaluateAsync<string>("document.activeElement.textContent");

    private static async Task TabToAsync(IPage page, string text)
    {
        for (var tabs = 0; tabs < 60 && await FocusAsync(page) != text; tabs++)
            await page.Keyboard.PressAsync("Tab");
        Assert.Equal(text, await FocusAsync(page));
    }

    /// <summary>How much the text stands out from its background, as the accessibility guidelines count it.</summary>
    private static Task<double> ContrastAsync(IPage page) => page.EvaluateAsync<double>("""
        () => {
          const light = colour => {
            const [r, g, b] = colour.match(/[\d.]+/g).map(part => part / 255).map(part => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
          };
          const style = getComputedStyle(document.body);
          const [one, two] = [light(style.color), light(style.backgroundColor)];
          return Math.max(one, two) / Math.min(one, two);
        }
        """);

    private static Task<string> BackgroundAsync(IPage page) => page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");

    private static async Task<IReadOnlyList<string>> IdsAsync(IPage page) => await page.Locator("#run-table tbody tr:visible th").AllInnerTextsAsync();
}

using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using CrmQbSync.State;

namespace CrmQbSync.Tests.Reporting;

public sealed class StatusReportTests : IDisposable
{
    private const string Attack = "<script>alert(1)</script></script><!--\"'&";

    private readonly ReportFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Without_a_run_the_page_says_so_and_no_state_is_made()
    {
        var page = await _folder.WriteAsync();

        Assert.Contains("There is no run yet.", page, StringComparison.Ordinal);
        Assert.Contains("no conflict waits for a decision", page, StringComparison.Ordinal);
        Assert.Equal(["acme.yaml", "status.html"], _folder.Files());
    }

    [Fact]
    public async Task The_runs_are_there_newest_first_each_with_its_entries()
    {
        await _folder.AddRunAsync(run => run with { CrmCreated = 1, QbCreated = 2 }, Update("ann@x.com", new FieldChange("Phone", ChangeTarget.Qb, "1", "2", "the CRM has priority", null)));
        await _folder.AddRunAsync(run => run with { Status = RunStatus.CompletedWithErrors, Failed = 1, Message = "one failed" }, Failure("bob@x.com"));

        var page = await _folder.WriteAsync();

        Assert.Equal([2, 1], ReportFolder.RunsOf(page));
        Assert.Contains("All 2 runs.", page, StringComparison.Ordinal);
        Assert.Contains("""<td class="value">one failed</td>""", page, StringComparison.Ordinal);
        Assert.Equal("""["2026-03-01 12:00:00","Update","Qb","Done","ann@x.com",null,null,null,null,null,null,null,[["Phone","1","2","the CRM has priority",null]]]""", ReportFolder.EntriesOf(page, 1)[0].ToString(Newtonsoft.Json.Formatting.None));
        Assert.Equal("6240", ReportFolder.EntriesOf(page, 2)[0][9]);
    }

    [Fact]
    public async Task A_value_is_text_wherever_it_stands()
    {
        await _folder.AddRunAsync(run => run with { Message = Attack }, Update(Attack, new FieldChange(Attack, ChangeTarget.Qb, Attack, Attack, Attack, null)));

        var page = await _folder.WriteAsync();

        Assert.DoesNotContain("alert(1)<", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<!--", page, StringComparison.Ordinal);
        Assert.Contains(WebUtility.HtmlEncode("<script>alert(1)</script>"), page, StringComparison.Ordinal);
        Assert.Equal(Attack, ReportFolder.EntriesOf(page, 1)[0][12]![0]![1]);
    }

    [Fact]
    public async Task The_page_needs_nothing_from_elsewhere_and_lets_only_its_own_script_and_style_work()
    {
        await _folder.AddRunAsync();

        var page = await _folder.WriteAsync();

        Assert.DoesNotMatch(new Regex("""\s(src|srcset|action|data|poster)=|<link|<iframe|<object|<embed|@import|url\(|\sstyle=|\son\w+="""), page);
        Assert.DoesNotContain("://", page.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
        Assert.Contains($"style-src 'sha256-{HashOf("<style>", "</style>", page)}'", page, StringComparison.Ordinal);
        Assert.Contains($"script-src 'sha256-{HashOf("<script>", "</script>", page)}'", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Last_and_Since_choose_the_runs_and_the_page_says_which_they_are()
    {
        for (var run = 0; run < 4; run++)
            await _folder.AddRunAsync();

        var last = await _folder.WriteAsync(last: 3);
        Assert.Equal([4, 3, 2], ReportFolder.RunsOf(last));
        Assert.Contains("The newest 3 runs, since 2026-03-01 13:00:00. 1 older one is left out: -Last and -Since", last, StringComparison.Ordinal);
        var all = await _folder.WriteAsync(last: int.MaxValue);
        Assert.Equal([4, 3, 2, 1], ReportFolder.RunsOf(all));
        var since = await _folder.WriteAsync(since: new DateTimeOffset(2026, 3, 1, 14, 0, 0, TimeSpan.Zero));
        Assert.Equal([4, 3], ReportFolder.RunsOf(since));
        Assert.Contains("All 2 runs since 2026-03-01 14:00:00.", since, StringComparison.Ordinal);
        var both = await _folder.WriteAsync(last: 1, since: new DateTimeOffset(2026, 3, 1, 14, 0, 0, TimeSpan.Zero));
        Assert.Equal([4], ReportFolder.RunsOf(both));
    }

    [Fact]
    public async Task Times_are_those_of_the_machine_and_the_page_names_their_zone()
    {
        _folder.Clock.SetLocalTimeZone(TimeZoneInfo.CreateCustomTimeZone("Test/Tokyo", TimeSpan.FromHours(9), "Tokyo", "Tokyo"));
        await _folder.AddRunAsync();

        var page = await _folder.WriteAsync();

        Assert.Contains("""<time datetime="2026-03-01T12:00:00Z">2026-03-01 21:00:00</time>""", page, StringComparison.Ordinal);
        Assert.Contains("times are those of Test/Tokyo", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ten_thousand_entries_are_all_there()
    {
        var changes = new FieldChange[] { new("Phone", ChangeTarget.Qb, "1", "2", "changed in the CRM", null) };
        await _folder.AddRunAsync(null, [.. Enumerable.Range(0, 10_000).Select(number => Update($"person{number}@x.com", changes))]);

        var page = await _folder.WriteAsync();

        Assert.Equal(10_000, ReportFolder.EntriesOf(page, 1).Count);
    }

    [Fact]
    public async Task Of_a_history_of_a_hundred_thousand_runs_the_newest_are_shown_and_the_page_says_what_is_left_out()
    {
        var newest = await _folder.AddRunAsync();
        await CopyRunAsync(newest.SyncId, 100_000);

        var page = await _folder.WriteAsync();
        Assert.Equal(1000, ReportFolder.RunsOf(page).Length);
        Assert.Contains("The newest 1,000 runs, since 2026-03-01 12:00:00. 99,001 older ones are left out", page, StringComparison.Ordinal);
        await using var store = await _folder.OpenAsync();
        await using var held = await store.AcquireLockAsync(CancellationToken.None);
        await store.BeginRunAsync(new SyncRun { StartedAt = _folder.Clock.GetUtcNow() }, 365, CancellationToken.None);
        var tooOld = await Assert.ThrowsAsync<SyncException>(() => _folder.Sync().UndoAsync(_folder.Profile, 100_500, new Doubles.SilentObserver(), CancellationToken.None));

        Assert.Equal(SyncErrorId.SyncNotFound, tooOld.Id);

        // All of them are too old at once, because the profile keeps less from now on.
        _folder.Clock.Advance(TimeSpan.FromDays(2));
        await store.BeginRunAsync(new SyncRun { StartedAt = _folder.Clock.GetUtcNow() }, 1, CancellationToken.None);
        page = await _folder.WriteAsync();
        Assert.Equal([100_003, 100_002], ReportFolder.RunsOf(page));
    }

    private static SyncEntry Update(string email, params FieldChange[] fields) => new()
    {
        Action = ChangeAction.Update, Target = ChangeTarget.Qb, Status = EntryStatus.Done, Email = email, Fields = new FieldChangeList(fields),
    };

    private static SyncEntry Failure(string email) => new()
    {
        Action = ChangeAction.Update, Target = ChangeTarget.Qb, Status = EntryStatus.Failed, Email = email, ErrorCode = "6240", Message = "Duplicate Name Exists Error",
    };

    private static string HashOf(string start, string end, string page)
    {
        var from = page.LastIndexOf(start, StringComparison.Ordinal) + start.Length;
        return Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(page[from..page.IndexOf(end, from, StringComparison.Ordinal)])));
    }

    /// <summary>A long history without waiting for it: the newest run, copied behind itself.</summary>
    private async Task CopyRunAsync(long syncId, int times)
    {
        await using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_folder.Profile.StatePath};Pooling=False");
        await connection.OpenAsync();
        await using var copy = connection.CreateCommand();
        copy.CommandText = $"""
            CREATE TEMP TABLE one AS SELECT * FROM runs WHERE sync_id = {syncId};
            WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {times})
            INSERT INTO runs SELECT {syncId} + n, mode, priority, trigger, status, started_at + n, finished_at, duration, crm_read, qb_read, crm_created,
                crm_updated, crm_deleted, qb_created, qb_updated, qb_deleted, linked, skipped, held, ambiguous, conflicts, failed, warnings, undo_of, message
            FROM one, numbers;
            UPDATE store SET last_sync_id = {syncId + times};
            """;
        await copy.ExecuteNonQueryAsync();
    }
}

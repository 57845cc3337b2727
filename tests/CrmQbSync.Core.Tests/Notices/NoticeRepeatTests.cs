using System.Text.Json.Nodes;
using CrmQbSync.Emulators.Hosting;
using CrmQbSync.Running;
using Microsoft.AspNetCore.Http;

namespace CrmQbSync.Tests.Notices;

/// <summary>A fault that lasts is told when it begins, when something new comes to it, once a day, and when it is over; each run is a process of its own.</summary>
public sealed class NoticeRepeatTests : IDisposable
{
    private const string Stop = "safety: { maxCreates: 0 }\n";

    private readonly NoticeBench _bench = new();
    private readonly List<JsonNode> _posts = [];
    private readonly List<int> _statuses = [];

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_record_that_fails_all_day_is_told_once_then_daily_and_when_it_no_longer_does()
    {
        await using var hook = await StartAsync();
        _bench.Break();
        for (var run = 0; run < 5; run++)
            await RunAsync(hook, after: TimeSpan.FromMinutes(15));
        var first = Assert.Single(_posts);
        Assert.Equal(("Failure", false), (Events(first), (bool)first["isReminder"]!));
        Assert.Equal("1 record failed.", (string?)first["reasons"]!.AsArray().Single());

        await RunAsync(hook, after: TimeSpan.FromHours(23));
        var reminder = _posts[1];
        Assert.True((bool)reminder["isReminder"]!);
        Assert.EndsWith("(reminder)", (string?)reminder["subject"], StringComparison.Ordinal);
        Assert.StartsWith("It goes on since run 1 (", (string?)reminder["reasons"]![1], StringComparison.Ordinal);
        await RunAsync(hook, after: TimeSpan.FromHours(1));
        Assert.Equal(2, _posts.Count);

        _bench.Mend();
        await RunAsync(hook, after: TimeSpan.FromMinutes(15));
        await RunAsync(hook, after: TimeSpan.FromDays(2));
        var over = _posts[2];
        Assert.Equal(3, _posts.Count);
        Assert.Equal(("", "Failure"), (Events(over), (string?)over["over"]!.AsArray().Single()));
        Assert.Equal("CrmQbSync acme: run 8 succeeded (over: Failure)", (string?)over["subject"]);
        Assert.Contains("began with run 1 (", (string?)over["reasons"]![0], StringComparison.Ordinal);
        Assert.Empty(over["errors"]!.AsArray());
        Assert.Empty(over["advice"]!.AsArray());

        _bench.Break();
        await RunAsync(hook, after: TimeSpan.FromMinutes(15));
        Assert.Equal("1 record failed.", (string?)_posts[3]["reasons"]!.AsArray().Single());
    }

    [Fact]
    public async Task Another_record_that_fails_is_told_and_stands_first_and_one_that_is_mended_is_not()
    {
        await using var hook = await StartAsync();
        _bench.Break();
        await RunAsync(hook);
        File.AppendAllText(_bench.Folder.In("a.csv"), "3,much,too,few\n");
        await RunAsync(hook);
        await RunAsync(hook);

        Assert.Equal(2, _posts.Count);
        Assert.Contains("this run brought something new", (string?)_posts[1]["reasons"]![1], StringComparison.Ordinal);
        Assert.Contains("Line 4", (string?)_posts[1]["errors"]![0]!["message"], StringComparison.Ordinal);
        Assert.Equal(2, _posts[1]["errors"]!.AsArray().Count);

        // The other one goes on.
        _bench.Folder.Write(File.ReadAllText(_bench.Folder.In("a.csv")).Replace("3,much,too,few\n", "", StringComparison.Ordinal), "a.csv");
        await RunAsync(hook);
        Assert.Equal(2, _posts.Count);
    }

    [Fact]
    public async Task A_run_that_could_not_go_on_is_told_again_only_for_another_cause()
    {
        await using var hook = await StartAsync();
        File.Move(_bench.Folder.In("b.csv"), _bench.Folder.In("away.csv"));
        await RunAsync(hook);
        await RunAsync(hook);
        File.WriteAllText(_bench.Folder.In("b.csv"), "Email,Email\n");
        await RunAsync(hook);
        await RunAsync(hook);
        File.Move(_bench.Folder.In("away.csv"), _bench.Folder.In("b.csv"), overwrite: true);
        await RunAsync(hook);

        Assert.Equal(["1 Failed", "3 Failed", "5 Succeeded"], _posts.Select(post => $"{post["syncId"]} {post["status"]}"));
    }

    [Fact]
    public async Task A_notice_that_was_not_sent_is_due_again_on_that_way_alone()
    {
        await using var hook = await StartAsync();
        var log = _bench.Folder.In("told.txt");
        var command = OperatingSystem.IsWindows() ? "" : $", command: [/bin/sh, -c, 'echo \"$CRMQBSYNC_SYNCID $CRMQBSYNC_EVENTS/$CRMQBSYNC_OVER\" >> \"$1\"', x, '{log}']";
        _statuses.AddRange([500, 500, 200, 500, 200]);
        _bench.Break();
        Assert.Contains("the webhook answered 500", (await RunAsync(hook, more: command)).Message, StringComparison.Ordinal);
        await RunAsync(hook, more: command);
        Assert.Null((await RunAsync(hook, more: command)).Message);
        await RunAsync(hook, more: command);
        Assert.Equal(["1", "2", "3"], _posts.Select(post => post["syncId"]!.ToString()));

        _bench.Mend();
        await RunAsync(hook, more: command);
        await RunAsync(hook, more: command);
        await RunAsync(hook, more: command);
        Assert.Equal(["5", "6"], _posts.Skip(3).Select(post => post["syncId"]!.ToString()));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(["1 Failure/", "5 /Failure"], await File.ReadAllLinesAsync(log));
    }

    [Fact]
    public async Task A_run_over_some_records_ends_nothing()
    {
        await using var hook = await StartAsync();
        await _bench.RunAsync(Webhook(hook), Stop);
        await _bench.RunAsync(Webhook(hook), "", new RunOptions { Selection = new RecordSelection { Emails = ["ann@example.com"] } });
        await _bench.RunAsync(Webhook(hook), "", new RunOptions { Mode = SyncMode.Import });
        Assert.Equal("Blocked", Events(Assert.Single(_posts)));

        await RunAsync(hook);
        Assert.Equal("Blocked", (string?)_posts[1]["over"]![0]);
    }

    [Fact]
    public async Task A_conflict_is_told_until_it_is_decided_and_the_safety_stop_beside_it_by_itself()
    {
        await using var hook = await StartAsync();
        _bench.Folder.Write("Id,Email,FirstName,LastName,Phone\n7,ann@example.com,Ann,Bexley,2\n", "b.csv");
        await _bench.RunAsync(Webhook(hook), "priority: Manual\n");
        await _bench.RunAsync(Webhook(hook), "priority: Manual\n");
        File.AppendAllText(_bench.Folder.In("a.csv"), "3,new@example.com,New,One,\n");
        await _bench.RunAsync(Webhook(hook), "priority: Manual\n" + Stop);
        await _bench.RunAsync(Webhook(hook), "priority: Manual\n" + Stop);
        await _bench.RunAsync(Webhook(hook), "priority: Manual\n");
        Assert.Equal(["Conflict/", "Blocked/", "/Blocked"], _posts.Select(post => $"{Events(post)}/{string.Join(',', post["over"]!.AsArray())}"));

        File.WriteAllText(_bench.Folder.In("b.csv"), File.ReadAllText(_bench.Folder.In("b.csv")).Replace("Bexley,2", "Bexley,1", StringComparison.Ordinal));
        await _bench.RunAsync(Webhook(hook), "priority: Manual\n");
        Assert.Equal("Conflict", (string?)_posts[3]["over"]![0]);
    }

    [Fact]
    public async Task Who_wants_to_know_of_every_run_is_told_of_every_run()
    {
        await using var hook = await StartAsync();
        _bench.Break();
        for (var run = 0; run < 3; run++)
            await _bench.RunAsync(Webhook(hook, "[Always, Failure]"));

        Assert.Equal(["Failure,Always", "Failure,Always", "Failure,Always"], _posts.Select(Events));
        Assert.All(_posts, post => Assert.False((bool)post["isReminder"]!));
    }

    private static string Events(JsonNode post) => string.Join(',', post["events"]!.AsArray());

    private Task<SyncRun> RunAsync(LoopbackServer hook, TimeSpan after = default, string more = "")
    {
        _bench.Clock.Ahead += after;
        return _bench.RunAsync(Webhook(hook, more: more));
    }

    private static string Webhook(LoopbackServer hook, string? on = null, string more = "") =>
        $"{{ {(on is null ? "" : $"on: {on}, ")}webhook: {{ url: '{new Uri(hook.Address, "/hook").AbsoluteUri}' }}{more} }}";

    private Task<LoopbackServer> StartAsync() => LoopbackServer.StartAsync(async context =>
    {
        using var reader = new StreamReader(context.Request.Body);
        context.Response.StatusCode = _statuses.ElementAtOrDefault(_posts.Count) is > 0 and var status ? status : 200;
        _posts.Add(JsonNode.Parse(await reader.ReadToEndAsync())!);
    });
}

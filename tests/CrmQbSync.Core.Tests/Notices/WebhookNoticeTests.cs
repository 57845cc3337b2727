using System.Text.Json.Nodes;
using CrmQbSync.Emulators.Hosting;
using Microsoft.AspNetCore.Http;

namespace CrmQbSync.Tests.Notices;

public sealed class WebhookNoticeTests : IDisposable
{
    private const string Token = "T0K3N-of-the-hook";

    private readonly NoticeBench _bench = new();
    private readonly List<(string Path, string? Type, string Body)> _posts = [];
    private int _status = 200;

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Plain_JSON_says_what_scripts_want_to_know()
    {
        await using var hook = await StartAsync();
        _bench.Break();

        await _bench.RunAsync(Webhook(hook, "Generic"));

        var (path, type, body) = Assert.Single(_posts);
        Assert.Equal(($"/hooks/{Token}", "application/json; charset=utf-8"), (path, type));
        var json = JsonNode.Parse(body)!;
        Assert.Equal(("acme", 1, "CompletedWithErrors", "Scheduled", 1), ((string?)json["profile"], (int)json["syncId"]!, (string?)json["status"], (string?)json["trigger"], (int)json["failed"]!));
        Assert.Equal("Failure", (string?)json["events"]![0]);
        Assert.Equal("BadRow", (string?)json["errors"]![0]!["code"]);
        Assert.Contains("Get-ContactSyncEntry", (string?)json["advice"]![0], StringComparison.Ordinal);
        Assert.Contains("1 created, 0 updated", (await SecondBodyAsync(hook)).Replace("0 created", "1 created", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Teams_gets_an_adaptive_card()
    {
        await using var hook = await StartAsync();
        _bench.Break();

        await _bench.RunAsync(Webhook(hook, "Teams"));

        var json = JsonNode.Parse(Assert.Single(_posts).Body)!;
        Assert.Equal("message", (string?)json["type"]);
        var attachment = json["attachments"]![0]!;
        Assert.Equal("application/vnd.microsoft.card.adaptive", (string?)attachment["contentType"]);
        Assert.Equal("AdaptiveCard", (string?)attachment["content"]!["type"]);
        var blocks = attachment["content"]!["body"]!.AsArray();
        Assert.Equal("CrmQbSync acme: run 1 completed with errors", (string?)blocks[0]!["text"]);
        Assert.Contains("Get-ContactSyncEntry", (string?)blocks[1]!["text"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Slack_gets_a_text_in_which_nothing_means_anything()
    {
        await using var hook = await StartAsync();
        File.AppendAllText(_bench.Folder.In("a.csv"), "2,<!channel>&co@example.com,x,y,1\n");

        await _bench.RunAsync(Webhook(hook, "Slack", "Always"));

        var json = JsonNode.Parse(Assert.Single(_posts).Body)!.AsObject();
        Assert.Equal(["text", "mrkdwn"], json.Select(pair => pair.Key));
        Assert.DoesNotContain('<', (string)json["text"]!);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(500)]
    [InlineData(302)]
    public async Task A_refused_post_is_a_warning_that_does_not_show_the_address(int status)
    {
        await using var hook = await StartAsync();
        _status = status;

        var run = await _bench.RunAsync(Webhook(hook, "Generic", "Always"));

        Assert.Equal((RunStatus.Succeeded, $"The notice by webhook was not sent: the webhook answered {status}."), (run.Status, run.Message));
        Assert.Single(_posts);
    }

    [Fact]
    public async Task A_webhook_that_is_not_there_is_a_warning_that_does_not_show_the_address()
    {
        var hook = await StartAsync();
        var notify = Webhook(hook, "Generic", "Always");
        await hook.DisposeAsync();

        var run = await _bench.RunAsync(notify);

        Assert.Equal(RunStatus.Succeeded, run.Status);
        Assert.StartsWith("The notice by webhook was not sent: the webhook did not answer", run.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Token, run.Message, StringComparison.Ordinal);
    }

#if !WINDOWS
    [Fact]
    public async Task A_command_reads_the_notice_and_finds_the_most_important_in_variables()
    {
        var run = await _bench.RunAsync($"{{ on: Always, command: [/bin/sh, -c, 'cat > \"$1\"; echo \"$CRMQBSYNC_SYNCID $CRMQBSYNC_STATUS $CRMQBSYNC_EVENTS\" > \"$1.txt\"', x, '{_bench.Folder.In("out file.json")}'] }}");

        Assert.Equal(RunStatus.Succeeded, run.Status);
        Assert.Equal(1, (int)JsonNode.Parse(File.ReadAllText(_bench.Folder.In("out file.json")))!["syncId"]!);
        Assert.Equal("1 Succeeded Always\n", File.ReadAllText(_bench.Folder.In("out file.json.txt")));
    }
#endif

#if !WINDOWS
    [Theory]
    [InlineData("[/bin/sh, -c, 'echo gone wrong >&2; exit 4']", "the command ended with exit code 4: gone wrong.")]
    [InlineData("[/no/such/program]", "the command cannot be started")]
    [InlineData("[/bin/sh, -c, 'sleep 60']", "the command did not end within")]
    public async Task A_command_that_fails_or_hangs_is_a_warning(string command, string warning)
    {
        using var bench = new NoticeBench(TimeSpan.FromMilliseconds(500));

        var run = await bench.RunAsync($"{{ on: Always, command: {command} }}");

        Assert.Equal(RunStatus.Succeeded, run.Status);
        Assert.StartsWith("The notice by command was not sent: ", run.Message, StringComparison.Ordinal);
        Assert.True(run.Message!.Contains(warning, StringComparison.Ordinal) || run.Message.Contains("no answer within", StringComparison.Ordinal), run.Message);
    }
#endif

    private async Task<string> SecondBodyAsync(LoopbackServer hook)
    {
        _posts.Clear();
        await _bench.RunAsync(Webhook(hook, "Generic", "[Always]"));
        return _posts[0].Body;
    }

    private Task<LoopbackServer> StartAsync() => LoopbackServer.StartAsync(async context =>
    {
        using var reader = new StreamReader(context.Request.Body);
        _posts.Add((context.Request.Path, context.Request.ContentType, await reader.ReadToEndAsync()));
        context.Response.StatusCode = context.Request.Method == "POST" ? _status : 405;
        if (_status == 302)
            context.Response.Headers.Location = "/elsewhere";
    });

    private string Webhook(LoopbackServer hook, string format, string on = "Failure")
    {
        _bench.Secrets["hook"] = new Uri(hook.Address, $"/hooks/{Token}").AbsoluteUri;
        return $"{{ on: {on}, webhook: {{ url: '${{secret:hook}}', format: {format} }} }}";
    }
}

using CrmQbSync.Connections.Http;
using CrmQbSync.Emulators.OAuth;

namespace CrmQbSync.Tests.Connections.Http;

public sealed class ServiceClientTests
{
    [Fact]
    public async Task An_answer_comes_with_status_headers_and_body()
    {
        await using var bench = await WebBench.StartAsync();
        await using var client = bench.Client();

        var reply = await client.SendAsync(Requests.Read, default);

        Assert.Equal(200, reply.Status);
        Assert.Equal("r-1", reply.Header("x-request"));
        Assert.True((bool)reply.JsonObject!["ok"]!);
        Assert.NotNull(reply.ServerTime);
        Assert.Equal(["GET /api/things?email=ann%40example.com&page=2"], bench.Service.Requests);
    }

    [Fact]
    public async Task What_fails_for_a_while_is_repeated_after_growing_waits()
    {
        await using var bench = await WebBench.StartAsync();
        await using var client = bench.Client();
        bench.Service.ApiFaults.Enqueue(Faults.Status(503));
        bench.Service.ApiFaults.Enqueue(Faults.Reset());
        bench.Service.ApiFaults.Enqueue(Faults.Torn());
        bench.Service.ApiFaults.Enqueue(Faults.Cut());

        var reply = await client.SendAsync(Requests.Read, default);

        Assert.Equal(200, reply.Status);
        Assert.Equal(5, bench.Service.Requests.Count);
        var waits = bench.Clock.Waits.ToList();
        Assert.Equal(4, waits.Count);
        Assert.True(waits[0] >= TimeSpan.FromSeconds(1) && waits[3] > waits[0], string.Join(' ', waits));
        Assert.All(waits, wait => Assert.True(wait <= TimeSpan.FromSeconds(60), wait.ToString()));
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("Sun, 01 Mar 2026 12:00:30 GMT", 30)]
    public async Task A_wait_that_the_service_asks_for_is_kept_and_holds_for_all_calls(string retryAfter, int seconds)
    {
        await using var bench = await WebBench.StartAsync();
        await using var client = bench.Client();
        bench.Service.ApiFaults.Enqueue(context =>
        {
            context.Response.Headers.Date = "Sun, 01 Mar 2026 12:00:00 GMT";
            return Faults.Status(429, retryAfter)(context);
        });

        await client.SendAsync(Requests.Write, default);

        Assert.Contains(bench.Clock.Waits, wait => wait >= TimeSpan.FromSeconds(seconds) && wait <= TimeSpan.FromSeconds(seconds + 1));
        Assert.Equal(1, bench.Service.Commits);
    }

    [Fact]
    public async Task A_service_that_says_to_wait_long_ends_it_and_says_when_to_go_on()
    {
        await using var bench = await WebBench.StartAsync();
        await using var client = bench.Client();
        bench.Service.ApiFaults.Enqueue(Faults.Status(429, "7200"));

        var error = await Assert.ThrowsAsync<SyncException>(() => client.SendAsync(Requests.Read, default));

        Assert.Equal(SyncErrorId.RateLimited, error.Id);
        Assert.Contains("FAULT_429: switched on", error.Message, StringComparison.Ordinal);
        Assert.Contains((bench.Clock.GetUtcNow() + TimeSpan.FromHours(2)).ToLocalTime().ToString("yyyy-MM-dd HH:mm", null), error.Advice, StringComparison.Ordinal);
        Assert.Single(bench.Service.Requests);
    }

    [Fact]
    public async Task Credits_that_are_gone_end_it_at_once()
    {
        await using var bench = await WebBench.StartAsync();
        await using var client = bench.Client();
        bench.Service.ApiFaults.Enqueue(Faults.Status(402));

        var error = await Assert.ThrowsAsync<SyncException>(() => client.SendAsync(Requests.Read, default));

        Assert.Equal(SyncErrorId.RateLimited, error.Id);
        Assert.Single(bench.Service.Requests);
    }

    [Fact]
    public async Task What_never_gets_better_is_unavailable()
    {
        await using var bench = await WebBench.StartAsync();
        await using var client = bench.Client();
        for (var i = 0; i < 10; i++)
            bench.Service.ApiFaults.Enqueue(Faults.Status(500));

        var error = await Assert.ThrowsAsync<SyncException>(() => client.SendAsync(Requests.Read, default));

        Assert.Equal(SyncErrorId.ServiceUnavailable, error.Id);
        Assert.Equal(Retries.Most + 1, bench.Service.Requests.Count);
    }

    public static TheoryData<string> LostAnswers => ["500", "reset", "torn", "cut"];

    [Theory]
    [MemberData(nameof(LostAnswers))]
    public async Task A_write_whose_answer_is_lost_is_never_sent_again(string how)
    {
        await using var bench = await WebBench.StartAsync();
        await using var client = bench.Client();
        // With a connection in use, which the transport might be tempted to replace.
        await client.SendAsync(Requests.Read, default);
        bench.Service.ApiFaults.Enqueue(Fault(how, bench.Service.Commit));

        var lost = await Assert.ThrowsAsync<AnswerLostException>(() => client.SendAsync(Requests.Write, default));

        Assert.Equal(SyncErrorId.ServiceUnavailable, lost.Error.Id);
        Assert.Equal(1, bench.Service.Commits);
        Assert.Equal(1, bench.Service.Requests.Count(request => request.StartsWith("POST", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(LostAnswers))]
    public async Task A_write_with_a_key_is_sent_again_and_its_loss_told_in_the_end(string how)
    {
        await using var bench = await WebBench.StartAsync();
        await using var client = bench.Client();
        bench.Service.ApiFaults.Enqueue(Fault(how, bench.Service.Commit));
        Assert.Equal(200, (await client.SendAsync(Requests.KeyedWrite, default)).Status);
        for (var i = 0; i < 10; i++)
            bench.Service.ApiFaults.Enqueue(Fault(how, null));

        await Assert.ThrowsAsync<AnswerLostException>(() => client.SendAsync(Requests.KeyedWrite, default));
    }

    [Fact]
    public async Task A_lost_answer_is_not_forgotten_over_a_sign_in_that_ends_then()
    {
        await using var bench = await WebBench.StartAsync();
        await using var client = bench.Client();
        bench.Service.ApiFaults.Enqueue(Faults.Reset(() =>
        {
            bench.Service.Commit();
            bench.Service.TakeConsentBack();
        }));

        var lost = await Assert.ThrowsAsync<AnswerLostException>(() => client.SendAsync(Requests.KeyedWrite, default));

        Assert.Equal(SyncErrorId.AuthenticationFailed, lost.Error.Id);
    }

    [Fact]
    public async Task A_request_that_never_left_is_no_lost_answer()
    {
        await using var bench = await WebBench.StartAsync();
        await using var client = bench.Client();
        await client.Tokens.GetAsync(default);
        await bench.Service.DisposeAsync();

        var error = await Assert.ThrowsAsync<SyncException>(() => client.SendAsync(Requests.Write, default));

        Assert.Equal(SyncErrorId.ServiceUnavailable, error.Id);
        Assert.Equal(Retries.Most, bench.Clock.Waits.Count);
    }

    [Fact]
    public async Task An_answer_that_does_not_come_in_time_is_lost()
    {
        await using var bench = await WebBench.StartAsync();
        await using var client = bench.Client();
        await client.Tokens.GetAsync(default);
        bench.Service.ApiFaults.Enqueue(Faults.Silence());

        // Time-outs below the clock's patience come at once.
        var lost = await Assert.ThrowsAsync<AnswerLostException>(() => client.SendAsync(Requests.Write with { Timeout = TimeSpan.FromSeconds(30) }, default));

        Assert.Contains("did not answer within 30 seconds", lost.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_ends_it_or_is_given_back()
    {
        await using var bench = await WebBench.StartAsync();
        await using var client = bench.Client();
        bench.Service.ApiFaults.Enqueue(Faults.Status(400));
        bench.Service.ApiFaults.Enqueue(Faults.Status(400));

        var error = await Assert.ThrowsAsync<SyncException>(() => client.SendAsync(Requests.Write, default));
        Assert.Equal(SyncErrorId.ServiceRejected, error.Id);
        Assert.Contains("write things: status 400, FAULT_400: switched on", error.Message, StringComparison.Ordinal);
        var reply = await client.SendAsync(Requests.Write with { TakesRejections = true }, default);
        Assert.Equal(VerdictKind.Rejected, reply.Verdict!.Kind);
        Assert.Equal(2, bench.Service.Requests.Count);
    }

    [Fact]
    public async Task A_refused_access_token_is_renewed_once_and_the_request_sent_again()
    {
        await using var bench = await WebBench.StartAsync();
        await using var client = bench.Client();
        await client.SendAsync(Requests.Read, default);
        bench.Service.EndAccessTokens();

        await client.SendAsync(Requests.Write, default);

        Assert.Equal(2, bench.Service.Renewals);
        Assert.Equal(1, bench.Service.Commits);
    }

    [Fact]
    public async Task An_access_token_that_is_refused_again_ends_it_without_showing_the_token()
    {
        await using var bench = await WebBench.StartAsync();
        await using var client = bench.Client();
        Func<Microsoft.AspNetCore.Http.HttpContext, Task> refuse = context =>
            PlainService.RespondAsync(context, 401, new() { ["code"] = "3200", ["message"] = "Token expired: " + context.Request.Headers.Authorization.ToString()[7..] });
        bench.Service.ApiFaults.Enqueue(refuse);
        bench.Service.ApiFaults.Enqueue(refuse);

        var error = await Assert.ThrowsAsync<SyncException>(() => client.SendAsync(Requests.Read, default));

        Assert.Equal(SyncErrorId.AuthenticationFailed, error.Id);
        Assert.Contains("3200: Token expired: …", error.Message, StringComparison.Ordinal);
        Assert.Contains("Connect-CrmAccount", error.Advice, StringComparison.Ordinal);
        Assert.Equal(2, bench.Service.Requests.Count);
    }

    [Fact]
    public async Task The_log_has_one_line_a_request_and_nothing_secret_or_personal()
    {
        await using var bench = await WebBench.StartAsync();
        await using var client = bench.Client();
        bench.Service.ApiFaults.Enqueue(Faults.Status(503));
        await client.SendAsync(Requests.Read, default);
        bench.Service.EndAccessTokens();
        await client.SendAsync(Requests.Write, default);

        var lines = bench.Log.Debugs.ToList();
        Assert.Equal(6, lines.Count);
        Assert.Contains(lines, line => line.Contains("/api/things?email&page (read things): 200, ", StringComparison.Ordinal) && line.Contains("X-Request r-1", StringComparison.Ordinal) && line.EndsWith(" ms", StringComparison.Ordinal));
        Assert.NotEmpty(bench.Log.Verboses);
        var log = string.Join('\n', lines.Concat(bench.Log.Verboses));
        Assert.DoesNotContain("ann", log, StringComparison.Ordinal);
        Assert.All(bench.Service.Secrets, secret => Assert.DoesNotContain(secret, log, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_secret_lies_about_after_the_work()
    {
        await using var bench = await WebBench.StartAsync();
        bench.Service.Rotates = true;
        await using var client = bench.Client();
        await client.SendAsync(Requests.Write, default);

        Assert.Contains(bench.Files(), file => file.File.EndsWith(".token", StringComparison.Ordinal));
        Assert.All(bench.Files(), file => Assert.All(bench.Service.Secrets, secret => Assert.False(file.Text.Contains(secret, StringComparison.Ordinal), $"{secret} in {file.File}")));
    }

    [Fact]
    public async Task An_answer_that_is_too_long_is_not_read_to_its_end()
    {
        await using var bench = await WebBench.StartAsync();
        await using var client = bench.Client();

        var error = await Assert.ThrowsAsync<SyncException>(() => client.SendAsync(Requests.Read with { MaxReplyBytes = 5 }, default));

        Assert.Contains("more than 5 bytes", error.Message, StringComparison.Ordinal);
        Assert.Single(bench.Service.Requests);
    }

    [Fact]
    public async Task A_packed_answer_is_unpacked()
    {
        await using var bench = await WebBench.StartAsync();
        await using var client = bench.Client();
        bench.Service.ApiFaults.Enqueue(async context =>
        {
            Assert.Contains("gzip", context.Request.Headers.AcceptEncoding.ToString(), StringComparison.Ordinal);
            context.Response.Headers.ContentEncoding = "gzip";
            await using var packed = new System.IO.Compression.GZipStream(context.Response.Body, System.IO.Compression.CompressionLevel.Fastest);
            await packed.WriteAsync("{\"packed\":true}"u8.ToArray());
        });

        Assert.True((bool)(await client.SendAsync(Requests.Read, default)).JsonObject!["packed"]!);
    }

    private static Func<Microsoft.AspNetCore.Http.HttpContext, Task> Fault(string how, Action? commit) => how switch
    {
        "500" => Faults.Status(500, before: commit),
        "reset" => Faults.Reset(commit),
        "torn" => Faults.Torn(commit),
        _ => Faults.Cut(commit),
    };
}

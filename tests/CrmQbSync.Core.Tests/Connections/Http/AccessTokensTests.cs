using CrmQbSync.Connections.Http;
using CrmQbSync.Emulators.OAuth;
using CrmQbSync.Tests.State;

namespace CrmQbSync.Tests.Connections.Http;

public sealed class AccessTokensTests
{
    [Fact]
    public async Task One_token_serves_all_until_some_minutes_before_its_end()
    {
        await using var bench = await WebBench.StartAsync();
        var first = bench.Tokens();
        var token = await first.GetAsync(default);

        Assert.Equal(token.Value, (await first.GetAsync(default)).Value);
        Assert.Equal(token.Value, (await bench.Tokens().GetAsync(default)).Value);
        Assert.Equal(bench.Service.Address.AbsoluteUri, (await bench.Tokens().GetAsync(default)).Facts["host"]);
        bench.Clock.Advance(TimeSpan.FromMinutes(54));
        Assert.Equal(token.Value, (await first.GetAsync(default)).Value);
        bench.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.NotEqual(token.Value, (await first.GetAsync(default)).Value);
        Assert.Equal(2, bench.Service.Renewals);
    }

    [Fact]
    public async Task A_clock_that_is_set_back_brings_no_old_token_to_life()
    {
        await using var bench = await WebBench.StartAsync();
        var token = await bench.Tokens().GetAsync(default);

        bench.Clock.Advance(TimeSpan.FromDays(-1));

        Assert.NotEqual(token.Value, (await bench.Tokens().GetAsync(default)).Value);
    }

    [Fact]
    public async Task Of_many_who_were_refused_one_renews_and_the_others_take_that()
    {
        await using var bench = await WebBench.StartAsync();
        bench.Service.Slowness = TimeSpan.FromMilliseconds(20);
        var holders = Enumerable.Range(0, 8).Select(_ => bench.Tokens()).ToList();
        var refused = await Task.WhenAll(holders.Select(holder => holder.GetAsync(default).AsTask()));
        Assert.Equal(1, bench.Service.Renewals);

        var renewed = await Task.WhenAll(holders.Select((holder, at) => holder.RenewAsync(refused[at], default).AsTask()));

        Assert.Single(renewed.Select(token => token.Value).Distinct());
        Assert.Equal(2, bench.Service.Renewals);
        Assert.Equal(1, bench.Service.MostRenewalsAtOnce);
    }

    [Fact]
    public async Task A_refresh_token_that_changes_is_in_the_store_before_the_access_token_is_used()
    {
        await using var bench = await WebBench.StartAsync();
        bench.Service.Rotates = true;
        var tokens = bench.Tokens();
        for (var round = 0; round < 5; round++)
        {
            await tokens.GetAsync(default);
            Assert.Equal(bench.Service.RefreshToken, await bench.Store.FindAsync("acme-crm-refresh", default));
            bench.Clock.Advance(TimeSpan.FromHours(1));
        }
        Assert.Equal(5, bench.Service.Renewals);
    }

    [Fact]
    public async Task After_a_crash_between_storing_the_refresh_token_and_the_access_token_the_next_renews_with_the_new_one()
    {
        await using var bench = await WebBench.StartAsync();
        bench.Service.Rotates = true;
        await bench.Tokens().GetAsync(default);
        // As it stands then: the store has the new refresh token, the cache the access token of the former.
        var cache = Directory.EnumerateFiles(Path.Combine(bench.Home, "tokens"), "*.token").Single();
        var former = await File.ReadAllBytesAsync(cache);
        bench.Clock.Advance(TimeSpan.FromHours(1));
        await bench.Tokens().GetAsync(default);
        await File.WriteAllBytesAsync(cache, former);

        var token = await bench.Tokens().GetAsync(default);

        Assert.Equal(3, bench.Service.Renewals);
        Assert.Equal(bench.Service.RefreshToken, await bench.Store.FindAsync("acme-crm-refresh", default));
        Assert.NotEmpty(token.Value);
    }

    [Fact]
    public async Task A_refresh_token_that_cannot_be_stored_lets_no_access_token_out()
    {
        await using var bench = await WebBench.StartAsync();
        bench.Service.Rotates = true;
        var failing = new FailingStore(bench.Store);
        bench.Web = bench.Web with { Secrets = _ => failing };

        var error = await Assert.ThrowsAsync<SyncException>(() => bench.Tokens().GetAsync(default).AsTask());

        Assert.Equal(SyncErrorId.SecretStoreFailed, error.Id);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(bench.Home, "tokens"), "*.token"));
    }

    [Fact]
    public async Task A_refused_refresh_token_is_final_and_says_to_connect_again()
    {
        await using var bench = await WebBench.StartAsync();
        bench.Service.TakeConsentBack();

        var error = await Assert.ThrowsAsync<SyncException>(() => bench.Tokens().GetAsync(default).AsTask());

        Assert.Equal(SyncErrorId.AuthenticationFailed, error.Id);
        Assert.Contains("invalid_grant: Bad token …", error.Message, StringComparison.Ordinal);
        Assert.Contains("Connect-CrmAccount -Profile", error.Advice, StringComparison.Ordinal);
        Assert.Equal(1, bench.Service.Renewals);
    }

    [Fact]
    public async Task A_wrong_client_secret_is_told_as_such()
    {
        await using var bench = await WebBench.StartAsync();
        await bench.Store.SetAsync("zoho-secret", "wrong", null, default);

        var error = await Assert.ThrowsAsync<SyncException>(() => bench.Tokens().GetAsync(default).AsTask());

        Assert.Equal(SyncErrorId.AuthenticationFailed, error.Id);
        Assert.Contains("crm.clientSecret", error.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_profile_that_never_connected_is_told_to()
    {
        await using var bench = await WebBench.StartAsync();
        await bench.Store.RemoveAsync("acme-crm-refresh", default);

        var error = await Assert.ThrowsAsync<SyncException>(() => bench.Tokens().GetAsync(default).AsTask());

        Assert.Equal(SyncErrorId.SecretMissing, error.Id);
        Assert.Contains("Connect-CrmAccount", error.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_endpoint_that_is_out_of_order_or_throttles_is_waited_for()
    {
        await using var bench = await WebBench.StartAsync();
        bench.Service.TokenFaults.Enqueue(Faults.Status(503));
        bench.Service.TokenFaults.Enqueue(Faults.Status(429, "30"));
        bench.Service.TokenFaults.Enqueue(Faults.Reset());

        await bench.Tokens().GetAsync(default);

        Assert.Equal(4, bench.Service.Renewals);
        Assert.Contains(bench.Clock.Waits, wait => wait >= TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task What_is_remembered_lasts_as_long_as_the_sign_in()
    {
        await using var bench = await WebBench.StartAsync();
        bench.Service.Rotates = true;
        await bench.Tokens().GetAsync(default);
        await bench.Tokens().RememberAsync("user", "u-1", default);
        bench.Clock.Advance(TimeSpan.FromHours(2));
        await bench.Tokens().GetAsync(default);

        Assert.Equal("u-1", await bench.Tokens().RecallAsync("user", default));
        Assert.Equal(bench.Clock.GetUtcNow() + TimeSpan.FromDays(100), (await bench.Tokens().EndsAsync(default)).Unused);
        await bench.Store.SetAsync("acme-crm-refresh", "another sign-in", null, default);
        Assert.Null(await bench.Tokens().RecallAsync("user", default));
    }

    [Fact]
    public async Task A_damaged_cache_costs_a_renewal_and_nothing_else()
    {
        await using var bench = await WebBench.StartAsync();
        await bench.Tokens().GetAsync(default);
        var cache = Directory.EnumerateFiles(Path.Combine(bench.Home, "tokens"), "*.token").Single();
        await File.WriteAllBytesAsync(cache, [1, 2, 3]);

        await bench.Tokens().GetAsync(default);

        Assert.Equal(2, bench.Service.Renewals);
    }

    [Fact]
    public async Task Processes_that_renew_at_once_do_it_one_after_the_other()
    {
        await using var bench = await WebBench.StartAsync();
        bench.Service.Rotates = true;
        bench.Service.Slowness = TimeSpan.FromMilliseconds(100);
        using var one = StateHostProcess.Start("token", bench.Service.Address.AbsoluteUri, bench.Home, bench.Profile.Path);
        using var other = StateHostProcess.Start("token", bench.Service.Address.AbsoluteUri, bench.Home, bench.Profile.Path);
        await one.ReadLineAsync();
        await other.ReadLineAsync();

        await one.WriteLineAsync("go");
        await other.WriteLineAsync("go");

        Assert.Equal(await one.ReadLineAsync(), await other.ReadLineAsync());
        Assert.Equal(1, bench.Service.MostRenewalsAtOnce);
        Assert.Equal(1, bench.Service.Renewals);
        Assert.Equal(bench.Service.RefreshToken, await bench.Store.FindAsync("acme-crm-refresh", default));
        Assert.Equal(0, await one.EndAsync());
        Assert.Equal(0, await other.EndAsync());
    }

    [Fact]
    public async Task The_lock_of_a_process_that_dies_while_it_renews_is_free_again()
    {
        await using var bench = await WebBench.StartAsync();
        var asked = new TaskCompletionSource();
        bench.Service.TokenFaults.Enqueue(Faults.Silence(() => asked.TrySetResult()));
        using (var dying = StateHostProcess.Start("token", bench.Service.Address.AbsoluteUri, bench.Home, bench.Profile.Path))
        {
            await dying.ReadLineAsync();
            await dying.WriteLineAsync("go");
            await asked.Task;
            await dying.KillAsync();
        }

        Assert.NotEmpty((await bench.Tokens().GetAsync(default)).Value);
    }
}

using CrmQbSync.Connections.Http;
using CrmQbSync.Emulators.Hosting;
using CrmQbSync.Running;

namespace CrmQbSync.Tests.Connections.QuickBooksOnline;

public sealed class SignInTests
{
    private const string Page = "https://acme.example/connected";

    [Fact]
    public async Task Development_keys_sign_in_by_browser_and_listener()
    {
        await using var bench = await QuickBooksBench.StartAsync();
        await bench.Secrets.RemoveAsync("acme-qb-refresh", CancellationToken.None);
        var signIn = ContactSyncFactory.CreateSignIn(bench.Web with { Browser = new Browser() });
        var prompt = new Prompt(null);

        var info = await signIn.ConnectAsync(bench.Profile, Side.Qb, new SignInOptions { RedirectUri = new Uri($"http://localhost:{FreePort.Pick()}/connected") }, prompt, CancellationToken.None);

        Assert.Equal((Side.Qb, "QuickBooks Online", "Sandbox Company_US_1", bench.Emulator.RealmId, "sandbox"), (info.Side, info.Service, info.Company, info.CompanyId, info.Region));
        Assert.Equal(bench.Clock.GetUtcNow().AddSeconds(8_726_400), info.EndsUnused);
        Assert.Equal(bench.Clock.GetUtcNow().AddSeconds(157_680_000), info.EndsAt);
        Assert.Contains("com.intuit.quickbooks.accounting", prompt.Shown!.Query, StringComparison.Ordinal);
        Assert.Equal(bench.Emulator.SignIn.RefreshToken, await bench.Secrets.FindAsync("acme-qb-refresh", CancellationToken.None));
        await bench.SucceedAsync();
    }

    [Fact]
    public async Task Production_keys_sign_in_by_the_pasted_address_of_their_page()
    {
        await using var bench = await QuickBooksBench.StartAsync();
        bench.Emulator.SignIn.IsDevelopment = false;
        var signIn = ContactSyncFactory.CreateSignIn(bench.Web with { Browser = new NoBrowser() });

        var info = await signIn.ConnectAsync(bench.Profile, Side.Qb, new SignInOptions { RedirectUri = new Uri(Page) }, new Prompt(RedirectOfAsync), CancellationToken.None);

        Assert.Equal(bench.Emulator.RealmId, info.CompanyId);
        await bench.SucceedAsync();
    }

    [Fact]
    public async Task A_code_made_elsewhere_needs_the_company_it_is_for()
    {
        await using var bench = await QuickBooksBench.StartAsync();
        var signIn = ContactSyncFactory.CreateSignIn(bench.Web);
        async Task<string> CodeAsync(string redirect)
        {
            var address = new Uri(bench.Emulator.Address, $"/connect/oauth2?client_id={bench.Emulator.SignIn.ClientId}&response_type=code&scope=com.intuit.quickbooks.accounting&state=s&redirect_uri={Uri.EscapeDataString(redirect)}");
            return ParameterOf((await RedirectOfAsync(address))!, "code");
        }

        var missing = await Assert.ThrowsAsync<SyncException>(async () => await signIn.ConnectAsync(bench.Profile, Side.Qb,
            new SignInOptions { AuthorizationCode = await CodeAsync(Page), RedirectUri = new Uri(Page) }, new Prompt(null), CancellationToken.None));
        Assert.Equal(SyncErrorId.InputInvalid, missing.Id);
        Assert.Contains("-RealmId", missing.Advice, StringComparison.Ordinal);
        var other = await Assert.ThrowsAsync<SyncException>(async () => await signIn.ConnectAsync(bench.Profile, Side.Qb,
            new SignInOptions { AuthorizationCode = await CodeAsync(Page), RedirectUri = new Uri(Page), RealmId = "42" }, new Prompt(null), CancellationToken.None));
        Assert.Equal(SyncErrorId.WrongCompany, other.Id);

        // Without a redirect address it is one of Intuit's playground.
        var code = await CodeAsync("https://developer.intuit.com/v2/OAuth2Playground/RedirectUrl");
        var info = await signIn.ConnectAsync(bench.Profile, Side.Qb, new SignInOptions { AuthorizationCode = code, RealmId = bench.Emulator.RealmId }, new Prompt(null), CancellationToken.None);
        Assert.Equal(bench.Emulator.RealmId, info.CompanyId);
        var spent = await Assert.ThrowsAsync<SyncException>(() => signIn.ConnectAsync(bench.Profile, Side.Qb,
            new SignInOptions { AuthorizationCode = code, RealmId = bench.Emulator.RealmId }, new Prompt(null), CancellationToken.None));
        Assert.Equal(SyncErrorId.AuthenticationFailed, spent.Id);
        Assert.DoesNotContain(code, spent.ToString() + bench.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Disconnecting_ends_the_sign_in_there_and_here()
    {
        await using var bench = await QuickBooksBench.StartAsync();
        await bench.SucceedAsync();
        var signIn = ContactSyncFactory.CreateSignIn(bench.Web);

        Assert.True(await signIn.DisconnectAsync(bench.Profile, Side.Qb, CancellationToken.None));

        Assert.True(bench.Emulator.SignIn.IsRevoked);
        Assert.False(await signIn.DisconnectAsync(bench.Profile, Side.Qb, CancellationToken.None));
        Assert.Equal(SyncErrorId.SecretMissing, (await bench.RunAsync()).Error!.Id);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_newest_refresh_token_is_kept_whether_or_not_each_use_changes_it(bool always)
    {
        await using var bench = await QuickBooksBench.StartAsync();
        bench.Emulator.Knobs.RotatesAlways = always;
        for (var day = 0; day < 4; day++)
        {
            await bench.SucceedAsync();
            Assert.Equal(bench.Emulator.SignIn.RefreshToken, await bench.Secrets.FindAsync("acme-qb-refresh", CancellationToken.None));
            bench.Wait(17 * 60);
        }
        Assert.Equal(0, bench.Emulator.SignIn.DeadTokensUsed);
    }

    [Fact]
    public async Task Several_that_renew_at_once_use_no_dead_token()
    {
        await using var bench = await QuickBooksBench.StartAsync();
        var engines = Enumerable.Range(0, 6).Select(_ => ContactSyncFactory.Create(bench.Web with { })).ToList();
        async Task ReadAsync(IContactSync engine)
        {
            await foreach (var _ in engine.ReadContactsAsync(bench.Profile, Side.Qb, new ContactFilter(), (_, _) => { }, CancellationToken.None))
            {
            }
        }

        await Task.WhenAll(engines.Select(engine => Task.Run(() => ReadAsync(engine))));

        Assert.Equal(1, bench.Emulator.Calls.Count(call => call.Resource == "token"));
        Assert.Equal(0, bench.Emulator.SignIn.DeadTokensUsed);
    }

    [Fact]
    public async Task A_stop_while_the_refresh_token_is_changed_does_not_lose_the_new_one()
    {
        await using var bench = await QuickBooksBench.StartAsync();
        using var stop = new CancellationTokenSource();
        bench.Emulator.Meanwhile = call =>
        {
            if (call.Resource == "token")
                stop.Cancel();
        };

        await Record.ExceptionAsync(() => bench.Engine.RunAsync(bench.Profile, new RunOptions(), new Doubles.SilentObserver(), stop.Token));

        Assert.Single(bench.Emulator.Calls);
        Assert.Equal(bench.Emulator.SignIn.RefreshToken, await bench.Secrets.FindAsync("acme-qb-refresh", CancellationToken.None));
        bench.Emulator.Meanwhile = null;
        await bench.SucceedAsync();
        Assert.Equal(0, bench.Emulator.SignIn.DeadTokensUsed);
    }

    [Fact]
    public async Task A_dead_refresh_token_is_final()
    {
        await using var bench = await QuickBooksBench.StartAsync();
        bench.Emulator.SignIn.Consent();

        var result = await bench.RunAsync();

        Assert.Equal(SyncErrorId.AuthenticationFailed, result.Error!.Id);
        Assert.Contains("invalid_grant", result.Error.Message, StringComparison.Ordinal);
        Assert.Contains("Connect-QbAccount", result.Error.Advice, StringComparison.Ordinal);
        Assert.Single(bench.Emulator.Calls);
    }

    [Fact]
    public async Task The_profile_s_check_shows_how_long_the_sign_in_lasts()
    {
        await using var bench = await QuickBooksBench.StartAsync();

        var checks = await ChecksAsync(bench);
        Assert.Contains(checks, check => check is { Check: "QuickBooks sign-in", Status: CheckStatus.Passed }
            && check.Message.Contains("101 days", StringComparison.Ordinal) && check.Message.Contains("1825 days", StringComparison.Ordinal));

        bench.Emulator.Knobs.RotatesAlways = false;
        for (var days = 0; days < 1820; days += 91)
        {
            bench.Wait(91 * 24 * 60);
            await bench.SucceedAsync();
        }
        Assert.Contains(await ChecksAsync(bench), check => check is { Check: "QuickBooks sign-in", Status: CheckStatus.Warning });
    }

    private static async Task<List<ProfileCheck>> ChecksAsync(QuickBooksBench bench)
    {
        var checks = new List<ProfileCheck>();
        await foreach (var check in bench.Engine.CheckAsync(bench.Profile, CancellationToken.None))
            checks.Add(check);
        return checks;
    }

    /// <summary>Where the consent page sends the browser.</summary>
    private static async Task<string?> RedirectOfAsync(Uri address)
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var response = await client.GetAsync(address);
        return response.Headers.Location?.OriginalString;
    }

    private static string ParameterOf(string address, string name) =>
        new Uri(address).Query.TrimStart('?').Split('&').Select(part => part.Split('=')).First(part => part[0] == name)[1];

    private sealed class Browser : IBrowser
    {
        public bool TryOpen(Uri address)
        {
            _ = Task.Run(async () =>
            {
                using var client = new HttpClient();
                using var response = await client.GetAsync(address);
            });
            return true;
        }
    }

    private sealed class NoBrowser : IBrowser
    {
        public bool TryOpen(Uri address) => false;
    }

    private sealed class Prompt(Func<Uri, Task<string?>>? paste) : ISignInPrompt
    {
        public Uri? Shown { get; private set; }

        public void Show(Uri address, bool opened) => Shown = address;

        public string? AskForRedirectedUrl(Uri redirectUri) => paste is null ? null : Task.Run(() => paste(Shown!)).GetAwaiter().GetResult();
    }
}

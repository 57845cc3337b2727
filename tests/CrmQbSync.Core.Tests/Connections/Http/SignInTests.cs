using System.Net;
using System.Net.Sockets;
using CrmQbSync.Connections.Http;
using CrmQbSync.Emulators.Hosting;
using CrmQbSync.Running;

namespace CrmQbSync.Tests.Connections.Http;

public sealed class SignInTests
{
    private static readonly HttpClient Visitor = new();

    [Fact]
    public async Task By_browser_and_listener_the_tokens_get_into_the_store()
    {
        await using var bench = await WebBench.StartAsync();
        var user = new User(bench, page => VisitAsync(bench, page));

        var info = await SignIn(bench, user).ConnectAsync(bench.Profile, Side.Crm, Options(), user, default);

        Assert.Equal(("Plain service", "ann@example.com", "Bexley Ltd", bench.Profile.Path), (info.Service, info.User, info.Company, info.Profile));
        Assert.Equal("secret 'acme-crm-refresh' in the secret store", info.StoredIn);
        Assert.Equal(bench.Clock.GetUtcNow() + TimeSpan.FromDays(100), info.EndsUnused);
        Assert.Equal(bench.Service.RefreshToken, await bench.Store.FindAsync("acme-crm-refresh", default));
        Assert.Equal("u-1", await bench.Tokens().RecallAsync("user", default));
        Assert.Equal(0, bench.Service.Renewals);
        Assert.Equal("Signed in", user.Pages.Single().Title);
        Assert.All(bench.Service.Secrets, secret => Assert.DoesNotContain(secret, string.Join('\n', bench.Log.Debugs.Concat(bench.Log.Verboses).Append(info.ToString())), StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_listener_answers_nothing_else_waits_on_and_is_gone_afterwards()
    {
        await using var bench = await WebBench.StartAsync();
        var options = Options();
        User? user = null;
        user = new User(bench, async page =>
        {
            var root = options.RedirectUri!.GetLeftPart(UriPartial.Authority);
            Assert.Equal(HttpStatusCode.NotFound, (await Visitor.GetAsync(new Uri(root + "/favicon.ico"))).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await Visitor.PostAsync(options.RedirectUri, new StringContent(""))).StatusCode);
            Assert.Equal(HttpStatusCode.BadRequest, (await Visitor.GetAsync(new Uri(options.RedirectUri + "?state=guessed&code=evil"))).StatusCode);
            Assert.Equal(HttpStatusCode.BadRequest, (await Visitor.GetAsync(new Uri(options.RedirectUri + "?code=evil"))).StatusCode);
            Assert.Equal(HttpStatusCode.BadRequest, (await Visitor.GetAsync(new Uri($"{options.RedirectUri}?state={StateOf(page)}"))).StatusCode);
            return await VisitAsync(bench, page);
        });

        await SignIn(bench, user).ConnectAsync(bench.Profile, Side.Crm, options, user, default);

        await Assert.ThrowsAsync<HttpRequestException>(() => Visitor.GetAsync(options.RedirectUri));
    }

    [Fact]
    public async Task A_refusal_in_the_browser_is_told_and_changes_nothing()
    {
        await using var bench = await WebBench.StartAsync();
        var before = await bench.Store.FindAsync("acme-crm-refresh", default);
        var user = new User(bench, page => GetAsync(RedirectOf(page), $"error=access_denied&error_description=no%20thanks&state={StateOf(page)}"));

        var error = await Assert.ThrowsAsync<SyncException>(() => SignIn(bench, user).ConnectAsync(bench.Profile, Side.Crm, Options(), user, default));

        Assert.Equal(SyncErrorId.Cancelled, error.Id);
        Assert.Contains("access_denied: no thanks", error.Message, StringComparison.Ordinal);
        await user.Visit!;
        Assert.Equal("Not signed in", user.Pages.Single().Title);
        Assert.Equal(before, await bench.Store.FindAsync("acme-crm-refresh", default));
    }

    [Fact]
    public async Task Nobody_coming_ends_it_and_so_does_a_stop()
    {
        await using var bench = await WebBench.StartAsync();
        var user = new User(bench, null);
        var options = Options() with { Patience = TimeSpan.FromSeconds(30) };

        var error = await Assert.ThrowsAsync<SyncException>(() => SignIn(bench, user).ConnectAsync(bench.Profile, Side.Crm, options, user, default));
        Assert.Equal(SyncErrorId.Cancelled, error.Id);

        using var stop = new CancellationTokenSource();
        user = new User(bench, async _ =>
        {
            await stop.CancelAsync();
            return ("", "");
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SignIn(bench, user).ConnectAsync(bench.Profile, Side.Crm, Options(), user, stop.Token));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told()
    {
        await using var bench = await WebBench.StartAsync();
        var options = Options();
        using var taken = new TcpListener(IPAddress.Loopback, options.RedirectUri!.Port);
        taken.Start();
        var user = new User(bench, null);

        var error = await Assert.ThrowsAsync<SyncException>(() => SignIn(bench, user).ConnectAsync(bench.Profile, Side.Crm, options, user, default));

        Assert.Equal(SyncErrorId.ListenFailed, error.Id);
        Assert.Contains("-RedirectUri", error.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_browser_cannot_come_back_the_address_is_pasted()
    {
        await using var bench = await WebBench.StartAsync();
        var options = new SignInOptions { RedirectUri = new Uri("https://example.com/signed-in") };
        var user = new User(bench, null) { Paste = page => $"https://example.com/signed-in?code={bench.Service.MakeCode()}&state={StateOf(page)}&realmId=99\n" };

        var info = await SignIn(bench, user).ConnectAsync(bench.Profile, Side.Crm, options, user, default);

        Assert.Equal("ann@example.com", info.User);
        Assert.Equal(bench.Service.RefreshToken, await bench.Store.FindAsync("acme-crm-refresh", default));
    }

    [Fact]
    public async Task Where_the_browser_cannot_reach_the_listener_the_address_is_given_afterwards()
    {
        await using var bench = await WebBench.StartAsync();
        var user = new User(bench, null);
        var options = Options() with { Patience = TimeSpan.FromSeconds(30) };
        await Assert.ThrowsAsync<SyncException>(() => SignIn(bench, user).ConnectAsync(bench.Profile, Side.Crm, options, user, default));

        var ended = $"{options.RedirectUri}?code={bench.Service.MakeCode()}&state={StateOf(user.Shown!)}";
        var info = await SignIn(bench, user).ConnectAsync(bench.Profile, Side.Crm, new SignInOptions { RedirectedUrl = ended }, user, default);

        Assert.Equal("ann@example.com", info.User);
    }

    [Fact]
    public async Task Where_nobody_can_paste_the_address_is_given_in_another_session_once()
    {
        await using var bench = await WebBench.StartAsync();
        var user = new User(bench, null);
        var begin = new SignInOptions { RedirectUri = new Uri("https://example.com/signed-in") };
        var error = await Assert.ThrowsAsync<SyncException>(() => SignIn(bench, user).ConnectAsync(bench.Profile, Side.Crm, begin, user, default));
        Assert.Equal(SyncErrorId.Cancelled, error.Id);
        Assert.Contains("-RedirectedUrl", error.Advice, StringComparison.Ordinal);
        var url = $"https://example.com/signed-in?code={bench.Service.MakeCode()}&state={StateOf(user.Shown!)}";

        var forged = new SignInOptions { RedirectedUrl = "https://example.com/signed-in?code=evil&state=guessed" };
        Assert.Equal(SyncErrorId.InputInvalid, (await Assert.ThrowsAsync<SyncException>(() => SignIn(bench, user).ConnectAsync(bench.Profile, Side.Crm, forged, user, default))).Id);
        await SignIn(bench, user).ConnectAsync(bench.Profile, Side.Crm, new SignInOptions { RedirectedUrl = url }, user, default);

        Assert.Equal(bench.Service.RefreshToken, await bench.Store.FindAsync("acme-crm-refresh", default));
        error = await Assert.ThrowsAsync<SyncException>(() => SignIn(bench, user).ConnectAsync(bench.Profile, Side.Crm, new SignInOptions { RedirectedUrl = url }, user, default));
        Assert.Equal(SyncErrorId.InputInvalid, error.Id);
    }

    [Fact]
    public async Task A_code_made_elsewhere_is_exchanged_and_a_wrong_one_refused_without_showing_it()
    {
        await using var bench = await WebBench.StartAsync();
        var user = new User(bench, null);
        await SignIn(bench, user).ConnectAsync(bench.Profile, Side.Crm, new SignInOptions { AuthorizationCode = bench.Service.MakeCode() }, user, default);
        Assert.Null(user.Shown);

        var error = await Assert.ThrowsAsync<SyncException>(
            () => SignIn(bench, user).ConnectAsync(bench.Profile, Side.Crm, new SignInOptions { AuthorizationCode = "spent-code" }, user, default));

        Assert.Equal(SyncErrorId.AuthenticationFailed, error.Id);
        Assert.Contains("invalid_grant: No such code: …", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_out_revokes_and_forgets_and_doing_it_again_is_nothing()
    {
        await using var bench = await WebBench.StartAsync();
        await bench.Tokens().GetAsync(default);
        var signIn = SignIn(bench, new User(bench, null));

        Assert.True(await signIn.DisconnectAsync(bench.Profile, Side.Crm, default));
        Assert.False(await signIn.DisconnectAsync(bench.Profile, Side.Crm, default));

        Assert.Equal(1, bench.Service.Revocations);
        Assert.Null(await bench.Store.FindAsync("acme-crm-refresh", default));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(bench.Home, "tokens"), "*.token"));
        Assert.NotNull(await bench.Store.FindAsync("zoho-secret", default));
    }

    [Fact]
    public async Task A_side_without_sign_in_says_so()
    {
        await using var bench = await WebBench.StartAsync();
        var signIn = ContactSyncFactory.CreateSignIn(bench.Web);

        var error = await Assert.ThrowsAsync<SyncException>(() => signIn.DisconnectAsync(bench.Profile, Side.Qb, default));

        Assert.Equal(SyncErrorId.InputInvalid, error.Id);
        Assert.Contains("Csv needs no sign-in", error.Message, StringComparison.Ordinal);
    }

    private static AccountSignIn SignIn(WebBench bench, IBrowser browser) => new(bench.Web with { Browser = browser }, (_, _) => bench.Dialect());

    private static SignInOptions Options() => new() { RedirectUri = new Uri($"http://localhost:{FreePort.Pick()}/callback") };

    private static string StateOf(Uri page) => page.Query.Split("state=")[1];

    private static Uri RedirectOf(Uri page) => new(Uri.UnescapeDataString(page.Query.Split("redirect_uri=")[1].Split('&')[0]));

    private static Task<(string Title, string Page)> VisitAsync(WebBench bench, Uri page) =>
        GetAsync(RedirectOf(page), $"code={bench.Service.MakeCode()}&state={StateOf(page)}");

    private static async Task<(string Title, string Page)> GetAsync(Uri redirect, string query)
    {
        var page = await Visitor.GetStringAsync(new Uri($"{redirect}?{query}"));
        return (page.Split("<h1>")[1].Split("</h1>")[0], page);
    }

    /// <summary>A user with a browser; one without a visit has none.</summary>
    private sealed class User(WebBench bench, Func<Uri, Task<(string Title, string Page)>>? visit) : IBrowser, ISignInPrompt
    {
        public Func<Uri, string>? Paste { get; init; }

        public Uri? Shown { get; private set; }

        public List<(string Title, string Page)> Pages { get; } = [];

        public Task? Visit { get; private set; }

        public bool TryOpen(Uri address)
        {
            Assert.StartsWith(bench.Service.Address.AbsoluteUri, address.AbsoluteUri, StringComparison.Ordinal);
            if (visit is null)
                return false;
            Visit = Task.Run(async () => Pages.Add(await visit(address)));
            return true;
        }

        public void Show(Uri address, bool opened)
        {
            Assert.Equal(visit is not null, opened);
            Shown = address;
        }

        public string? AskForRedirectedUrl(Uri redirectUri) => Paste?.Invoke(Shown!);
    }
}

using CrmQbSync.Emulators.QuickBooksOnline;
using CrmQbSync.PowerShell.Tests.Hosting;

namespace CrmQbSync.PowerShell.Tests.EndToEnd.QuickBooksOnline;

/// <summary>Signing in to QuickBooks Online and out again, from the cmdlets: by browser, by the address that it ended on, by a code.</summary>
public sealed class QuickBooksSignInTests : IAsyncLifetime, IDisposable
{
    private const string Page = "https://acme.example/connected";

    private readonly SignInBench _bench = new("acme-qb", "/connected");
    private QuickBooksOnlineEmulator _emulator = null!;

    public async Task InitializeAsync()
    {
        _emulator = await QuickBooksOnlineEmulator.StartAsync();
        await File.WriteAllTextAsync(_bench.In("contacts.csv"), "Id,Email,LastName\n1,ada@example.com,Lovelace\n");
        await File.WriteAllTextAsync(_bench.Profile, Profile(_emulator.RealmId));
    }

    public async Task DisposeAsync() => await _emulator.DisposeAsync();

    public void Dispose() => _bench.Dispose();

    // Only there a program of ours can stand in for what opens pages.
#if LINUX
    [Fact]
    public async Task Development_keys_by_browser_and_production_keys_by_the_address_that_it_ended_on()
    {
        var visits = _bench.Browser.VisitAsync(page => _bench.SignInAsync(page, $"code=AB1forged&realmId={_emulator.RealmId}"), RefuseAsync, ChooseAnotherCompanyAsync, KeepAddressAsync);
        var lines = await RunAsync("""
            attempt browser { $a = Connect-QbAccount -Profile $p -RedirectUri $env:T_REDIRECT; "$($a.Service), $($a.Company), $($a.CompanyId), $($a.Region), $($a.StoredIn)" }
            meanwhile T_GONE
            attempt customers { @(Get-QbCustomer -Profile $p).Count }
            attempt refused { Connect-QbAccount -Profile $p -RedirectUri $env:T_REDIRECT }
            attempt other { Connect-QbAccount -Profile $p -RedirectUri $env:T_REDIRECT }
            attempt still { @(Get-QbCustomer -Profile $p).Count }
            attempt unfinished { Connect-QbAccount -Profile $p -RedirectUri $env:T_PAGE }
            meanwhile T_ENDED
            $ended = [IO.File]::ReadAllText($env:T_ENDED)
            attempt guessed { Connect-QbAccount -Profile $p -RedirectedUrl ($ended -replace 'state=.', 'state=') }
            attempt pasted { (Connect-QbAccount -Profile $p -RedirectedUrl $ended).Company }
            attempt twice { Connect-QbAccount -Profile $p -RedirectedUrl $ended }
            attempt lasts { (Test-ContactSyncProfile $p | Where-Object Check -eq 'QuickBooks sign-in').Message }
            """);
        await visits;

        Assert.Equal($"browser: QuickBooks Online, Sandbox Company_US_1, {_emulator.RealmId}, sandbox, secret 'acme-qb-refresh' in the secret store", lines[0]);
        Assert.Equal("customers: 0", lines[1]);
        Assert.StartsWith("refused: Cancelled: The sign-in to QuickBooks Online was refused in the browser (access_denied", lines[2], StringComparison.Ordinal);
        Assert.StartsWith("other: WrongCompany: The company that was chosen in the browser has the ID 4711; profile 'acme' is for company ", lines[3], StringComparison.Ordinal);
        Assert.Contains("Nothing was stored.", lines[3], StringComparison.Ordinal);
        Assert.Equal("still: 0", lines[4]);
        Assert.StartsWith("unfinished: Cancelled: ", lines[5], StringComparison.Ordinal);
        Assert.Contains("-RedirectedUrl", lines[5], StringComparison.Ordinal);
        Assert.StartsWith("guessed: InputInvalid: ", lines[6], StringComparison.Ordinal);
        Assert.Equal("pasted: Sandbox Company_US_1", lines[7]);
        Assert.StartsWith("twice: InputInvalid: ", lines[8], StringComparison.Ordinal);
        Assert.Equal("lasts: Of the sign-in: it ends if it is not used for 100 days; a user must consent again in 1824 days.", lines[9]);
    }
#endif

    [Fact]
    public async Task By_a_code_and_signing_out_revokes()
    {
        var lines = await RunAsync("""
            attempt none { @(Get-QbCustomer -Profile $p).Count }
            attempt realm { Connect-QbAccount -Profile $p -AuthorizationCode $env:T_CODE1 }
            attempt other { Connect-QbAccount -Profile $p -AuthorizationCode $env:T_CODE1 -RealmId 4711 }
            'not-the-secret' | Set-ContactSyncSecret acme-qb-secret
            attempt secret { Connect-QbAccount -Profile $p -AuthorizationCode $env:T_CODE1 -RealmId $env:T_REALM }
            $env:T_SECRET | Set-ContactSyncSecret acme-qb-secret
            attempt code { (Connect-QbAccount -Profile $p -AuthorizationCode $env:T_CODE1 -RealmId $env:T_REALM).CompanyId }
            attempt spent { Connect-QbAccount -Profile $p -AuthorizationCode $env:T_CODE1 -RealmId $env:T_REALM }
            attempt redirect { (Connect-QbAccount -Profile $p -AuthorizationCode $env:T_CODE2 -RealmId $env:T_REALM -RedirectUri $env:T_PAGE).CompanyId }
            attempt run { (Invoke-ContactSync -Profile $p).QbCreated }
            attempt company { Invoke-ContactSync -Profile $env:T_OTHER -ErrorAction Stop }
            attempt out { Disconnect-QbAccount -Profile $p -Confirm:$false }
            attempt gone { Invoke-ContactSync -Profile $p -ErrorAction Stop }
            attempt nothing { Disconnect-QbAccount -Profile $p -Confirm:$false }
            """);

        Assert.StartsWith("none: SecretMissing: ", lines[0], StringComparison.Ordinal);
        Assert.Contains("Connect-QbAccount", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("realm: InputInvalid: The company that the authorization code is for is not known. Give it with -RealmId", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("other: WrongCompany: ", lines[2], StringComparison.Ordinal);
        Assert.StartsWith("secret: AuthenticationFailed: QuickBooks Online does not accept the sign-in for profile 'acme' (invalid_client", lines[3], StringComparison.Ordinal);
        Assert.Equal($"code: {_emulator.RealmId}", lines[4]);
        Assert.StartsWith("spent: AuthenticationFailed: QuickBooks Online does not accept the sign-in for profile 'acme' (invalid_grant", lines[5], StringComparison.Ordinal);
        Assert.Equal($"redirect: {_emulator.RealmId}", lines[6]);
        Assert.Equal("run: 1", lines[7]);
        Assert.StartsWith("company: WrongCompany: ", lines[8], StringComparison.Ordinal);
        Assert.Equal("out:", lines[9].TrimEnd());
        Assert.True(_emulator.SignIn.IsRevoked);
        Assert.StartsWith("gone: SecretMissing: ", lines[10], StringComparison.Ordinal);
        Assert.Equal(0, _emulator.SignIn.DeadTokensUsed);
        Assert.Empty(_emulator.Company.Complaints);
    }

    [Fact]
    public async Task To_sign_out_with_WhatIf_revokes_nothing_and_forgets_nothing()
    {
        await using var session = await QuickBooksSession.StartAsync();
        session.Sync();

        session.Shell.Run("Disconnect-QbAccount $args[0] -WhatIf", session.Profile);

        Assert.False(session.Emulator.SignIn.IsRevoked);
        // What is renewed needs the refresh token that was to be forgotten.
        session.Emulator.SignIn.ExpireAccess();
        Assert.Empty(session.Shell.Run("Get-QbCustomer $args[0]", session.Profile).Errors);
        session.Shell.Run("Disconnect-QbAccount $args[0]", session.Profile);
        Assert.True(session.Emulator.SignIn.IsRevoked);
        Assert.StartsWith("SecretMissing", session.Shell.Fail("Get-QbCustomer $args[0]", session.Profile).FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    /// <summary>Each use of the refresh token gives another one, and the former is dead: processes that renew at the same time take turns.</summary>
    [Fact]
    public async Task Processes_that_renew_at_once_use_no_dead_token_and_a_dead_one_is_final()
    {
        await RunAsync("attempt code { (Connect-QbAccount -Profile $p -AuthorizationCode $env:T_CODE1 -RealmId $env:T_REALM).CompanyId }");
        for (var round = 0; round < 2; round++)
        {
            _emulator.SignIn.ExpireAccess();
            var said = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => _bench.TellAsync("attempt read { @(Get-QbCustomer -Profile $p).Count }", Client, () => _emulator.SignIn.Secrets)));
            Assert.All(said, lines => Assert.Equal(["read: 0"], lines));
            Assert.Equal(0, _emulator.SignIn.DeadTokensUsed);
        }

        // The user consented elsewhere, which ends this sign-in.
        _emulator.SignIn.Consent();
        _emulator.SignIn.ExpireAccess();
        _emulator.ForgetCalls();
        var dead = await RunAsync("""
            attempt run { Invoke-ContactSync -Profile $p -ErrorAction Stop }
            attempt look { (Get-ContactSyncHistory -Profile $p).Status }
            """);

        Assert.StartsWith("run: AuthenticationFailed: ", dead[0], StringComparison.Ordinal);
        Assert.Contains("invalid_grant", dead[0], StringComparison.Ordinal);
        Assert.Contains("Connect-QbAccount", dead[0], StringComparison.Ordinal);
        Assert.Equal("look: Failed", dead[1]);
        Assert.Single(_emulator.Calls, call => call.Resource == "token");
    }

    private (string Id, string Secret) Client => (_emulator.SignIn.ClientId, _emulator.SignIn.ClientSecret);

    private async Task<List<string>> RunAsync(string script)
    {
        await File.WriteAllTextAsync(_bench.In("other.yaml"), Profile("4711") + $"name: acme\nstate: {{ path: '{_bench.In("acme.state.db")}' }}\n");
        return await _bench.RunAsync(script, Client, () => _emulator.SignIn.Secrets,
            ("T_PAGE", Page),
            ("T_OTHER", _bench.In("other.yaml")),
            ("T_REALM", _emulator.RealmId),
            ("T_CODE1", await CodeAsync("https://developer.intuit.com/v2/OAuth2Playground/RedirectUrl")),
            ("T_CODE2", await CodeAsync(Page)));
    }

    private async Task RefuseAsync(Uri page)
    {
        _emulator.SignIn.IsRefusedByPerson = true;
        Assert.Contains("The sign-in was not completed", await _bench.FollowAsync(page), StringComparison.Ordinal);
        _emulator.SignIn.IsRefusedByPerson = false;
    }

    private async Task ChooseAnotherCompanyAsync(Uri page)
    {
        _emulator.SignIn.ChosenCompany = "4711";
        await _bench.FollowAsync(page);
        _emulator.SignIn.ChosenCompany = null;
    }

    /// <summary>With production keys the page of the application's owner is where the browser ends; nobody is there to paste its address.</summary>
    private async Task KeepAddressAsync(Uri page)
    {
        _emulator.SignIn.IsDevelopment = false;
        await _bench.KeepAddressAsync(page);
    }

    /// <summary>A code, as another page than ours gives one.</summary>
    private async Task<string> CodeAsync(string redirect)
    {
        var page = new Uri(_emulator.Address,
            $"/connect/oauth2?client_id={_emulator.SignIn.ClientId}&response_type=code&scope=com.intuit.quickbooks.accounting&state=s&redirect_uri={Uri.EscapeDataString(redirect)}");
        return (await _bench.Browser.ConsentAsync(page)).Query.TrimStart('?').Split('&').Single(part => part.StartsWith("code=", StringComparison.Ordinal))[5..];
    }

    private string Profile(string realm) => $$"""
        crm: { type: Csv, path: contacts.csv }
        qb:
          type: QuickBooksOnline
          environment: sandbox
          realmId: '{{realm}}'
          clientId: ${secret:acme-qb-id}
          clientSecret: ${secret:acme-qb-secret}
          tokenUrl: {{_emulator.TokenUrl}}
          apiUrl: {{_emulator.Address.AbsoluteUri.TrimEnd('/')}}

        """;
}

using CrmQbSync.Emulators.ZohoCrm;
using CrmQbSync.PowerShell.Tests.Hosting;

namespace CrmQbSync.PowerShell.Tests.EndToEnd.ZohoCrm;

/// <summary>Signing in to Zoho's accounts server and out again, from the cmdlets: by browser, by the address that it ended on, by a code.</summary>
public sealed class ZohoSignInTests : IAsyncLifetime, IDisposable
{
    private readonly SignInBench _bench = new("acme-zoho", "/callback");
    private ZohoCrmEmulator _zoho = null!;

    public async Task InitializeAsync()
    {
        _zoho = await ZohoCrmEmulator.StartAsync();
        _zoho.Accounts.RedirectUris.Add(_bench.RedirectUri);
        // Another name of the same machine: what is called there was told so by the token reply.
        _zoho.Accounts.ApiDomain = $"http://localhost:{_zoho.Address.Port}";
        _zoho.Organisation.AddContact(("Email", "ada@example.com"), ("Last_Name", "Lovelace"));
        await File.WriteAllTextAsync(_bench.Profile, $$"""
            crm:
              type: ZohoCrm
              dataCenter: us
              clientId: ${secret:acme-zoho-id}
              clientSecret: ${secret:acme-zoho-secret}
              accountsUrl: {{_zoho.Address.AbsoluteUri.TrimEnd('/')}}
            qb: { type: Csv, path: qb.csv }
            """);
        await File.WriteAllTextAsync(_bench.In("qb.csv"), "Id,Email,LastName\n");
    }

    public async Task DisposeAsync() => await _zoho.DisposeAsync();

    public void Dispose() => _bench.Dispose();

    // Only there a program of ours can stand in for what opens pages.
#if LINUX
    [Fact]
    public async Task By_browser_and_by_the_address_that_it_ended_on()
    {
        var visits = _bench.Browser.VisitAsync(page => _bench.SignInAsync(page, "code=1000.forged"), RefuseAsync, EndElsewhereAsync, KeepAddressAsync);
        var lines = await RunAsync("""
            attempt browser { $a = Connect-CrmAccount -Profile $p -RedirectUri $env:T_REDIRECT; "$($a.Service), $($a.User), $($a.Company), $($a.StoredIn)" }
            meanwhile T_GONE
            attempt contacts { (Get-CrmContact -Profile $p).Email }
            attempt refused { Connect-CrmAccount -Profile $p -RedirectUri $env:T_REDIRECT }
            attempt elsewhere { Connect-CrmAccount -Profile $p -RedirectUri $env:T_REDIRECT }
            attempt unfinished { Connect-CrmAccount -Profile $p -RedirectUri 'https://intranet.example/signed-in' }
            meanwhile T_ENDED
            $ended = [IO.File]::ReadAllText($env:T_ENDED)
            attempt guessed { Connect-CrmAccount -Profile $p -RedirectedUrl ($ended -replace 'state=.', 'state=') }
            attempt pasted { (Connect-CrmAccount -Profile $p -RedirectedUrl $ended).User }
            attempt twice { Connect-CrmAccount -Profile $p -RedirectedUrl $ended }
            attempt again { (Get-CrmContact -Profile $p).Email }
            """);
        await visits;

        Assert.Equal("browser: Zoho CRM, p.boyle@zylker.example, Zylker, secret 'acme-crm-refresh' in the secret store", lines[0]);
        Assert.Equal("contacts: ada@example.com", lines[1]);
        Assert.StartsWith("refused: Cancelled: The sign-in to Zoho CRM was refused in the browser (access_denied).", lines[2], StringComparison.Ordinal);
        Assert.StartsWith("elsewhere: ProfileInvalid: The account lives in Zoho's data centre 'eu', and profile 'acme' says 'us'.", lines[3], StringComparison.Ordinal);
        Assert.StartsWith("unfinished: Cancelled: ", lines[4], StringComparison.Ordinal);
        Assert.Contains("-RedirectedUrl", lines[4], StringComparison.Ordinal);
        Assert.StartsWith("guessed: InputInvalid: ", lines[5], StringComparison.Ordinal);
        Assert.Equal("pasted: p.boyle@zylker.example", lines[6]);
        Assert.StartsWith("twice: InputInvalid: ", lines[7], StringComparison.Ordinal);
        Assert.Equal("again: ada@example.com", lines[8]);
        Assert.Equal(2, _zoho.Accounts.SignIns);
        AssertUsesTheHostOfTheReply();
    }
#endif

    [Fact]
    public async Task By_a_code_and_signing_out_revokes()
    {
        var lines = await RunAsync("""
            attempt wrong { Connect-CrmAccount -Profile $p -AuthorizationCode 1000.nobody-gave-this }
            'not-the-secret' | Set-ContactSyncSecret acme-zoho-secret
            attempt secret { Connect-CrmAccount -Profile $p -AuthorizationCode $env:T_CODE1 }
            $env:T_SECRET | Set-ContactSyncSecret acme-zoho-secret
            attempt none { (Get-CrmContact -Profile $p).Email }
            attempt code { (Connect-CrmAccount -Profile $p -AuthorizationCode $env:T_CODE1).Company }
            attempt twice { Connect-CrmAccount -Profile $p -AuthorizationCode $env:T_CODE1 }
            attempt contacts { (Get-CrmContact -Profile $p).Email }
            attempt whatif { Disconnect-CrmAccount -Profile $p -WhatIf }
            attempt still { (Test-ContactSyncProfile $p | Where-Object Check -eq CRM).Status }
            attempt scopes { $null = Connect-CrmAccount -Profile $p -AuthorizationCode $env:T_CODE2; Get-CrmContact -Profile $p }
            attempt out { Disconnect-CrmAccount -Profile $p -Confirm:$false }
            attempt gone { Get-CrmContact -Profile $p }
            attempt nothing { Disconnect-CrmAccount -Profile $p -Confirm:$false }
            """);

        Assert.StartsWith("wrong: AuthenticationFailed: Zoho CRM does not accept the sign-in for profile 'acme' (invalid_code", lines[0], StringComparison.Ordinal);
        Assert.Contains("the client secret is wrong", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("none: SecretMissing: ", lines[2], StringComparison.Ordinal);
        Assert.Equal("code: Zylker", lines[3]);
        Assert.StartsWith("twice: AuthenticationFailed: ", lines[4], StringComparison.Ordinal);
        Assert.Equal("contacts: ada@example.com", lines[5]);
        Assert.Equal("whatif:", lines[6].TrimEnd());
        Assert.Equal("still: Passed", lines[7]);
        Assert.StartsWith("scopes: AuthenticationFailed: ", lines[8], StringComparison.Ordinal);
        Assert.Contains("ZohoCRM.settings.fields.READ", lines[8], StringComparison.Ordinal);
        Assert.Equal("out:", lines[9]);
        Assert.StartsWith("gone: SecretMissing: ", lines[10], StringComparison.Ordinal);
        // The second sign-in took the place of the first, which Zoho was not told to forget: -WhatIf did not either.
        Assert.Equal(1, _zoho.Accounts.SignIns);
        AssertUsesTheHostOfTheReply();
    }

    private Task<List<string>> RunAsync(string script) => _bench.RunAsync(script, (_zoho.Accounts.ClientId, _zoho.Accounts.ClientSecret), SecretsOfZoho,
        ("T_CODE1", _zoho.Accounts.GrantCode()),
        ("T_CODE2", _zoho.Accounts.GrantCode("ZohoCRM.modules.contacts.ALL,ZohoCRM.users.READ,ZohoCRM.org.READ")));

    private async Task RefuseAsync(Uri page)
    {
        _zoho.Accounts.Refuses = true;
        Assert.Contains("The sign-in was not completed", await _bench.FollowAsync(page), StringComparison.Ordinal);
        _zoho.Accounts.Refuses = false;
    }

    private async Task EndElsewhereAsync(Uri page)
    {
        _zoho.Accounts.AccountsServer = "https://accounts.zoho.eu";
        await _bench.FollowAsync(page);
        _zoho.Accounts.AccountsServer = null;
    }

    private async Task KeepAddressAsync(Uri page)
    {
        _zoho.Accounts.RedirectUris.Add("https://intranet.example/signed-in");
        await _bench.KeepAddressAsync(page);
    }

    private void AssertUsesTheHostOfTheReply()
    {
        Assert.All(_zoho.ApiCalls, call => Assert.Equal($"localhost:{_zoho.Address.Port}", call.Request.Header("Host")));
        Assert.All(_zoho.Calls.Where(call => !call.IsApi), call => Assert.Equal($"127.0.0.1:{_zoho.Address.Port}", call.Request.Header("Host")));
    }

    private IEnumerable<string> SecretsOfZoho() => _zoho.Accounts.Secrets.Append(_zoho.Accounts.ClientSecret);
}

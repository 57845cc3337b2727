using CrmQbSync.Emulators.Hosting;
using CrmQbSync.Emulators.ZohoCrm;
using CrmQbSync.PowerShell.Tests.Hosting;

namespace CrmQbSync.PowerShell.Tests.EndToEnd.ZohoCrm;

/// <summary>Signing in to Zoho's accounts server and out again, from the cmdlets: by browser, by the address that it ended on, by a code.</summary>
public sealed class ZohoSignInTests : IAsyncLifetime, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("crmqbsync-zohosignin-");
    private readonly string _redirectUri = $"http://localhost:{FreePort.Pick()}/callback";
    private readonly StandInBrowser _browser;
    private ZohoCrmEmulator _zoho = null!;

    public ZohoSignInTests() => _browser = new StandInBrowser(_folder.FullName);

    public async Task InitializeAsync()
    {
        _zoho = await ZohoCrmEmulator.StartAsync();
        _zoho.Accounts.RedirectUris.Add(_redirectUri);
        // Another name of the same machine: what is called there was told so by the token reply.
        _zoho.Accounts.ApiDomain = $"http://localhost:{_zoho.Address.Port}";
        _zoho.Organisation.AddContact(("Email", "ada@example.com"), ("Last_Name", "Lovelace"));
        await File.WriteAllTextAsync(In("acme.yaml"), $$"""
            crm:
              type: ZohoCrm
              dataCenter: us
              clientId: ${secret:acme-zoho-id}
              clientSecret: ${secret:acme-zoho-secret}
              accountsUrl: {{_zoho.Address.AbsoluteUri.TrimEnd('/')}}
            qb: { type: Csv, path: qb.csv }
            """);
        await File.WriteAllTextAsync(In("qb.csv"), "Id,Email,LastName\n");
    }

    public async Task DisposeAsync() => await _zoho.DisposeAsync();

    public void Dispose()
    {
        _browser.Dispose();
        _folder.Delete(recursive: true);
    }

    // Only there a program of ours can stand in for what opens pages.
#if LINUX
    [Fact]
    public async Task By_browser_and_by_the_address_that_it_ended_on()
    {
        var visits = _browser.VisitAsync(SignInAsync, RefuseAsync, EndElsewhereAsync, KeepAddressAsync);
        var lines = await RunAsync("""
            attempt browser { $a = Connect-CrmAccount -Profile $p -RedirectUri $env:T_REDIRECT; "$($a.Service), $($a.User), $($a.Company), $($a.StoredIn)" }
            attempt contacts { (Get-CrmContact -Profile $p).Email }
            attempt refused { Connect-CrmAccount -Profile $p -RedirectUri $env:T_REDIRECT }
            attempt elsewhere { Connect-CrmAccount -Profile $p -RedirectUri $env:T_REDIRECT }
            attempt unfinished { Connect-CrmAccount -Profile $p -RedirectUri 'https://intranet.example/signed-in' }
            while (-not [IO.File]::Exists($env:T_ENDED)) { [Threading.Thread]::Sleep(20) }
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
        AssertNothingSecretIsLeft();
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
        Assert.StartsWith("scopes: AuthenticationFailed: ", lines[6], StringComparison.Ordinal);
        Assert.Contains("ZohoCRM.settings.fields.READ", lines[6], StringComparison.Ordinal);
        Assert.Equal("out:", lines[7]);
        Assert.StartsWith("gone: SecretMissing: ", lines[8], StringComparison.Ordinal);
        // The second sign-in took the place of the first, which Zoho was not told to forget.
        Assert.Equal(1, _zoho.Accounts.SignIns);
        AssertUsesTheHostOfTheReply();
        AssertNothingSecretIsLeft();
    }

    private async Task<List<string>> RunAsync(string script)
    {
        await File.WriteAllTextAsync(In("signin.ps1"), $$"""
            $p = '{{In("acme.yaml")}}'
            function attempt($name, [scriptblock] $what) {
                try { $said = & $what } catch { $said = "$($_.FullyQualifiedErrorId.Split(',')[0]): $($_.Exception.Message) $($_.ErrorDetails.RecommendedAction)" }
                "@ ${name}: $said" -replace "`n", ' '
            }
            $env:T_ID | Set-ContactSyncSecret acme-zoho-id
            $env:T_SECRET | Set-ContactSyncSecret acme-zoho-secret
            {{script}}
            """);
        var variables = new Dictionary<string, string>(_browser.Install())
        {
            ["CRMQBSYNC_HOME"] = In("home"),
            ["T_ENDED"] = In("ended"),
            ["T_REDIRECT"] = _redirectUri,
            ["T_ID"] = _zoho.Accounts.ClientId,
            ["T_SECRET"] = _zoho.Accounts.ClientSecret,
            ["T_CODE1"] = _zoho.Accounts.GrantCode(),
            ["T_CODE2"] = _zoho.Accounts.GrantCode("ZohoCRM.modules.contacts.ALL,ZohoCRM.users.READ,ZohoCRM.org.READ"),
        };
        var result = await ChildShell.RunAsync(variables, "-File", In("signin.ps1"));
        Assert.True(result.ExitCode == 0, $"{result.ExitCode}\n{result.Output}\n{result.Error}");
        Assert.All(SecretsOfZoho(), secret => Assert.DoesNotContain(secret, result.Output + result.Error, StringComparison.Ordinal));
        return [.. result.Lines.Where(line => line.StartsWith("@ ", StringComparison.Ordinal)).Select(line => line[2..])];
    }

    /// <summary>Somebody else's redirect comes first and is turned away; then the person consents.</summary>
    private async Task SignInAsync(Uri page)
    {
        Assert.Equal(400, (await _browser.LookAsync(new Uri($"{_redirectUri}?state=guessed&code=1000.forged"))).Status);
        Assert.Contains("You can close this window", await FollowAsync(page), StringComparison.Ordinal);
        // The listener is gone as soon as it has what it waited for.
        await _browser.AssertIsGoneAsync(new Uri(_redirectUri));
    }

    private async Task RefuseAsync(Uri page)
    {
        _zoho.Accounts.Refuses = true;
        Assert.Contains("The sign-in was not completed", await FollowAsync(page), StringComparison.Ordinal);
        _zoho.Accounts.Refuses = false;
    }

    private async Task EndElsewhereAsync(Uri page)
    {
        _zoho.Accounts.AccountsServer = "https://accounts.zoho.eu";
        await FollowAsync(page);
        _zoho.Accounts.AccountsServer = null;
    }

    private async Task KeepAddressAsync(Uri page)
    {
        _zoho.Accounts.RedirectUris.Add("https://intranet.example/signed-in");
        await File.WriteAllTextAsync(In("ended.new"), (await _browser.ConsentAsync(page)).OriginalString);
        File.Move(In("ended.new"), In("ended"));
    }

    private async Task<string> FollowAsync(Uri page) => (await _browser.LookAsync(await _browser.ConsentAsync(page))).Page;

    private void AssertUsesTheHostOfTheReply()
    {
        Assert.All(_zoho.ApiCalls, call => Assert.Equal($"localhost:{_zoho.Address.Port}", call.Request.Header("Host")));
        Assert.All(_zoho.Calls.Where(call => !call.IsApi), call => Assert.Equal($"127.0.0.1:{_zoho.Address.Port}", call.Request.Header("Host")));
    }

    private void AssertNothingSecretIsLeft()
    {
        // The stand-in's own files hold what a browser's history would.
        foreach (var file in _folder.EnumerateFiles("*", SearchOption.AllDirectories).Where(file => file.Name is not ("pages" or "ended")))
        {
            var text = System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(file.FullName));
            Assert.All(SecretsOfZoho(), secret => Assert.False(text.Contains(secret, StringComparison.Ordinal), file.FullName));
        }
    }

    private IEnumerable<string> SecretsOfZoho() => _zoho.Accounts.Secrets.Append(_zoho.Accounts.ClientSecret);

    private string In(string name) => Path.Combine(_folder.FullName, name);
}

using CrmQbSync.Emulators.QuickBooksOnline;
using CrmQbSync.PowerShell.Tests.Hosting;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.PowerShell.Tests.EndToEnd.QuickBooksOnline;

/// <summary>A day with the module between a file of contacts and a company of QuickBooks Online, in a process of its own.</summary>
public sealed class QuickBooksDayTests : IAsyncLifetime, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("crmqbsync-qbday-");
    private QuickBooksOnlineEmulator _emulator = null!;

    public async Task InitializeAsync()
    {
        _emulator = await QuickBooksOnlineEmulator.StartAsync();
        _emulator.Company.Add(new JObject { ["DisplayName"] = "Grace Hopper", ["GivenName"] = "Grace", ["FamilyName"] = "Hopper", ["PrimaryEmailAddr"] = new JObject { ["Address"] = "grace@example.com" } });
        _emulator.Company.Add(new JObject { ["DisplayName"] = "Gone", ["PrimaryEmailAddr"] = new JObject { ["Address"] = "gone@example.com" } });
        _emulator.Company.Deactivate("2");
        await File.WriteAllTextAsync(In("contacts.csv"), "Id,Email,FirstName,LastName,Notes\n1,ada@example.com,Ada,Lovelace,n\n");
        await File.WriteAllTextAsync(In("acme.yaml"), $$"""
            crm: { type: Csv, path: contacts.csv }
            qb:
              type: QuickBooksOnline
              environment: sandbox
              realmId: '{{_emulator.RealmId}}'
              clientId: ${secret:acme-qb-id}
              clientSecret: ${secret:acme-qb-secret}
              tokenUrl: {{_emulator.TokenUrl}}
              apiUrl: {{_emulator.Address.AbsoluteUri.TrimEnd('/')}}
            """);
    }

    public async Task DisposeAsync() => await _emulator.DisposeAsync();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Connect_test_look_synchronise_undo_and_disconnect()
    {
        var lines = await RunAsync("""
            $env:T_ID | Set-ContactSyncSecret acme-qb-id
            $env:T_SECRET | Set-ContactSyncSecret acme-qb-secret
            $account = Connect-QbAccount -Profile $p -AuthorizationCode $env:T_CODE -RealmId $env:T_REALM
            "account: $($account.Company) $($account.CompanyId) $($account.Region)"
            "checks: $((Test-ContactSyncProfile $p | Where-Object Status -eq Failed).Count)"
            "signin: $((Test-ContactSyncProfile $p | Where-Object Check -eq 'QuickBooks sign-in').Message)"
            "all: $((Get-QbCustomer -Profile $p).Email -join ' ')"
            "inactive too: $((Get-QbCustomer -Profile $p -IncludeInactive).Email -join ' ')"
            "deleted: $((Get-QbCustomer -Profile $p -Deleted).Email -join ' ')"
            "by id: $((Get-QbCustomer -Profile $p -Id 1).LastName)"
            "by email: $((Get-QbCustomer -Profile $p -Email GRACE@example.com).Id)"
            "since: $(@(Get-QbCustomer -Profile $p -ModifiedSince '2099-01-01').Count)"
            $plan = Invoke-ContactSync -Profile $p -WhatIf | ForEach-Object { "$($_.Action) $($_.Target) $($_.Email)" }
            "plan: $($plan -contains 'Create Crm grace@example.com') $($plan -contains 'Create Qb ada@example.com') $($plan.Count)"
            $run = Invoke-ContactSync -Profile $p
            "run: $($run.Status) $($run.CrmCreated) $($run.QbCreated)"
            "again: $((Invoke-ContactSync -Profile $p | ForEach-Object { $_.QbCreated + $_.QbUpdated + $_.CrmCreated + $_.CrmUpdated }))"
            "history: $((Get-ContactSyncHistory -Profile $p).Count) $((Get-ContactSyncEntry -Profile $p -SyncId 1).Count)"
            "undo: $((Undo-ContactSync -Profile $p -SyncId 1 -Confirm:$false).QbDeleted)"
            Disconnect-QbAccount -Profile $p -Confirm:$false | Out-Null
            try { $null = Invoke-ContactSync -Profile $p -ErrorAction Stop } catch { "after: $($_.FullyQualifiedErrorId.Split(',')[0])" }
            """);

        Assert.Equal(
            [
                $"account: Sandbox Company_US_1 {_emulator.RealmId} sandbox",
                "checks: 0",
                "signin: Of the sign-in: it ends if it is not used for 100 days; a user must consent again in 1824 days.",
                "all: grace@example.com",
                "inactive too: grace@example.com gone@example.com",
                "deleted: gone@example.com",
                "by id: Hopper",
                "by email: 1",
                "since: 0",
                "plan: True True 2",
                "run: Succeeded 1 1",
                "again: 0",
                "history: 2 2",
                "undo: 1",
                "after: SecretMissing",
            ],
            lines);
        Assert.True(_emulator.SignIn.IsRevoked);
        Assert.Empty(_emulator.Company.Complaints);
    }

    private async Task<IReadOnlyList<string>> RunAsync(string script)
    {
        await File.WriteAllTextAsync(In("day.ps1"), $"$p = '{In("acme.yaml")}'\n{script}");
        var variables = new Dictionary<string, string>
        {
            ["CRMQBSYNC_HOME"] = In("home"),
            ["T_ID"] = _emulator.SignIn.ClientId,
            ["T_SECRET"] = _emulator.SignIn.ClientSecret,
            ["T_CODE"] = await CodeAsync(),
            ["T_REALM"] = _emulator.RealmId,
        };
        var result = await ChildShell.RunAsync(variables, "-File", In("day.ps1"));
        Assert.True(result.ExitCode == 0 && result.Error.Length == 0, $"{result.ExitCode}\n{result.Output}\n{result.Error}");
        Assert.All(_emulator.SignIn.Secrets, secret => Assert.DoesNotContain(secret, result.Output, StringComparison.Ordinal));
        // What -WhatIf says to the user is no output of the script.
        return [.. result.Lines.Where(line => !line.StartsWith("What if:", StringComparison.Ordinal))];
    }

    /// <summary>A code, as Intuit's playground gives one.</summary>
    private async Task<string> CodeAsync()
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        var redirect = Uri.EscapeDataString("https://developer.intuit.com/v2/OAuth2Playground/RedirectUrl");
        using var response = await client.GetAsync(new Uri(_emulator.Address,
            $"/connect/oauth2?client_id={_emulator.SignIn.ClientId}&response_type=code&scope=com.intuit.quickbooks.accounting&state=s&redirect_uri={redirect}"));
        return response.Headers.Location!.Query.TrimStart('?').Split('&').Single(part => part.StartsWith("code=", StringComparison.Ordinal))[5..];
    }

    private string In(string name) => Path.Combine(_folder.FullName, name);
}

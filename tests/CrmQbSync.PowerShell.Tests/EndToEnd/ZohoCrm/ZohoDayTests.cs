using CrmQbSync.Emulators.QuickBooksOnline;
using CrmQbSync.Emulators.ZohoCrm;
using CrmQbSync.PowerShell.Tests.Hosting;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.PowerShell.Tests.EndToEnd.ZohoCrm;

/// <summary>A day with the module between Zoho CRM and QuickBooks Online, in a process of its own: from the cmdlets to both services' wires.</summary>
public sealed class ZohoDayTests : IAsyncLifetime, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("crmqbsync-zohoday-");
    private ZohoCrmEmulator _zoho = null!;
    private QuickBooksOnlineEmulator _quickBooks = null!;

    public async Task InitializeAsync()
    {
        _zoho = await ZohoCrmEmulator.StartAsync(TimeProvider.System);
        _quickBooks = await QuickBooksOnlineEmulator.StartAsync();
        _zoho.Organisation.AddContact(("Email", "ada@example.com"), ("First_Name", "Ada"), ("Last_Name", "Lovelace"), ("Phone", "(212) 555-0101"));
        _zoho.Organisation.AddContact(("Email", "grace@example.com"), ("First_Name", "Grace"), ("Last_Name", "Hopper"), ("Mailing_City", "Arlington"));
        _quickBooks.Company.Add(new JObject
        {
            ["DisplayName"] = "Grace Hopper", ["GivenName"] = "Grace", ["FamilyName"] = "Hopper", ["Notes"] = "compilers",
            ["PrimaryEmailAddr"] = new JObject { ["Address"] = "GRACE@example.com" },
        });
        _quickBooks.Company.Add(new JObject { ["DisplayName"] = "Ève Dünn", ["FamilyName"] = "Dünn", ["PrimaryEmailAddr"] = new JObject { ["Address"] = "eve@example.com" } });
        await File.WriteAllTextAsync(In("acme.yaml"), $$"""
            crm:
              type: ZohoCrm
              dataCenter: us
              clientId: ${secret:acme-zoho-id}
              clientSecret: ${secret:acme-zoho-secret}
              accountsUrl: {{_zoho.Address.AbsoluteUri.TrimEnd('/')}}
            qb:
              type: QuickBooksOnline
              environment: sandbox
              realmId: '{{_quickBooks.RealmId}}'
              clientId: ${secret:acme-qb-id}
              clientSecret: ${secret:acme-qb-secret}
              refreshToken: ${secret:acme-qb-token}
              tokenUrl: {{_quickBooks.TokenUrl}}
              apiUrl: {{_quickBooks.Address.AbsoluteUri.TrimEnd('/')}}
            """);
    }

    public async Task DisposeAsync()
    {
        await _zoho.DisposeAsync();
        await _quickBooks.DisposeAsync();
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Connect_look_synchronise_undo_and_disconnect()
    {
        var lines = await RunAsync("""
            $env:T_ID | Set-ContactSyncSecret acme-zoho-id
            $env:T_SECRET | Set-ContactSyncSecret acme-zoho-secret
            $env:T_QB_ID | Set-ContactSyncSecret acme-qb-id
            $env:T_QB_SECRET | Set-ContactSyncSecret acme-qb-secret
            $env:T_QB_TOKEN | Set-ContactSyncSecret acme-qb-token
            $account = Connect-CrmAccount -Profile $p -AuthorizationCode $env:T_CODE
            "account: $($account.Side) $($account.Company)"
            "checks: $(@(Test-ContactSyncProfile $p | Where-Object Status -eq Failed).Count)"
            "all: $((Get-CrmContact -Profile $p).Email -join ' ')"
            "by email: $((Get-CrmContact -Profile $p -Email GRACE@example.com).BillingCity)"
            "since: $(@(Get-CrmContact -Profile $p -ModifiedSince '2099-01-01').Count)"
            $plan = Invoke-ContactSync -Profile $p -WhatIf | ForEach-Object { "$($_.Action) $($_.Target) $($_.Email)" }
            "plan: $($plan -contains 'Create Crm eve@example.com') $($plan -contains 'Create Qb ada@example.com') $($plan -contains 'Link None grace@example.com') $($plan.Count)"
            $run = Invoke-ContactSync -Profile $p
            "run: $($run.Status) $($run.CrmCreated) $($run.CrmUpdated) $($run.QbCreated) $($run.QbUpdated) $($run.Linked)"
            $told = Invoke-ContactSync -Profile $p -Verbose -Debug 4>&1 5>&1 | Where-Object { $_ -is [Management.Automation.InformationalRecord] } | ForEach-Object { "$_" }
            "calls: $(@($told | Where-Object { $_ -match '^#\d+ POST http://\S+/crm/v8/coql \(read contacts\): 20\d, \d+ bytes, \d+ ms$' }).Count) $(@($told -match '^Plan: ').Count) $(@($told -match '@example').Count)"
            "again: $((Invoke-ContactSync -Profile $p | ForEach-Object { $_.QbCreated + $_.QbUpdated + $_.CrmCreated + $_.CrmUpdated }))"
            "links: $(@(Get-ContactLink -Profile $p).Count)"
            $undo = Undo-ContactSync -Profile $p -SyncId 1 -Confirm:$false
            "undo: $($undo.Status) $($undo.CrmDeleted) $($undo.CrmUpdated) $($undo.QbDeleted) $($undo.QbUpdated)"
            Disconnect-CrmAccount -Profile $p -Confirm:$false | Out-Null
            try { $null = Get-CrmContact -Profile $p -ErrorAction Stop } catch { "after: $($_.FullyQualifiedErrorId.Split(',')[0])" }
            """);

        Assert.Equal(
            [
                "account: Crm Zylker",
                "checks: 0",
                "all: ada@example.com grace@example.com",
                "by email: Arlington",
                "since: 0",
                "plan: True True True 5",
                "run: Succeeded 1 1 1 1 1",
                "calls: 1 1 0",
                "again: 0",
                "links: 3",
                "undo: Succeeded 1 1 1 1",
                "after: SecretMissing",
            ],
            lines);
        Assert.Empty(_quickBooks.Company.Complaints);
        Assert.Equal(2, _zoho.Organisation.Contacts.Existing.Count());
        AssertNoSecretIsLeft();
    }

    private async Task<IReadOnlyList<string>> RunAsync(string script)
    {
        await File.WriteAllTextAsync(In("day.ps1"), $"$p = '{In("acme.yaml")}'\n{script}");
        var variables = new Dictionary<string, string>
        {
            ["CRMQBSYNC_HOME"] = In("home"),
            ["T_ID"] = _zoho.Accounts.ClientId,
            ["T_SECRET"] = _zoho.Accounts.ClientSecret,
            ["T_CODE"] = _zoho.Accounts.GrantCode(),
            ["T_QB_ID"] = _quickBooks.SignIn.ClientId,
            ["T_QB_SECRET"] = _quickBooks.SignIn.ClientSecret,
            ["T_QB_TOKEN"] = _quickBooks.SignIn.RefreshToken,
        };
        var result = await ChildShell.RunAsync(variables, "-File", In("day.ps1"));
        Assert.True(result.ExitCode == 0 && result.Error.Length == 0, $"{result.ExitCode}\n{result.Output}\n{result.Error}");
        Assert.All(Secrets(), secret => Assert.DoesNotContain(secret, result.Output, StringComparison.Ordinal));
        // What -WhatIf says to the user is no output of the script.
        return [.. result.Lines.Where(line => !line.StartsWith("What if:", StringComparison.Ordinal))];
    }

    /// <summary>No file that the day left holds a secret as it is.</summary>
    private void AssertNoSecretIsLeft()
    {
        foreach (var file in _folder.EnumerateFiles("*", SearchOption.AllDirectories))
        {
            var text = System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(file.FullName));
            Assert.All(Secrets(), secret => Assert.False(text.Contains(secret, StringComparison.Ordinal), file.FullName));
        }
    }

    private IEnumerable<string> Secrets() => _zoho.Accounts.Secrets.Concat(_quickBooks.SignIn.Secrets).Append(_zoho.Accounts.ClientSecret);

    private string In(string name) => Path.Combine(_folder.FullName, name);
}

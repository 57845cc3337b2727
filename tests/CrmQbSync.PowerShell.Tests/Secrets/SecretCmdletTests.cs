using System.Management.Automation;
using System.Net;
using System.Runtime.Versioning;
using CrmQbSync.PowerShell.Tests.Hosting;

namespace CrmQbSync.PowerShell.Tests.Secrets;

public sealed class SecretCmdletTests : IDisposable
{
    private const string Value = "plain-value-9b1d";

    private readonly ModuleSession _session = new();
    private readonly string _name = $"name-{Guid.NewGuid():N}";

    public void Dispose()
    {
        _session.Run("Get-ContactSyncSecret $args[0] | Remove-ContactSyncSecret -Confirm:$false", _name + "*");
        _session.Dispose();
    }

    [Fact]
    public void What_is_typed_is_stored_and_never_shown()
    {
        _session.Host.Typed = Value;
        var set = _session.Run("Set-ContactSyncSecret $args[0] -Verbose -Debug", _name);
        var shown = _session.Run("Get-ContactSyncSecret $args[0]", _name);

        Assert.Empty(set.Output);
        Assert.Equal(_name, shown["Name"]);
        Assert.Equal("CurrentUser", shown["Scope"]!.ToString());
        Assert.Equal("the secret store", shown["Store"]);
        Assert.Equal(TimeSpan.Zero, ((DateTimeOffset)((PSObject)shown["CreatedTime"]!).BaseObject).Offset);
        Assert.Equal(Value, Used());
        var everything = string.Join('\n', _session.Host.Lines) + string.Join('\n', _session.Show([.. shown.Output]))
            + string.Join('\n', Directory.GetFiles(TestHome.Folder, "*", SearchOption.AllDirectories).Select(file => file + TextOf(file)));
        Assert.DoesNotContain(Value, everything, StringComparison.Ordinal);
    }

    /// <summary>What a file of the home holds, which other tests use at the same time.</summary>
    private static string TextOf(string file)
    {
        try
        {
            using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete), System.Text.Encoding.Latin1);
            return reader.ReadToEnd();
        }
        catch (FileNotFoundException)
        {
            // It has gone meanwhile, and holds nothing any more.
            return "";
        }
    }

    [Fact]
    public void The_pipeline_gives_a_string_or_a_SecureString()
    {
        _session.Pipe([Value], "$input | Set-ContactSyncSecret $args[0]", _name);
        Assert.Equal(Value, Used());

        _session.Pipe([new NetworkCredential("", Value + "2").SecurePassword], "$input | Set-ContactSyncSecret $args[0]", _name);
        Assert.Equal(Value + "2", Used());

        _session.Run("Set-ContactSyncSecret $args[0] -Secret $args[1]", _name, new NetworkCredential("", Value + "3").SecurePassword);
        Assert.Equal(Value + "3", Used());
    }

    [Theory]
    [InlineData("Set-ContactSyncSecret $args[0] -InputObject plain", "InputInvalid")]
    [InlineData("Set-ContactSyncSecret $args[0] plain", "CannotConvertArgumentNoMessage")]
    [InlineData("Set-ContactSyncSecret $args[0] -Secret plain", "CannotConvertArgumentNoMessage")]
    [InlineData("'a', 'b' | Set-ContactSyncSecret $args[0]", "InputInvalid")]
    [InlineData("@() | Set-ContactSyncSecret $args[0]", "InputInvalid")]
    [InlineData("'' | Set-ContactSyncSecret $args[0]", "InputInvalid")]
    [InlineData("Set-ContactSyncSecret $args[0]", "InputInvalid")]
    [InlineData("'x' | Set-ContactSyncSecret 'no name'", "InputInvalid")]
    [InlineData("'x' | Set-ContactSyncSecret $args[0] -Account sync", "InputInvalid")]
    [InlineData("'x' | Set-ContactSyncSecret $args[0] -Account sync -Scope CurrentUser", "InputInvalid")]
    public void What_is_no_value_by_a_safe_way_is_refused(string script, string id)
    {
        var error = _session.Fail(script, _name);

        Assert.StartsWith(id, error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(_session.Run("Get-ContactSyncSecret $args[0]", _name).Output);
    }

    [Fact]
    public void WhatIf_sets_and_removes_nothing()
    {
        _session.Pipe([Value], "$input | Set-ContactSyncSecret $args[0] -WhatIf", _name);
        Assert.Empty(_session.Run("Get-ContactSyncSecret $args[0]", _name).Output);

        _session.Pipe([Value], "$input | Set-ContactSyncSecret $args[0]", _name);
        _session.Run("Remove-ContactSyncSecret $args[0] -WhatIf", _name);
        Assert.Single(_session.Run("Get-ContactSyncSecret $args[0]", _name).Output);
    }

    [Fact]
    public void Removing_asks_first_and_tells_of_what_is_not_there()
    {
        _session.Pipe([Value], "$input | Set-ContactSyncSecret $args[0]", _name);
        _session.Host.Answer = 2;
        _session.Run("Remove-ContactSyncSecret $args[0]", _name);
        Assert.Single(_session.Host.Questions);
        Assert.Single(_session.Run("Get-ContactSyncSecret $args[0]", _name).Output);

        _session.Host.Answer = 0;
        _session.Run("Remove-ContactSyncSecret $args[0]", _name);
        Assert.Empty(_session.Run("Get-ContactSyncSecret $args[0]", _name).Output);
        var error = _session.Run("Remove-ContactSyncSecret $args[0] -Confirm:$false", _name).Errors.Single();
        Assert.StartsWith("SecretMissing", error.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_are_completed_and_listed_by_wildcard()
    {
        _session.Pipe([Value], "$input | Set-ContactSyncSecret $args[0]", _name);

        var line = $"Remove-ContactSyncSecret {_name[..12]}";
        var completed = _session.Run("[System.Management.Automation.CommandCompletion]::CompleteInput($args[0], $args[0].Length, $null).CompletionMatches.CompletionText", line);
        Assert.Equal([_name], completed.Texts);
        Assert.Equal([_name], _session.Run("(Get-ContactSyncSecret $args[0]).Name", _name[..10].ToUpperInvariant() + "*").Texts);
    }

    [Fact]
    public void A_vault_of_the_profile_takes_the_place_of_the_store()
    {
        var vault = $"v{Guid.NewGuid():N}";
        Directory.CreateDirectory(Path.Combine(TestHome.Vaults, vault));
        Profile(vault);

        _session.Pipe([Value], "$input | Set-ContactSyncSecret $args[0] -Profile ./acme.yaml", _name);

        Assert.Equal(Value, File.ReadAllText(Path.Combine(TestHome.Vaults, vault, _name)));
        Assert.Equal([_name], _session.Run("(Get-ContactSyncSecret -Profile ./acme.yaml).Name").Texts);
        Assert.Equal([$"the vault '{vault}'"], _session.Run("(Get-ContactSyncSecret -Profile ./acme.yaml).Store").Texts);
        Assert.Empty(_session.Run("Get-ContactSyncSecret $args[0]", _name).Output);
        _session.Run("Remove-ContactSyncSecret $args[0] -Profile ./acme.yaml -Confirm:$false", _name);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(TestHome.Vaults, vault)));
    }

    [Fact]
    public void Accounts_are_for_the_machines_own_store()
    {
        var vault = $"v{Guid.NewGuid():N}";
        Directory.CreateDirectory(Path.Combine(TestHome.Vaults, vault));
        Profile(vault);

        var error = _session.Fail("'x' | Set-ContactSyncSecret $args[0] -Profile ./acme.yaml -Scope Machine -Account sync", _name);

        Assert.StartsWith("InputInvalid", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(vault, error.ToString(), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(TestHome.Vaults, vault)));
        if (!OperatingSystem.IsWindows())
            Assert.Contains("on Windows only", _session.Fail("'x' | Set-ContactSyncSecret $args[0] -Scope Machine -Account sync", _name).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_vault_that_is_not_there_is_told_with_advice()
    {
        Profile("missing");

        var error = _session.Fail("Get-ContactSyncSecret -Profile ./acme.yaml");

        Assert.StartsWith("SecretStoreFailed", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("Vault missing was not found", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("Get-SecretVault", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    // Windows protects them by accounts' rights, not by modes.
#if !WINDOWS
    /// <summary>In a process of its own, as it is about a store of its own.</summary>
    [Theory]
    [InlineData("store.secrets", UnixFileMode.OtherRead, "600")]
    [InlineData("store.key", UnixFileMode.GroupRead, "600")]
    [InlineData("", UnixFileMode.GroupRead | UnixFileMode.GroupExecute, "700")]
    [UnsupportedOSPlatform("windows")]
    public async Task A_store_that_others_can_read_is_refused_by_every_cmdlet_with_what_to_do(string file, UnixFileMode right, string mode)
    {
        var home = Path.GetDirectoryName(_session.PathOf("home/any"))!;
        var variables = new Dictionary<string, string> { ["CRMQBSYNC_HOME"] = home };
        await File.WriteAllTextAsync(_session.PathOf("acme.yaml"), """
            crm: { type: ZohoCrm, dataCenter: us, clientId: '${secret:one}', clientSecret: '${secret:one}', refreshToken: '${secret:one}', accountsUrl: 'http://127.0.0.1:9' }
            qb: { type: Csv, path: qb.csv }
            """);
        await File.WriteAllTextAsync(_session.PathOf("qb.csv"), "Id,Email,LastName\n");
        async Task<ChildResult> RunAsync(string name, string script)
        {
            await File.WriteAllTextAsync(_session.PathOf(name), script);
            return await ChildShell.RunAsync(variables, "-File", _session.PathOf(name));
        }
        Assert.Equal(0, (await RunAsync("set.ps1", $"'{Value}' | Set-ContactSyncSecret one")).ExitCode);
        var store = Assert.Single(Directory.EnumerateFiles(home, "store.secrets", SearchOption.AllDirectories));
        var path = file.Length == 0 ? Path.GetDirectoryName(store)! : Path.Combine(Path.GetDirectoryName(store)!, file);
        File.SetUnixFileMode(path, File.GetUnixFileMode(path) | right);
        var before = await File.ReadAllBytesAsync(store);

        var result = await RunAsync("use.ps1", $$"""
            foreach ($use in { 'other' | Set-ContactSyncSecret two }, { Get-ContactSyncSecret }, { Invoke-ContactSync -Profile '{{_session.PathOf("acme.yaml")}}' }) {
                try { $null = & $use; 'nothing was refused' } catch { "$($_.FullyQualifiedErrorId.Split(',')[0])|$_|$($_.ErrorDetails.RecommendedAction)" }
            }
            """);

        Assert.Equal(3, result.Lines.Count);
        Assert.All(result.Lines, line =>
        {
            Assert.StartsWith("SecretStoreFailed|", line, StringComparison.Ordinal);
            Assert.Contains($"Others have rights on '{path}'", line, StringComparison.Ordinal);
            Assert.Contains($"chmod {mode} '{path}'", line, StringComparison.Ordinal);
            Assert.DoesNotContain(Value, line, StringComparison.Ordinal);
        });
        Assert.Equal(before, await File.ReadAllBytesAsync(store));
    }
#endif

    [Theory]
    [InlineData("Connect-CrmAccount ./acme.yaml")]
    [InlineData("Connect-CrmAccount ./acme.yaml -WhatIf")]
    [InlineData("Connect-QbAccount ./acme.yaml -AuthorizationCode x -RealmId 1")]
    [InlineData("Disconnect-CrmAccount ./acme.yaml")]
    [InlineData("Disconnect-QbAccount ./acme.yaml")]
    [InlineData("Connect-CrmAccount ./acme.yaml -RedirectUri callback")]
    public void A_side_without_sign_in_says_so(string script)
    {
        Profile("any");

        Assert.StartsWith("InputInvalid", _session.Fail(script).FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    /// <summary>The value as the engine gets it.</summary>
    private string? Used()
    {
        var store = CrmQbSync.Secrets.SecretStores.Open(TestHome.Folder, null, TimeProvider.System);
        return store.FindAsync(_name, default).AsTask().GetAwaiter().GetResult();
    }

    private void Profile(string vault) => File.WriteAllText(_session.PathOf("acme.yaml"), $$"""
        crm: { type: Csv, path: crm.csv }
        qb: { type: Csv, path: qb.csv }
        secrets: { vault: {{vault}} }
        """);
}

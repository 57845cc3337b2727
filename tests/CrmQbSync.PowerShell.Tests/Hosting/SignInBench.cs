using CrmQbSync.Emulators.Hosting;

namespace CrmQbSync.PowerShell.Tests.Hosting;

/// <summary>Where an account is signed in to from the cmdlets: a folder, a script in a process of its own, and a person at a browser.</summary>
internal sealed class SignInBench : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("crmqbsync-signin-");
    private readonly string _account;
    private int _scripts;

    /// <param name="account">What the client's secrets are named after, such as <c>acme-qb</c>.</param>
    /// <param name="redirectPath">The path of the address that the browser is sent back to.</param>
    public SignInBench(string account, string redirectPath)
    {
        _account = account;
        RedirectUri = $"http://localhost:{FreePort.Pick()}{redirectPath}";
        Browser = new StandInBrowser(_folder.FullName);
    }

    /// <summary>Where the browser is sent back to.</summary>
    public string RedirectUri { get; }

    public StandInBrowser Browser { get; }

    /// <summary>The profile.</summary>
    public string Profile => In("acme.yaml");

    public string In(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>
    /// Runs a script, in which <c>attempt NAME { … }</c> tells what something says or which error it ends with; gives the lines of the attempts. The client's keys
    /// are in the secret store.
    /// </summary>
    /// <param name="script">The script; <c>$p</c> is the profile.</param>
    /// <param name="client">The client's id and secret, which the script finds as <c>T_ID</c> and <c>T_SECRET</c>.</param>
    /// <param name="secrets">What must neither be told nor lie about.</param>
    /// <param name="more">More variables.</param>
    public async Task<List<string>> RunAsync(string script, (string Id, string Secret) client, Func<IEnumerable<string>> secrets, params (string Name, string Value)[] more)
    {
        var lines = await TellAsync(script, client, secrets, more);
        Browser.AssertHoldsNoneElsewhere(secrets());
        return lines;
    }

    /// <summary>The same, also while another one runs.</summary>
    public async Task<List<string>> TellAsync(string script, (string Id, string Secret) client, Func<IEnumerable<string>> secrets, params (string Name, string Value)[] more)
    {
        var file = In($"signin{Interlocked.Increment(ref _scripts)}.ps1");
        await File.WriteAllTextAsync(file, $$"""
            $p = '{{Profile}}'
            function attempt($name, [scriptblock] $what) {
                try { $said = & $what } catch { $said = "$($_.FullyQualifiedErrorId.Split(',')[0]): $($_.Exception.Message) $($_.ErrorDetails.RecommendedAction)" }
                "@ ${name}: $said" -replace "`n", ' '
            }
            function meanwhile($variable) { while (-not [IO.File]::Exists([Environment]::GetEnvironmentVariable($variable))) { [Threading.Thread]::Sleep(20) } }
            $env:T_ID | Set-ContactSyncSecret {{_account}}-id
            $env:T_SECRET | Set-ContactSyncSecret {{_account}}-secret
            {{script}}
            """);
        var variables = new Dictionary<string, string>(Browser.Install())
        {
            ["CRMQBSYNC_HOME"] = In("home"),
            ["T_ENDED"] = In("ended"),
            ["T_GONE"] = In("gone"),
            ["T_REDIRECT"] = RedirectUri,
            ["T_ID"] = client.Id,
            ["T_SECRET"] = client.Secret,
        };
        foreach (var (name, value) in more)
            variables[name] = value;
        var result = await ChildShell.RunAsync(variables, "-File", file);
        Assert.True(result.ExitCode == 0, $"{result.ExitCode}\n{result.Output}\n{result.Error}");
        Assert.All(secrets(), secret => Assert.DoesNotContain(secret, result.Output + result.Error, StringComparison.Ordinal));
        return [.. result.Lines.Where(line => line.StartsWith("@ ", StringComparison.Ordinal)).Select(line => line[2..])];
    }

    /// <summary>Somebody else's redirect comes first and is turned away; then the person consents. The script is to wait afterwards, by <c>meanwhile T_GONE</c>.</summary>
    /// <param name="page">The page of consent.</param>
    /// <param name="forged">What the other redirect says.</param>
    public async Task SignInAsync(Uri page, string forged)
    {
        Assert.Equal(400, (await Browser.LookAsync(new Uri($"{RedirectUri}?state=guessed&{forged}"))).Status);
        Assert.Contains("You can close this window", await FollowAsync(page), StringComparison.Ordinal);
        // The listener is gone as soon as it has what it waited for.
        await Browser.AssertIsGoneAsync(new Uri(RedirectUri));
        // Only now may the script listen there again.
        await File.WriteAllTextAsync(In("gone"), "");
    }

    /// <summary>The person consents, and the browser goes where the service sends it; gives what is shown there.</summary>
    public async Task<string> FollowAsync(Uri page) => (await Browser.LookAsync(await Browser.ConsentAsync(page))).Page;

    /// <summary>The person consents, and the browser ends on a page of somebody's own: nobody is there to paste its address, which <c>T_ENDED</c> then holds.</summary>
    public async Task KeepAddressAsync(Uri page)
    {
        await File.WriteAllTextAsync(In("ended.new"), (await Browser.ConsentAsync(page)).OriginalString);
        File.Move(In("ended.new"), In("ended"));
    }

    public void Dispose()
    {
        Browser.Dispose();
        _folder.Delete(recursive: true);
    }
}

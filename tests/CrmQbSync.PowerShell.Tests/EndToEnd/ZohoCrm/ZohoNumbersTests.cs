using CrmQbSync.Emulators.ZohoCrm;
using CrmQbSync.PowerShell.Tests.Hosting;

namespace CrmQbSync.PowerShell.Tests.EndToEnd.ZohoCrm;

/// <summary>How many calls the cmdlets make of Zoho CRM, how many at once, and what they do when it has forgotten.</summary>
public sealed class ZohoNumbersTests : IAsyncLifetime, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("crmqbsync-zohonumbers-");
    private readonly ClockAhead _clock = new();
    private ZohoCrmEmulator _zoho = null!;
    private string _token = "";
    private string _otherToken = "";
    private int _scripts;

    public async Task InitializeAsync()
    {
        _zoho = await ZohoCrmEmulator.StartAsync(_clock);
        (_token, _otherToken) = (_zoho.Accounts.Grant(), _zoho.Accounts.Grant());
        await File.WriteAllTextAsync(In("acme.yaml"), ProfileOf("T_TOKEN", "qb.csv"));
        Customers([]);
    }

    public async Task DisposeAsync() => await _zoho.DisposeAsync();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Contacts_come_as_their_pages_do()
    {
        for (var number = 0; number < 6100; number++)
            _zoho.Organisation.AddContact(("Last_Name", $"Person {number}"), ("Email", $"p{number}@example.com"));

        Assert.Equal(["p0@example.com"], await RunAsync("try { Get-CrmContact -Profile $p | ForEach-Object { $_.Email; throw 'enough' } } catch { }"));
        // Four pages there are; while the first is shown the next may be on its way.
        Assert.InRange(Queries(), 1, 2);

        _zoho.ForgetCalls();
        Assert.Equal(["6100"], await RunAsync("@(Get-CrmContact -Profile $p).Count"));
        Assert.Equal(4, Queries());
    }

    [Theory]
    [InlineData("free", 5)]
    [InlineData("enterprise", 10)]
    public async Task As_many_calls_are_under_way_as_the_edition_allows(string edition, int most)
    {
        _zoho.Organisation.Edition = edition;
        _zoho.Latency = TimeSpan.FromMilliseconds(60);
        Customers(Enumerable.Range(0, 1500).Select(number => $"{number},p{number}@example.com,Person {number}"));

        Assert.Equal(["Succeeded 1500"], await RunAsync("Invoke-ContactSync -Profile $p | ForEach-Object { \"$($_.Status) $($_.CrmCreated)\" }"));

        Assert.InRange(_zoho.MostAtOnce, most - 2, most);
        Assert.DoesNotContain(_zoho.ApiCalls, call => call.Status == 429);
    }

    /// <summary>What the edition allows is allowed to all profiles of the organisation and all processes together.</summary>
    [Theory]
    [InlineData("free", 5)]
    [InlineData("enterprise", 10)]
    public async Task Two_profiles_in_two_processes_keep_the_limit_together(string edition, int most)
    {
        const int Contacts = 2000;
        _zoho.Organisation.Edition = edition;
        string[] names = ["acme", "other"];
        foreach (var name in names)
        {
            var token = name == names[0] ? "T_TOKEN" : "T_OTHER_TOKEN";
            await File.WriteAllTextAsync(In($"{name}.yaml"), ProfileOf(token, $"{name}.csv"));
            Customers(Enumerable.Range(0, Contacts).Select(number => $"{number},{name}{number}@example.com,Person {number}"), $"{name}.csv");
            Assert.Equal(["Passed"], await RunAsync("Test-ContactSyncProfile $p | Where-Object Check -eq CRM | ForEach-Object Status", name));
        }
        _zoho.Latency = TimeSpan.FromMilliseconds(100);
        // Who writes first has no answer to its first call until the other writes too: both are at it at the same time, however unequal the processes are.
        var writing = names.ToDictionary(name => $"\"{name}1", _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        _zoho.HoldCall = request =>
        {
            if (request.Method != "POST" || writing.Keys.FirstOrDefault(mark => request.Body.Contains(mark, StringComparison.Ordinal)) is not { } writer || !writing[writer].TrySetResult())
                return Task.CompletedTask;
            return Task.WhenAll(writing.Values.Select(other => other.Task)).WaitAsync(TimeSpan.FromMinutes(2));
        };

        var runs = names.Select(name => RunAsync("Invoke-ContactSync -Profile $p | ForEach-Object { \"$($_.Status) $($_.CrmCreated)\" }", name)).ToList();

        foreach (var run in runs)
            Assert.Equal([$"Succeeded {Contacts}"], await run);
        Assert.DoesNotContain(_zoho.ApiCalls, call => call.Status == 429);
        Assert.InRange(_zoho.MostAtOnce, most - 1, most);
        // One access token for all processes of a sign-in: the checks before, and the runs.
        Assert.Equal(names.Length, _zoho.Calls.Count(call => call.Path == "/oauth/v2/token"));
    }

    /// <summary>Zoho gives a sign-in ten access tokens in ten minutes.</summary>
    [Fact]
    public async Task One_access_token_serves_all_processes_and_is_renewed_once_before_it_ends_and_once_when_refused()
    {
        _zoho.Organisation.AddContact(("Last_Name", "Lovelace"), ("Email", "ada@example.com"));
        await ReadInProcessesAsync(tokens: 1);

        // Refused before its time.
        _zoho.Accounts.EndAccessTokens();
        await ReadInProcessesAsync(tokens: 2);
        Assert.Contains(_zoho.ApiCalls, call => call.Status == 401);

        // Not refused, as it is renewed before it ends.
        _zoho.ForgetCalls();
        _zoho.Accounts.Life = TimeSpan.FromSeconds(3);
        _zoho.Accounts.EndAccessTokens();
        Assert.Equal(["ada@example.com ada@example.com"], await RunAsync("$first = (Get-CrmContact -Profile $p).Email; [Threading.Thread]::Sleep(3000); \"$first $((Get-CrmContact -Profile $p).Email)\""));
        Assert.Equal(2, _zoho.Calls.Count(call => call.Path == "/oauth/v2/token"));
        Assert.Single(_zoho.ApiCalls, call => call.Status == 401);
    }

    private async Task ReadInProcessesAsync(int tokens)
    {
        var readers = Enumerable.Range(0, 3).Select(_ => RunAsync("(Get-CrmContact -Profile $p).Email")).ToList();
        foreach (var reader in readers)
            Assert.Equal(["ada@example.com"], await reader);
        Assert.Equal(tokens, _zoho.Calls.Count(call => call.Path == "/oauth/v2/token"));
    }

    /// <summary>The list of deleted contacts reaches back 60 days for the recycle bin, 120 for what is gone from there: beyond, everything is read.</summary>
    [Theory]
    [InlineData(30, false)]
    [InlineData(70, true)]
    [InlineData(130, true)]
    public async Task A_deletion_that_Zoho_has_forgotten_is_seen_by_a_full_reading(int days, bool isFull)
    {
        Customers(Enumerable.Range(1, 3).Select(number => $"{number},p{number}@example.com,Person {number}"));
        const string Run = "Invoke-ContactSync -Profile $p | ForEach-Object { \"$($_.Status) $($_.CrmCreated) $($_.Held)\" }";
        Assert.Equal(["Succeeded 3 0"], await RunAsync(Run));
        _zoho.Organisation.Delete(_zoho.Organisation.Contacts.Existing.First());
        _clock.Ahead += TimeSpan.FromDays(days);

        _zoho.ForgetCalls();
        Assert.Equal(["Succeeded 0 1"], await RunAsync(Run));
        var query = Assert.Single(_zoho.ApiCalls, call => call.Path.EndsWith("/coql", StringComparison.Ordinal)).Request.Body;
        Assert.Equal(isFull, !query.Contains("Modified_Time >=", StringComparison.Ordinal));
        Assert.Equal(["Succeeded 0 0"], await RunAsync(Run));
    }

    private int Queries() => _zoho.ApiCalls.Count(call => call.Path.EndsWith("/coql", StringComparison.Ordinal) && !call.Request.Body.Contains("COUNT", StringComparison.Ordinal));

    private void Customers(IEnumerable<string> lines, string file = "qb.csv") => File.WriteAllLines(In(file), ["Id,Email,LastName", .. lines]);

    private string ProfileOf(string token, string file) => $$"""
        crm:
          type: ZohoCrm
          dataCenter: us
          clientId: ${env:T_ID}
          clientSecret: ${env:T_SECRET}
          refreshToken: ${env:{{token}}}
          accountsUrl: {{_zoho.Address.AbsoluteUri.TrimEnd('/')}}
        qb: { type: Csv, path: {{file}} }
        """;

    private async Task<IReadOnlyList<string>> RunAsync(string script, string profile = "acme")
    {
        var file = In($"{profile}-{Interlocked.Increment(ref _scripts)}.ps1");
        await File.WriteAllTextAsync(file, $"$p = '{In($"{profile}.yaml")}'\n{script}");
        var variables = new Dictionary<string, string>
        {
            ["CRMQBSYNC_HOME"] = In("home"),
            ["T_ID"] = _zoho.Accounts.ClientId,
            ["T_SECRET"] = _zoho.Accounts.ClientSecret,
            ["T_TOKEN"] = _token,
            ["T_OTHER_TOKEN"] = _otherToken,
        };
        var result = await ChildShell.RunAsync(variables, "-File", file);
        Assert.True(result.ExitCode == 0 && result.Error.Length == 0, $"{result.ExitCode}\n{result.Output}\n{result.Error}");
        return result.Lines;
    }

    private string In(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>The service's clock, which can be put ahead.</summary>
    private sealed class ClockAhead : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Ahead;
    }
}

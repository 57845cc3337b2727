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

    public async Task InitializeAsync()
    {
        _zoho = await ZohoCrmEmulator.StartAsync(_clock);
        _token = _zoho.Accounts.Grant();
        await File.WriteAllTextAsync(In("acme.yaml"), $$"""
            crm:
              type: ZohoCrm
              dataCenter: us
              clientId: ${env:T_ID}
              clientSecret: ${env:T_SECRET}
              refreshToken: ${env:T_TOKEN}
              accountsUrl: {{_zoho.Address.AbsoluteUri.TrimEnd('/')}}
            qb: { type: Csv, path: qb.csv }
            """);
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

    private void Customers(IEnumerable<string> lines) => File.WriteAllLines(In("qb.csv"), ["Id,Email,LastName", .. lines]);

    private async Task<IReadOnlyList<string>> RunAsync(string script)
    {
        await File.WriteAllTextAsync(In("numbers.ps1"), $"$p = '{In("acme.yaml")}'\n{script}");
        var variables = new Dictionary<string, string>
        {
            ["CRMQBSYNC_HOME"] = In("home"),
            ["T_ID"] = _zoho.Accounts.ClientId,
            ["T_SECRET"] = _zoho.Accounts.ClientSecret,
            ["T_TOKEN"] = _token,
        };
        var result = await ChildShell.RunAsync(variables, "-File", In("numbers.ps1"));
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

using CrmQbSync.Emulators.QuickBooksOnline;
using CrmQbSync.PowerShell.Tests.Hosting;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.PowerShell.Tests.EndToEnd.QuickBooksOnline;

/// <summary>Reading, writing, limits and errors of QuickBooks Online as the cmdlets show them.</summary>
public sealed class QuickBooksNumbersTests : IAsyncLifetime, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("crmqbsync-qbnumbers-");
    private readonly ModuleSession _session = new();
    private QuickBooksOnlineEmulator _emulator = null!;

    private Company Company => _emulator.Company;

    public async Task InitializeAsync()
    {
        _emulator = await QuickBooksOnlineEmulator.StartAsync();
        foreach (var (name, value) in new[] { ("id", _emulator.SignIn.ClientId), ("secret", _emulator.SignIn.ClientSecret), ("refresh", _emulator.SignIn.RefreshToken) })
            _session.Pipe([value], $"$input | Set-ContactSyncSecret acme-numbers-{name}");
        Use("");
    }

    public async Task DisposeAsync() => await _emulator.DisposeAsync();

    public void Dispose()
    {
        _session.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void Reading_takes_pages_then_changes_and_an_invoice_or_a_job_is_none()
    {
        Company.AddMany(Enumerable.Range(1, 700).Select(number => Customer($"Customer {number}", $"c{number}@example.com")));
        Company.Add(Customer("A job", "job@example.com", ("Job", true), ("ParentRef", new JObject { ["value"] = "1" })));
        Assert.Equal(701, _session.Run("@(Get-QbCustomer $args[0]).Count", Path).Output[0].BaseObject);
        _emulator.ForgetCalls();

        var first = Sync();

        Assert.Equal((700, 1), (first["CrmCreated"], first["Skipped"]));
        Assert.InRange(_emulator.ApiCalls.Count, 2, 1 + 2);
        Assert.Equal("Job", _session.Run("Get-ContactSyncEntry $args[0] -SyncId 1 -Status Skipped", Path)["Reason"]);
        Company.PostInvoice("7", 120);
        Company.Edit("8", new JObject { ["Notes"] = "moved" });
        Company.Deactivate("9");
        _emulator.ForgetCalls();

        var second = Sync();

        Assert.Equal((1, 0, 1), (second["CrmUpdated"], second["QbUpdated"], second["Held"]));
        Assert.Contains(_emulator.ApiCalls, call => call.Resource == "cdc");
        _emulator.ForgetCalls();
        Assert.Equal((0, 0), Sync() is var quiet ? (quiet["CrmUpdated"], quiet["QbUpdated"]) : default);
        Assert.InRange(_emulator.ApiCalls.Count, 1, 2);
    }

    [Fact]
    public void Writing_takes_batches_keeps_what_is_not_mapped_and_holds_what_is_owed()
    {
        Use("deletions: Propagate\nblanks: Clear");
        Company.AddVendor("Cole");
        Company.Add(Customer("Ada", "ada@example.com,office@example.com", ("FamilyName", "Ada"), ("ResaleNum", "R-7"), ("PrimaryTaxIdentifier", "123456789"),
            ("BillAddr", new JObject { ["Line1"] = "1 Row", ["City"] = "London", ["Country"] = "UK" })));
        Company.Add(Customer("Gone", "gone@example.com"));
        Company.Deactivate("3");
        File.WriteAllLines(In("contacts.csv"), [Header, "1,ada@example.com,Ada,,Bath,n", .. Enumerable.Range(2, 70).Select(number => $"{number},p{number}@example.com,Person {number},,,"), "9001,cole@example.com,Cole,,,", "9002,gone@example.com,Back,,,"]);

        var run = Sync();

        Assert.Equal((72, 1, 1), (run["QbCreated"], run["QbUpdated"], run["Linked"]));
        Assert.Equal(3 + 1, _emulator.ApiCalls.Count(call => call.Resource == "batch"));
        var ada = Company.Find("2")!;
        Assert.Equal("Bath|1 Row|UK|R-7|ada@example.com,office@example.com|123456789",
            $"{ada["BillAddr"]!["City"]}|{ada["BillAddr"]!["Line1"]}|{ada["BillAddr"]!["Country"]}|{ada["ResaleNum"]}|{ada["PrimaryEmailAddr"]!["Address"]}|{Company.Stored("2", "PrimaryTaxIdentifier")}");
        Assert.Contains(Company.Customers, customer => (string?)customer["DisplayName"] == "Cole (2)");
        Assert.Equal((true, "Gone", "Back"), ((bool)Company.Find("3")!["Active"]!, (string?)Company.Find("3")!["DisplayName"], (string?)Company.Find("3")!["FamilyName"]));

        Company.PostInvoice("3", 10);
        File.WriteAllLines(In("contacts.csv"), [.. File.ReadAllLines(In("contacts.csv")).Where(line => !line.StartsWith("900", StringComparison.Ordinal))]);
        var second = Sync();
        Assert.Equal((1, 1), (second["QbDeleted"], second["Held"]));
        Assert.Equal("OpenBalance", _session.Run("Get-ContactSyncEntry $args[0] -SyncId 2 -Status Held", Path)["Reason"]);
        Assert.Empty(Company.Complaints);
    }

    [Fact]
    public void Limits_and_moments_of_trouble_are_waited_for()
    {
        (_emulator.Knobs.RetryAfterSeconds, _emulator.Knobs.ThrottleSpeaksJson) = (1, true);
        _emulator.Faults.Add(FaultKind.Unauthorized, "companyinfo");
        _emulator.Faults.Add(FaultKind.Throttled, "query");
        _emulator.Faults.Add(FaultKind.ErrorAfter, "batch");
        _emulator.Faults.Add(FaultKind.TornBody, "batch");
        File.WriteAllLines(In("contacts.csv"), [Header, "1,ada@example.com,Ada,,,"]);

        Assert.Equal(1, Sync()["QbCreated"]);

        Assert.Single(Company.Customers);
        Assert.True(_emulator.Faults.IsEmpty);
        Assert.InRange(_emulator.PeakRequests, 1, 10);
        Assert.Equal(0, _emulator.LimitsExceeded);
    }

    [Fact]
    public void Errors_tell_the_service_s_code_message_and_number_and_never_a_token()
    {
        File.WriteAllLines(In("contacts.csv"), [Header, "1,nodot@localhost,Bad,,,", "2,ok@example.com,Good,,,"]);

        var run = _session.Run("Invoke-ContactSync $args[0] -Verbose -Debug 6>&1", Path);

        var error = Assert.Single(run.Errors);
        Assert.StartsWith("RecordFailed", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        var entry = _session.Run("Get-ContactSyncEntry $args[0] -SyncId 1 -Status Failed", Path);
        Assert.Equal("2210", entry["ErrorCode"]);
        Assert.Contains("Email Address does not conform to the syntax rules of RFC 822. Supplied value:nodot@localhost", (string)entry["Message"]!, StringComparison.Ordinal);
        Assert.Contains("intuit_tid 1-5f7349e0-", (string)entry["Message"]!, StringComparison.Ordinal);
        Assert.Single(Company.Customers);

        _emulator.Faults.Add(FaultKind.Unauthorized, "cdc", 2);
        var refused = _session.Fail("Invoke-ContactSync $args[0] -Verbose -Debug -ErrorAction Stop", Path);
        Assert.StartsWith("AuthenticationFailed", refused.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("3200", refused.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("Connect-QbAccount", refused.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        var told = string.Join('\n', [refused.ToString(), error.ToString(), .. _session.Host.RawLines, .. _session.Run("Get-ContactSyncHistory $args[0] | Format-List | Out-String", Path).Texts]);
        Assert.All(_emulator.SignIn.Secrets, secret => Assert.DoesNotContain(secret, told, StringComparison.Ordinal));
    }

    private const string Header = "Id,Email,LastName,Phone,BillingCity,Notes";

    private string Path => In("acme.yaml");

    private ScriptResult Sync()
    {
        var run = _session.Run("Invoke-ContactSync $args[0]", Path);
        Assert.True(run.Errors.Count == 0, string.Join('\n', run.Errors));
        return run;
    }

    private static JObject Customer(string name, string email, params (string Member, JToken Value)[] members)
    {
        var customer = new JObject { ["DisplayName"] = name, ["PrimaryEmailAddr"] = new JObject { ["Address"] = email } };
        foreach (var (member, value) in members)
            customer[member] = value;
        return customer;
    }

    private void Use(string more)
    {
        File.WriteAllLines(In("contacts.csv"), [Header]);
        File.WriteAllText(Path, $$"""
            {{more}}
            crm: { type: Csv, path: contacts.csv }
            qb:
              type: QuickBooksOnline
              environment: sandbox
              realmId: '{{_emulator.RealmId}}'
              clientId: ${secret:acme-numbers-id}
              clientSecret: ${secret:acme-numbers-secret}
              refreshToken: ${secret:acme-numbers-refresh}
              tokenUrl: {{_emulator.TokenUrl}}
              apiUrl: {{_emulator.Address.AbsoluteUri.TrimEnd('/')}}
            """);
    }

    private string In(string name) => System.IO.Path.Combine(_folder.FullName, name);
}

using CrmQbSync.Emulators.QuickBooksOnline;
using CrmQbSync.PowerShell.Tests.Hosting;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.PowerShell.Tests.EndToEnd.QuickBooksOnline;

/// <summary>Reading, writing, limits and errors of QuickBooks Online as the cmdlets show them.</summary>
public sealed class QuickBooksNumbersTests : IAsyncLifetime
{
    private QuickBooksSession _session = null!;

    private QuickBooksOnlineEmulator Emulator => _session.Emulator;

    private Company Company => _session.Company;

    public async Task InitializeAsync() => _session = await QuickBooksSession.StartAsync();

    public async Task DisposeAsync() => await _session.DisposeAsync();

    [Fact]
    public void Reading_takes_pages_then_changes_and_an_invoice_or_a_job_is_none()
    {
        Company.AddMany(Enumerable.Range(1, 700).Select(number => QuickBooksSession.Customer($"Customer {number}", $"c{number}@example.com")));
        Company.Add(QuickBooksSession.Customer("A job", "job@example.com", ("Job", true), ("ParentRef", new JObject { ["value"] = "1" })));
        Assert.Equal(701, _session.Shell.Run("@(Get-QbCustomer $args[0]).Count", _session.Profile).Output[0].BaseObject);
        Emulator.ForgetCalls();

        var first = _session.Sync();

        Assert.Equal((700, 1), (first["CrmCreated"], first["Skipped"]));
        Assert.InRange(Emulator.ApiCalls.Count, 2, 1 + 2);
        Assert.Equal("Job", _session.Shell.Run("Get-ContactSyncEntry $args[0] -SyncId 1 -Status Skipped", _session.Profile)["Reason"]);
        Company.PostInvoice("7", 120);
        Company.Edit("8", new JObject { ["Notes"] = "moved" });
        Company.Deactivate("9");
        Emulator.ForgetCalls();

        var second = _session.Sync();

        Assert.Equal((1, 0, 1), (second["CrmUpdated"], second["QbUpdated"], second["Held"]));
        Assert.Contains(Emulator.ApiCalls, call => call.Resource == "cdc");
        Emulator.ForgetCalls();
        Assert.Equal((0, 0), _session.Sync() is var quiet ? (quiet["CrmUpdated"], quiet["QbUpdated"]) : default);
        Assert.InRange(Emulator.ApiCalls.Count, 1, 2);
    }

    [Fact]
    public void Writing_takes_batches_keeps_what_is_not_mapped_and_holds_what_is_owed()
    {
        _session.Use("deletions: Propagate\nblanks: Clear");
        Company.AddVendor("Cole");
        Company.Add(QuickBooksSession.Customer("Ada", "ada@example.com,office@example.com", ("FamilyName", "Ada"), ("ResaleNum", "R-7"), ("PrimaryTaxIdentifier", "123456789"),
            ("BillAddr", new JObject { ["Line1"] = "1 Row", ["City"] = "London", ["Country"] = "UK" })));
        Company.Add(QuickBooksSession.Customer("Gone", "gone@example.com"));
        Company.Deactivate("3");
        _session.WriteContacts(["1,ada@example.com,,Ada,,,Bath,,n", .. Enumerable.Range(2, 70).Select(number => $"{number},p{number}@example.com,,Person {number},,,,,"), "9001,cole@example.com,,Cole,,,,,", "9002,gone@example.com,,Back,,,,,"]);

        var run = _session.Sync();

        Assert.Equal((72, 1, 1), (run["QbCreated"], run["QbUpdated"], run["Linked"]));
        Assert.Equal(3 + 1, Emulator.ApiCalls.Count(call => call.Resource == "batch"));
        var ada = Company.Find("2")!;
        Assert.Equal("Bath|1 Row|UK|R-7|ada@example.com,office@example.com|123456789",
            $"{ada["BillAddr"]!["City"]}|{ada["BillAddr"]!["Line1"]}|{ada["BillAddr"]!["Country"]}|{ada["ResaleNum"]}|{ada["PrimaryEmailAddr"]!["Address"]}|{Company.Stored("2", "PrimaryTaxIdentifier")}");
        Assert.Contains(Company.Customers, customer => (string?)customer["DisplayName"] == "Cole (2)");
        Assert.Equal((true, "Gone", "Back"), ((bool)Company.Find("3")!["Active"]!, (string?)Company.Find("3")!["DisplayName"], (string?)Company.Find("3")!["FamilyName"]));

        Company.PostInvoice("3", 10);
        _session.WriteContacts(_session.Contacts.Where(line => !line.StartsWith("900", StringComparison.Ordinal)));
        var second = _session.Sync();
        Assert.Equal((1, 1), (second["QbDeleted"], second["Held"]));
        Assert.Equal("OpenBalance", _session.Shell.Run("Get-ContactSyncEntry $args[0] -SyncId 2 -Status Held", _session.Profile)["Reason"]);
        Assert.Empty(Company.Complaints);
    }

    [Fact]
    public void Limits_and_moments_of_trouble_are_waited_for()
    {
        (Emulator.Knobs.RetryAfterSeconds, Emulator.Knobs.ThrottleSpeaksJson) = (1, true);
        Emulator.Faults.Add(FaultKind.Unauthorized, "companyinfo");
        Emulator.Faults.Add(FaultKind.Throttled, "query");
        Emulator.Faults.Add(FaultKind.ErrorAfter, "batch");
        Emulator.Faults.Add(FaultKind.TornBody, "batch");
        _session.WriteContacts("1,ada@example.com,,Ada,,,,,");

        Assert.Equal(1, _session.Sync()["QbCreated"]);

        Assert.Single(Company.Customers);
        Assert.True(Emulator.Faults.IsEmpty);
        Assert.InRange(Emulator.PeakRequests, 1, 10);
        Assert.Equal(0, Emulator.LimitsExceeded);
    }

    [Fact]
    public void Errors_tell_the_service_s_code_message_and_number_and_never_a_token()
    {
        _session.WriteContacts("1,nodot@localhost,,Bad,,,,,", "2,ok@example.com,,Good,,,,,");

        var run = _session.Shell.Run("Invoke-ContactSync $args[0] -Verbose -Debug 6>&1", _session.Profile);

        var error = Assert.Single(run.Errors);
        Assert.StartsWith("RecordFailed", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        var entry = _session.Shell.Run("Get-ContactSyncEntry $args[0] -SyncId 1 -Status Failed", _session.Profile);
        Assert.Equal("2210", entry["ErrorCode"]);
        Assert.Contains("Email Address does not conform to the syntax rules of RFC 822. Supplied value:nodot@localhost", (string)entry["Message"]!, StringComparison.Ordinal);
        Assert.Contains("intuit_tid 1-5f7349e0-", (string)entry["Message"]!, StringComparison.Ordinal);
        Assert.Single(Company.Customers);

        Emulator.Faults.Add(FaultKind.Unauthorized, "cdc", 2);
        var refused = _session.Shell.Fail("Invoke-ContactSync $args[0] -Verbose -Debug -ErrorAction Stop", _session.Profile);
        Assert.StartsWith("AuthenticationFailed", refused.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("3200", refused.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("Connect-QbAccount", refused.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        var told = string.Join('\n', [refused.ToString(), error.ToString(), .. _session.Shell.Host.RawLines, .. _session.Shell.Run("Get-ContactSyncHistory $args[0] | Format-List | Out-String", _session.Profile).Texts]);
        Assert.All(Emulator.SignIn.Secrets, secret => Assert.DoesNotContain(secret, told, StringComparison.Ordinal));
    }
}

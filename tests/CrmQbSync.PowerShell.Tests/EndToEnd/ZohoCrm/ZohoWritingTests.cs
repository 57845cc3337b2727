using CrmQbSync.Emulators.ZohoCrm;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.PowerShell.Tests.EndToEnd.ZohoCrm;

/// <summary>What a run writes to Zoho CRM, from the cmdlet to the wire.</summary>
public sealed class ZohoWritingTests : IAsyncLifetime
{
    private ZohoSession _session = null!;

    private ZohoCrmEmulator Zoho => _session.Zoho;

    public async Task InitializeAsync() => _session = await ZohoSession.StartAsync();

    public async Task DisposeAsync() => await _session.DisposeAsync();

    [Fact]
    public void A_hundred_rows_a_call_set_nothing_off_and_each_has_an_outcome_of_its_own()
    {
        _session.WriteCustomers([.. Enumerable.Range(1, 249).Select(number => $"{number},p{number}@x.example,Person {number},,"), "250,bad@x.,Bad,,"]);

        var result = _session.Shell.Run("Invoke-ContactSync -Profile ./acme.yaml -PassThru");

        var run = result.Output[0];
        Assert.Equal(("CompletedWithErrors", "249", "1"), ($"{run.Properties["Status"].Value}", $"{run.Properties["CrmCreated"].Value}", $"{run.Properties["Failed"].Value}"));
        var failed = Assert.Single(result.Output.Skip(1), entry => $"{entry.Properties["Status"].Value}" == "Failed");
        Assert.Equal(("bad@x.", "INVALID_DATA", "invalid data (Email; expected: email)"), ($"{failed.Properties["Email"].Value}", $"{failed.Properties["ErrorCode"].Value}", $"{failed.Properties["Message"].Value}"));
        var error = Assert.Single(result.Errors);
        Assert.StartsWith("RecordFailed", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("INVALID_DATA", error.ToString(), StringComparison.Ordinal);
        var bodies = _session.CallsOf("POST", "/v8/Contacts").ConvertAll(call => JObject.Parse(call.Request.Body));
        Assert.Equal([50, 100, 100], bodies.Select(body => ((JArray)body["data"]!).Count).Order());
        Assert.All(bodies, body => Assert.Empty(Assert.IsType<JArray>(body["trigger"])));
    }

    [Theory]
    [InlineData(ZohoStalePolicy.PerRow)]
    [InlineData(ZohoStalePolicy.WholeCall)]
    [InlineData(ZohoStalePolicy.Ignored)]
    public void A_contact_that_somebody_changes_meanwhile_is_not_overwritten(ZohoStalePolicy policy)
    {
        Zoho.Organisation.StalePolicy = policy;
        var ann = Zoho.Organisation.AddContact(("Last_Name", "Archer"), ("Email", "ann@x.example"));
        var bob = Zoho.Organisation.AddContact(("Last_Name", "Baker"), ("Email", "bob@x.example"));
        _session.WriteCustomers("1,ann@x.example,Archer,,", "2,bob@x.example,Baker,,");
        Assert.Equal("Succeeded 0 0 0 0", _session.Synchronise());
        _session.WriteCustomers("1,ann@x.example,Arrow,,", "2,bob@x.example,Bolt,,");
        var changes = 0;
        Zoho.BeforeCall = request =>
        {
            // Between the look and the write where the service heeds the header; before the look where it does not.
            if (policy == ZohoStalePolicy.Ignored ? request.Body.Contains("id in", StringComparison.Ordinal) : request.Method == "PUT")
            {
                if (Interlocked.Increment(ref changes) != 1)
                    return;
                Zoho.Organisation.Change(ann, ("Last_Name", "Archer-Smith"), ("Phone", "+1 212 555 0111"));
                ann.Modified = ann.Modified.AddSeconds(2);
            }
        };

        Assert.Equal("Succeeded 0 1 0 0", _session.Synchronise());

        Assert.Equal(("Archer-Smith", "+1 212 555 0111", "Bolt"), (ann.Text("Last_Name"), ann.Text("Phone"), bob.Text("Last_Name")));
        Assert.All(_session.CallsOf("PUT", "/v8/Contacts"), call => Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$", call.Request.Header("If-Unmodified-Since")));
        Assert.Equal("Succeeded 0 0 0 1", _session.Synchronise());
        Assert.Contains(_session.ReadCustomers(), row => row is [_, "ann@x.example", "Archer-Smith", _, "+1 212 555 0111"]);
    }

    [Theory]
    [InlineData("LinkOrCreate", "Alpha, Beta", 1)]
    [InlineData("Link", "Alpha", 0)]
    [InlineData("Ignore", "", 0)]
    public void Companies_are_accounts_as_the_profile_says_each_looked_up_and_made_once(string policy, string linked, int upserts)
    {
        Zoho.Organisation.Add(Zoho.Organisation.Accounts, new Dictionary<string, string?> { ["Account_Name"] = "Alpha" });
        _session.WriteProfile(moreOfCrm: $"companies: {policy}");
        _session.WriteCustomers(Enumerable.Range(1, 240).Select(number => $"{number},p{number}@x.example,Person {number},{(number % 2 == 0 ? "Alpha" : "Beta")},"));

        Assert.Equal("Succeeded 240 0 0 0", _session.Synchronise());

        var accounts = Zoho.Organisation.Contacts.Existing.Select(contact => Zoho.Organisation.Accounts.Find(contact.Text("Account_Name"))?.Text("Account_Name")).OfType<string>().Distinct();
        Assert.Equal(linked, string.Join(", ", accounts.Order(StringComparer.Ordinal)));
        Assert.Equal(policy == "LinkOrCreate" ? 2 : 1, Zoho.Organisation.Accounts.Existing.Count());
        Assert.Equal(upserts, _session.CallsOf("POST", "/Accounts/upsert").Count);
        Assert.Equal(policy == "Ignore" ? 0 : 1, Zoho.ApiCalls.Count(call => call.Request.Body.Contains("from Accounts", StringComparison.Ordinal)));
        Assert.Equal("Succeeded 0 0 0 0", _session.Synchronise());
    }

    [Theory]
    [InlineData(ZohoFaultKind.ResetAfter)]
    [InlineData(ZohoFaultKind.TornBody)]
    [InlineData(ZohoFaultKind.ErrorAfter)]
    [InlineData(ZohoFaultKind.ResetBefore)]
    public void What_was_made_though_the_answer_was_lost_is_found_and_nothing_is_there_twice(ZohoFaultKind fault)
    {
        _session.WriteCustomers(Enumerable.Range(1, 120).Select(number => $"{number},p{number}@x.example,Person {number},,"));
        Zoho.Faults.Add(fault, "POST", "/v8/Contacts");

        _session.Synchronise();
        _session.Synchronise();

        Assert.Equal(120, Zoho.Organisation.Contacts.Existing.Count());
        Assert.Equal(120, Zoho.Organisation.Contacts.Existing.Select(contact => contact.Text("Email")).Distinct().Count());
        Assert.Equal("Succeeded 0 0 0 0", _session.Synchronise());
        Assert.Equal(["120"], _session.Run("$sum = 0; Get-ContactSyncHistory -Profile ./acme.yaml | ForEach-Object { $sum += $_.CrmCreated }; \"$sum\""));
    }
}

using CrmQbSync.Emulators.ZohoCrm;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.PowerShell.Tests.EndToEnd.ZohoCrm;

/// <summary>What is read from Zoho CRM, and how it is asked for, from the cmdlets to the wire.</summary>
public sealed class ZohoReadingTests
{
    private const string WithoutQueries =
        "ZohoCRM.modules.contacts.ALL,ZohoCRM.users.READ,ZohoCRM.org.READ,ZohoCRM.settings.fields.READ,ZohoCRM.settings.recycle_bin.ALL";

    /// <summary>The service does it, by queries: its search does not show what was just written.</summary>
    [Fact]
    public async Task Contacts_are_asked_for_by_id_address_time_and_deletion()
    {
        await using var session = await ZohoSession.StartAsync();
        var zoho = session.Zoho.Organisation;
        var old = zoho.Add(zoho.Contacts, new Dictionary<string, string?> { ["Last_Name"] = "Old", ["Email"] = "old@x.example" }, zoho.Now.AddDays(-3));
        zoho.SearchDelay = TimeSpan.FromHours(1);
        var fresh = zoho.AddContact(("Last_Name", "O'Neil"), ("Email", "O'Neil@x.example"));

        Assert.Equal(["Old"], session.Run($"(Get-CrmContact -Profile ./acme.yaml -Id {old.IdText}).LastName"));
        Assert.Equal(["O'Neil"], session.Run("(Get-CrmContact -Profile ./acme.yaml -Email \"o'neil@X.example\").LastName"));
        Assert.Equal(["O'Neil"], session.Run("(Get-CrmContact -Profile ./acme.yaml -ModifiedSince ([DateTimeOffset]::UtcNow.AddDays(-1))).LastName"));
        zoho.Delete(fresh);
        Assert.Equal([$"{fresh.IdText} True"], session.Run("Get-CrmContact -Profile ./acme.yaml -Deleted | ForEach-Object { \"$($_.Id) $($_.Deleted)\" }"));
        Assert.Equal(["Old"], session.Run("(Get-CrmContact -Profile ./acme.yaml).LastName"));

        var queries = session.CallsOf("POST", "/coql").ConvertAll(call => (string)JObject.Parse(call.Request.Body)["select_query"]!);
        Assert.Contains(queries, query => query.Contains($"id in ('{old.IdText}')", StringComparison.Ordinal));
        Assert.Contains(queries, query => query.Contains("Email in ('o''neil@X.example'", StringComparison.Ordinal));
        Assert.Contains(queries, query => query.Contains("Modified_Time >= '", StringComparison.Ordinal));
        Assert.Empty(session.CallsOf("GET", "/search"));
    }

    [Fact]
    public async Task Only_the_mapped_fields_are_read()
    {
        await using var session = await ZohoSession.StartAsync();
        session.Zoho.Organisation.AddContact(("Last_Name", "Archer"), ("Email", "ann@x.example"), ("Department", "Secret service"));
        session.WriteProfile(more: "fields: { Department: { crm: Department, qb: Phone, kind: Text }, Phone: { crm: Home_Phone, qb: Company } , Company: { direction: None } }");
        session.Synchronise();

        var columns = ColumnsOf(Assert.Single(session.CallsOf("POST", "/coql")));

        Assert.Equal(["id", "Email", "Last_Name", "Home_Phone", "Department", "Modified_Time", "Created_Time"], columns);
    }

    [Fact]
    public async Task Where_the_scopes_refuse_queries_pages_and_page_tokens_serve()
    {
        await using var session = await ZohoSession.StartAsync(WithoutQueries);
        session.WriteProfile(moreOfCrm: "companies: Ignore");
        for (var number = 0; number < 2300; number++)
            session.Zoho.Organisation.AddContact(("Last_Name", $"Person {number}"), ("Email", $"p{number}@x.example"));

        Assert.Equal("Succeeded 0 0 2300 0", session.Synchronise());

        var pages = session.CallsOf("GET", "/v8/Contacts");
        Assert.Equal(12, pages.Count);
        Assert.DoesNotContain(pages, call => call.Request.Query.ContainsKey("page"));
        Assert.Equal(11, pages.Select(call => call.Request.Query.GetValueOrDefault("page_token")).OfType<string>().Distinct().Count());
        session.Zoho.Organisation.Change(session.Zoho.Organisation.Contacts.Existing.First(), ("Phone", "+1 212 555 0177"));
        session.Zoho.ForgetCalls();
        Assert.Equal("Succeeded 0 0 0 1", session.Synchronise());
        Assert.All(session.CallsOf("GET", "/v8/Contacts"), call => Assert.NotNull(call.Request.Header("If-Modified-Since")));
    }

    /// <summary>Page tokens end at 100,000 records; here at fewer.</summary>
    [Fact]
    public async Task More_contacts_than_pages_reach_end_the_run_with_what_to_do_and_nothing_is_written()
    {
        await using var session = await ZohoSession.StartAsync(WithoutQueries);
        session.WriteProfile(moreOfCrm: "companies: Ignore");
        session.WriteCustomers("1,new@x.example,New,,");
        Assert.Equal(100_000, session.Zoho.Organisation.TokenPagingLimit);
        session.Zoho.Organisation.TokenPagingLimit = 400;
        for (var number = 0; number < 401; number++)
            session.Zoho.Organisation.AddContact(("Last_Name", $"Person {number}"), ("Email", $"p{number}@x.example"));

        var error = session.Shell.Fail("Invoke-ContactSync -Profile ./acme.yaml");

        Assert.StartsWith("ServiceRejected", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("more contacts in Zoho CRM than the 100,000 that it gives page by page", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("ZohoCRM.coql.READ", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("connect again with Connect-CrmAccount", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(["Failed 0 0"], session.Run("Get-ContactSyncHistory -Profile ./acme.yaml | ForEach-Object { \"$($_.Status) $($_.CrmCreated) $($_.QbCreated)\" }"));
        Assert.Equal(401, session.Zoho.Organisation.Contacts.Existing.Count());
        Assert.Equal("new@x.example", Assert.Single(session.ReadCustomers())[1]);
        Assert.Empty(session.CallsOf("POST", "/v8/Contacts"));
        Assert.Single(session.CallsOf("GET", "/v8/Contacts"), call => call.Status == 400);

        // As many as pages reach are read.
        session.Zoho.Organisation.TokenPagingLimit = 600;
        Assert.Equal("Succeeded 1 0 401 0", session.Synchronise());
    }

    /// <summary>A job of 50 credits where queries for as many contacts would take 63: one page, the count, the job, and whether that held them all.</summary>
    [Fact]
    public async Task Where_a_bulk_reading_is_cheaper_a_run_reads_so()
    {
        const int Contacts = 40_001;
        await using var session = await ZohoSession.StartAsync();
        var zoho = session.Zoho.Organisation;
        zoho.BulkLooks = 1;
        for (var number = 0; number < Contacts; number++)
            zoho.Add(zoho.Contacts, new Dictionary<string, string?> { ["Last_Name"] = $"Person {number}", ["Email"] = $"p{number}@x.example" }, zoho.Now.AddDays(-1));
        session.WriteCustomers($"1,p{Contacts - 1}@x.example,Person {Contacts - 1},,+1 212 555 0177", "2,new@x.example,New,,");

        var run = session.Run("Invoke-ContactSync -Profile ./acme.yaml -Mode Import | ForEach-Object { \"$($_.Status) $($_.CrmRead) $($_.CrmCreated) $($_.CrmUpdated)\" }");

        Assert.Equal([$"Succeeded {Contacts} 1 1"], run);
        Assert.Equal("+1 212 555 0177", zoho.Contacts.Existing.ElementAt(Contacts - 1).Text("Phone"));
        Assert.Single(session.CallsOf("POST", "/bulk/v8/read"));
        Assert.Single(session.CallsOf("GET", "/result"));
        var queries = session.CallsOf("POST", "/coql").ConvertAll(call => (string)JObject.Parse(call.Request.Body)["select_query"]!);
        Assert.Single(queries, query => query.Contains("order by id asc limit 2000", StringComparison.Ordinal) && !query.Contains(" in (", StringComparison.Ordinal));
        Assert.Equal(2, queries.Count(query => query.StartsWith("select COUNT(id) ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Records_that_move_between_pages_are_neither_lost_nor_doubled()
    {
        await using var session = await ZohoSession.StartAsync(WithoutQueries);
        session.WriteProfile(moreOfCrm: "companies: Ignore");
        var zoho = session.Zoho.Organisation;
        for (var number = 0; number < 900; number++)
            zoho.AddContact(("Last_Name", $"Person {number}"), ("Email", $"p{number}@x.example"));
        var pages = 0;
        session.Zoho.BeforeCall = request =>
        {
            if (request.Method != "GET" || !request.Path.EndsWith("/v8/Contacts", StringComparison.Ordinal) || Interlocked.Increment(ref pages) != 3)
                return;
            zoho.Contacts.Existing.Take(5).ToList().ForEach(zoho.Delete);
            zoho.Change(zoho.Contacts.Existing.First(), ("Phone", "+1 212 555 0100"));
            zoho.AddContact(("Last_Name", "Late"), ("Email", "late@x.example"));
        };

        var read = session.Run("(Get-CrmContact -Profile ./acme.yaml).Email").ToList();

        Assert.Equal(read.Count, read.Distinct().Count());
        Assert.All(zoho.Contacts.Existing, contact => Assert.Contains(contact.Text("Email"), read));
    }

    [Fact]
    public async Task Fields_that_Zoho_does_not_have_are_named_with_what_was_perhaps_meant_and_lengths_are_the_organisations_own()
    {
        await using var session = await ZohoSession.StartAsync();
        session.WriteProfile(more: "fields: { SecondPhone: { crm: Home_Phon, qb: Phone, kind: Phone }, Phone: { direction: None } }");
        var told = Assert.Single(session.Run("Test-ContactSyncProfile ./acme.yaml | Where-Object { \"$($_.Status)\" -eq 'Failed' } | ForEach-Object Message"));
        Assert.Contains("Home_Phone", told, StringComparison.Ordinal);

        session.WriteProfile();
        session.Zoho.ForgetCalls();
        session.Zoho.Organisation.Contacts.Fields["Last_Name"] = session.Zoho.Organisation.Contacts.Fields["Last_Name"] with { Length = 6 };
        session.WriteCustomers("1,ann@x.example,Archerton,,", "2,eve@x.example,Arche😀ton,,");
        Assert.Equal("Succeeded 2 0 0 0", session.Synchronise());
        // A surrogate pair is not cut apart.
        Assert.Equal(["Arche", "Archer"], session.Zoho.Organisation.Contacts.Existing.Select(contact => contact.Text("Last_Name")).Order(StringComparer.Ordinal));
        Assert.Equal(["CutToLength", "CutToLength"], session.Run("(Get-ContactSyncEntry ./acme.yaml 1).Fields | Where-Object Field -eq LastName | ForEach-Object Code"));
        Assert.Single(session.CallsOf("GET", "/settings/fields"), call => call.Request.Query["module"] == "Contacts");
        session.Zoho.ForgetCalls();
        Assert.Equal("Succeeded 0 0 0 0", session.Synchronise());
        Assert.Empty(session.CallsOf("GET", "/settings/fields"));
    }

    private static string[] ColumnsOf(ZohoCall call)
    {
        var query = (string)JObject.Parse(call.Request.Body)["select_query"]!;
        return query["select ".Length..query.IndexOf(" from ", StringComparison.Ordinal)].Split(", ");
    }
}

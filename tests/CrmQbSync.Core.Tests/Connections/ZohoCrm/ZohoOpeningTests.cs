using CrmQbSync.Connections;
using CrmQbSync.Connections.Http;
using CrmQbSync.Connections.ZohoCrm;
using CrmQbSync.Contacts;
using CrmQbSync.Emulators.ZohoCrm;
using CrmQbSync.Profiles;

namespace CrmQbSync.Tests.Connections.ZohoCrm;

/// <summary>Administrators, organisations, fields, sign-in.</summary>
public sealed class ZohoOpeningTests
{
    [Theory]
    [InlineData("administrator", null)]
    [InlineData("renamed", null)]
    [InlineData("standard", SyncErrorId.NotAdministrator)]
    [InlineData("inactive", SyncErrorId.NotAdministrator)]
    [InlineData("unconfirmed", SyncErrorId.NotAdministrator)]
    [InlineData("refused list", null)]
    [InlineData("refused list, standard", SyncErrorId.NotAdministrator)]
    public async Task Only_active_administrators_may_synchronise(string who, SyncErrorId? expected)
    {
        await using var world = await ZohoWorld.StartAsync();
        var user = world.Zoho.Users[0];
        world.Zoho.Users[0] = who switch
        {
            "renamed" => user with { ProfileName = "Verwalter" },
            "standard" or "refused list, standard" => user with { ProfileName = "Standard", IsAdministrator = false },
            "inactive" => user with { Status = "inactive" },
            "unconfirmed" => user with { IsConfirmed = false },
            _ => user,
        };
        world.Zoho.RefusesAdministratorList = who.StartsWith("refused", StringComparison.Ordinal);
        world.AddCustomer("1", "ann@x.example", "", "Archer");
        var result = await world.RunAsync();
        Assert.Equal(expected, result.Error?.Id);
        Assert.Equal(expected is null ? 1 : 0, world.Zoho.Contacts.Existing.Count());
        Assert.Equal(expected is null, !world.Emulator.ApiCalls.All(call => call.Path.Contains("/users", StringComparison.Ordinal) || call.Method == "GET"));
        // Reading is nobody's privilege.
        Assert.Equal(world.Zoho.Contacts.Existing.Count(), (await world.ReadAsync()).Count);
    }

    /// <summary>Where the user stands among the administrators is remembered; who is none any more is found out all the same.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_many_administrators_or_where_their_list_is_refused_a_run_without_changes_takes_three_calls(bool isRefused)
    {
        await using var world = await ZohoWorld.StartAsync();
        var user = world.Zoho.Users[0];
        world.Zoho.RefusesAdministratorList = isRefused;
        // The one that is signed in is the last in the list.
        world.Zoho.ListsUsersInReverse = true;
        for (var number = 0; number < 450; number++)
            world.Zoho.Users.Add(user with { Id = $"41508680000003{number:D5}" });
        world.AddCustomer("1", "ann@x.example", "", "Archer");
        await world.SucceedAsync();

        world.Emulator.ForgetCalls();
        await world.SucceedAsync();
        Assert.Equal(3, world.Emulator.ApiCalls.Count);

        // Others go: the user moves up to an earlier page.
        world.Zoho.Users.RemoveRange(1, 300);
        await world.SucceedAsync();
        world.Emulator.ForgetCalls();
        await world.SucceedAsync();
        Assert.Equal(3, world.Emulator.ApiCalls.Count);

        world.Zoho.Users[0] = user with { ProfileName = "Standard", IsAdministrator = false };
        Assert.Equal(SyncErrorId.NotAdministrator, (await world.RunAsync()).Error?.Id);
        world.Zoho.Users[0] = user with { ProfileName = "Verwalter" };
        world.Zoho.RefusesAdministratorList = false;
        await world.SucceedAsync();
    }

    [Fact]
    public async Task Another_organisation_than_before_is_refused()
    {
        await using var world = await ZohoWorld.StartAsync();
        world.AddCustomer("1", "ann@x.example", "", "Archer");
        await world.SucceedAsync();
        world.Zoho.OrganisationId = "4150868000000999999";
        world.Secrets.Values["acme-crm-refresh"] = world.Emulator.Accounts.Grant();
        Assert.Equal(SyncErrorId.WrongCompany, (await world.RunAsync()).Error?.Id);
    }

    [Fact]
    public async Task Fields_that_do_not_exist_are_named_with_what_was_perhaps_meant()
    {
        await using var world = await ZohoWorld.StartAsync();
        world.More = "fields: { SecondPhone: { crm: Home_Phon, qb: Phone2, kind: Phone } }";
        var checks = await world.Engine.CheckAsync(world.Profile, CancellationToken.None).ToListAsync();
        var failed = Assert.Single(checks, check => check is { Status: CheckStatus.Failed, Check: "CRM" });
        Assert.Contains("Home_Phone", failed.Message, StringComparison.Ordinal);
        world.More = "fields: { Joined: { crm: Date_of_Birth, qb: Joined } }";
        checks = await world.Engine.CheckAsync(world.Profile, CancellationToken.None).ToListAsync();
        Assert.Contains(checks, check => check.Status == CheckStatus.Failed && check.Message!.Contains("Date_of_Birth", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Lengths_and_types_are_the_organisations_own()
    {
        await using var world = await ZohoWorld.StartAsync();
        world.Zoho.Contacts.Fields["Title"] = world.Zoho.Contacts.Fields["Title"] with { Length = 5 };
        world.More = "fields: { SecondPhone: { crm: Home_Phone, qb: Phone2, kind: Phone } }";
        var (connection, traits) = await world.OpenAsync();
        await using var scope = connection;
        ContactField Field(string name) => traits.Fields.Single(field => field.Name == name);
        Assert.Equal(new StoredValue("Engin", ErrorCodes.CutToLength), traits.StoredForm.Store(Field("JobTitle"), "Engineer"));
        Assert.Equal(new StoredValue("one two", null), traits.StoredForm.Store(Field("FirstName"), "one\ntwo"));
        Assert.Equal(new StoredValue("one\ntwo", null), traits.StoredForm.Store(Field("Notes"), "one\ntwo"));
        Assert.Equal(new StoredValue("one\ntwo", null), traits.StoredForm.Store(Field("BillingStreet"), "one\ntwo"));
        Assert.Equal(new StoredValue(null, "INVALID_DATA"), traits.StoredForm.Store(Field("Phone"), "1/2/3"));
        Assert.Equal(ErrorCodes.TooLong, traits.StoredForm.Store(Field("SecondPhone"), new string('1', 31)).Code);
        Assert.Equal((100, 10, "4150868000000225017"), (traits.MaxBatch, traits.MaxConcurrentBatches, traits.Identity));
        Assert.DoesNotContain(traits.Fields, field => field.Name is "MiddleName" or "Website");
    }

    [Fact]
    public async Task One_token_serves_all_runs_and_is_renewed_once_when_refused()
    {
        await using var world = await ZohoWorld.StartAsync();
        world.AddCustomer("1", "ann@x.example", "", "Archer");
        for (var run = 0; run < 12; run++)
            await world.SucceedAsync();
        Assert.Single(world.Emulator.Calls, call => call.Path == "/oauth/v2/token");
        world.Emulator.Accounts.EndAccessTokens();
        await world.SucceedAsync();
        Assert.Equal(2, world.Emulator.Calls.Count(call => call.Path == "/oauth/v2/token"));
    }

    [Fact]
    public async Task A_sign_in_that_was_revoked_or_lacks_scopes_fails_with_advice()
    {
        await using var world = await ZohoWorld.StartAsync();
        world.Secrets.Values["acme-crm-refresh"] = "1000.revoked";
        Assert.Equal(SyncErrorId.AuthenticationFailed, (await world.RunAsync()).Error?.Id);
        world.Secrets.Values["acme-crm-refresh"] = world.Emulator.Accounts.Grant("ZohoCRM.modules.contacts.ALL");
        var error = (await world.RunAsync()).Error;
        Assert.Equal(SyncErrorId.AuthenticationFailed, error?.Id);
        Assert.Contains("ZohoCRM.org.READ", error!.Advice, StringComparison.Ordinal);
        world.Secrets.Values.TryRemove("acme-crm-refresh", out _);
        Assert.Equal(SyncErrorId.SecretMissing, (await world.RunAsync()).Error?.Id);
    }

    [Theory]
    [InlineData("{\"error\":\"invalid_client\"}", 200, "Rejected")]
    [InlineData("{\"error\":\"invalid_client_secret\"}", 200, "Rejected")]
    [InlineData("{\"error\":\"invalid_code\"}", 200, "SignInRefused")]
    [InlineData("{\"error_description\":\"You have made too many requests continuously.\",\"error\":\"Access Denied\"}", 200, "Throttled")]
    [InlineData("{\"error_description\":\"You have made too many requests continuously.\",\"error\":\"Access Denied\"}", 400, "Throttled")]
    [InlineData("<html></html>", 502, "Unavailable")]
    [InlineData("{}", 200, "Unavailable")]
    [InlineData("{\"access_token\":\"1000.a\",\"api_domain\":\"https://www.zohoapis.eu\",\"expires_in\":3600}", 200, "Ok")]
    public async Task Replies_of_the_token_endpoint_are_read_by_their_body(string body, int status, string expected)
    {
        await using var world = await ZohoWorld.StartAsync();
        var signIn = new ZohoSignIn(world.Profile, (ZohoCrmSettings)world.Profile.Crm);
        var reply = signIn.ReadTokens(new ServiceReply(status, new Dictionary<string, string>(), System.Text.Encoding.UTF8.GetBytes(body)));
        Assert.Equal(expected, reply.Verdict.Kind.ToString());
        Assert.Equal(expected == "Ok" ? "https://www.zohoapis.eu" : null, reply.Facts.GetValueOrDefault("api_domain"));
    }

    [Fact]
    public async Task The_secret_goes_only_to_the_accounts_server_that_the_profile_means()
    {
        await using var world = await ZohoWorld.StartAsync();
        var settings = (ZohoCrmSettings)world.Profile.Crm with { AccountsUrl = null };
        var signIn = new ZohoSignIn(world.Profile, settings);
        AuthorizationGrant Grant(string server) => new()
        {
            Code = "1000.code",
            RedirectUri = new Uri("http://localhost:8765/callback"),
            Parameters = System.Collections.Immutable.ImmutableDictionary<string, string>.Empty.Add("accounts-server", server),
        };
        using var request = signIn.ExchangeRequest(new ClientCredentials("id", "secret"), Grant("https://accounts.zoho.com"));
        Assert.Equal("accounts.zoho.com", request.RequestUri!.Host);
        var other = Assert.Throws<SyncException>(() => signIn.ExchangeRequest(new ClientCredentials("id", "secret"), Grant("https://accounts.zoho.eu")));
        Assert.Contains("dataCenter: eu", other.Advice, StringComparison.Ordinal);
        Assert.Throws<SyncException>(() => signIn.ExchangeRequest(new ClientCredentials("id", "secret"), Grant("https://accounts.zoho.com.evil.example")));
        var address = signIn.AuthorizeAddress("1000.X", new Uri("http://localhost:8765/callback"), "state");
        Assert.Contains("access_type=offline", address.Query, StringComparison.Ordinal);
        Assert.Contains("ZohoCRM.settings.recycle_bin.ALL", Uri.UnescapeDataString(address.Query), StringComparison.Ordinal);
        Assert.Equal(Enum.GetValues<ZohoDataCenter>(), Enum.GetValues<ZohoDataCenter>().Select(center => ZohoDataCenters.Find(ZohoDataCenters.AccountsOf(center))!.Value));
    }

    [Fact]
    public async Task The_emulator_tells_of_requests_that_Zohos_description_does_not_allow()
    {
        var emulator = await ZohoCrmEmulator.StartAsync();
        using (var client = new HttpClient())
            (await client.GetAsync(new Uri(emulator.Address, "/crm/v8/users?type=CurrentUser&made_up=1"))).Dispose();

        // Where the copy lies it is found: beside the checkout.
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "CrmQbSync.slnx")))
            root = root.Parent!;
        Assert.True(ZohoCrmEmulator.HasDescription || !Directory.Exists(Path.Combine(root.FullName, "..", "shared", "reference", "zoho-oas")));
        if (ZohoCrmEmulator.HasDescription)
            Assert.Contains("made_up", (await Assert.ThrowsAsync<InvalidOperationException>(async () => await emulator.DisposeAsync())).Message, StringComparison.Ordinal);
        else
            await emulator.DisposeAsync();
    }
}

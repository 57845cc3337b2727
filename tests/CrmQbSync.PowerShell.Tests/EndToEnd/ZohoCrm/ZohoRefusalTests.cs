using System.Management.Automation;
using CrmQbSync.Emulators.ZohoCrm;

namespace CrmQbSync.PowerShell.Tests.EndToEnd.ZohoCrm;

/// <summary>What Zoho CRM refuses: told by the cmdlets with an id and what to do.</summary>
public sealed class ZohoRefusalTests : IAsyncLifetime
{
    private ZohoSession _session = null!;

    private ZohoCrmEmulator Zoho => _session.Zoho;

    public async Task InitializeAsync()
    {
        _session = await ZohoSession.StartAsync();
        _session.WriteCustomers("1,ann@x.example,Archer,,");
    }

    public async Task DisposeAsync() => await _session.DisposeAsync();

    [Theory]
    [InlineData("active", false, "profile 'Standard'")]
    [InlineData("inactive", true, "status inactive")]
    public void Only_an_active_administrator_may_synchronise_and_anybody_may_read(string status, bool isAdministrator, string why)
    {
        Zoho.Organisation.Users[0] = Zoho.Organisation.Users[0] with { Status = status, IsAdministrator = isAdministrator, ProfileName = isAdministrator ? "Administrator" : "Standard" };
        Zoho.Organisation.AddContact(("Email", "bob@x.example"), ("Last_Name", "Baker"));

        foreach (var command in new[] { "Invoke-ContactSync -Profile ./acme.yaml", "Invoke-ContactSync -Profile ./acme.yaml -WhatIf" })
        {
            var error = _session.Shell.Fail(command);
            Assert.StartsWith("NotAdministrator", error.FullyQualifiedErrorId, StringComparison.Ordinal);
            Assert.Contains(why, error.ToString(), StringComparison.Ordinal);
        }
        Assert.Equal(["bob@x.example"], _session.Run("(Get-CrmContact -Profile ./acme.yaml).Email"));
        Assert.Equal(["Failed"], _session.Run("Test-ContactSyncProfile ./acme.yaml | Where-Object Check -eq CRM | ForEach-Object { \"$($_.Status)\" }"));
        Assert.DoesNotContain(Zoho.ApiCalls, call => call.Method is "PUT" || call.Path.EndsWith("/v8/Contacts", StringComparison.Ordinal));
    }

    [Fact]
    public void When_the_credits_are_gone_the_user_is_told_when_to_go_on_and_the_next_run_does()
    {
        _session.WriteCustomers(Enumerable.Range(1, 500).Select(number => $"{number},p{number}@x.example,Person {number},,"));
        (Zoho.Organisation.Edition, Zoho.Organisation.CreditLimit) = ("free", 24);

        var error = _session.Shell.Fail("Invoke-ContactSync -Profile ./acme.yaml");

        Assert.StartsWith("RateLimited", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.LimitsExceeded, error.CategoryInfo.Category);
        Assert.Matches(@"Go on after \d{4}-\d\d-\d\d \d\d:\d\d:\d\d", error.ErrorDetails.RecommendedAction);
        var made = Zoho.Organisation.Contacts.Existing.Count();
        Assert.InRange(made, 100, 499);
        Assert.Equal([$"Failed {made}"], _session.Run("Get-ContactSyncHistory -Profile ./acme.yaml | ForEach-Object { \"$($_.Status) $($_.CrmCreated)\" }"));

        Zoho.Organisation.CreditLimit = 5000;
        Assert.Equal([$"Succeeded {500 - made}"], _session.Run("Invoke-ContactSync -Profile ./acme.yaml | ForEach-Object { \"$($_.Status) $($_.CrmCreated)\" }"));
        Assert.Equal(500, Zoho.Organisation.Contacts.Existing.Select(contact => contact.Text("Email")).Distinct().Count());
    }

    [Fact]
    public void A_telephone_number_that_Zoho_refuses_is_left_out_with_Zohos_code()
    {
        _session.WriteCustomers("1,ann@x.example,Archer,,1/2/3");

        var entry = _session.Run("(Invoke-ContactSync -Profile ./acme.yaml -PassThru)[1] | ForEach-Object { \"$($_.Status) $($_.Warning)\" }");

        Assert.Equal(["Done Phone holds a value that the other side refuses (INVALID_DATA) and was not written."], entry);
        Assert.Equal("Archer", Assert.Single(Zoho.Organisation.Contacts.Existing).Text("Last_Name"));
    }

    /// <summary>A sign-in gets ten access tokens in ten minutes; the refusal comes with status 200.</summary>
    [Fact]
    public void When_there_are_no_more_access_tokens_for_now_the_user_is_told_when_there_are()
    {
        for (var token = 0; token < 10; token++)
        {
            Zoho.Accounts.EndAccessTokens();
            Assert.Empty(_session.Run("Get-CrmContact -Profile ./acme.yaml"));
        }
        Zoho.Accounts.EndAccessTokens();

        var error = _session.Shell.Fail("Get-CrmContact -Profile ./acme.yaml");

        Assert.StartsWith("RateLimited", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("Access Denied", error.ToString(), StringComparison.Ordinal);
        Assert.Matches(@"10 tokens in 10 minutes.*Go on after \d{4}-\d\d-\d\d \d\d:\d\d:\d\d", error.ErrorDetails.RecommendedAction);
    }
}

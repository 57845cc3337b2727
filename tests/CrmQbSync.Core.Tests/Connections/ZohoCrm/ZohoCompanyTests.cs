using CrmQbSync.Emulators.ZohoCrm;

namespace CrmQbSync.Tests.Connections.ZohoCrm;

/// <summary>Company as an account.</summary>
public sealed class ZohoCompanyTests
{
    [Fact]
    public async Task Each_account_is_looked_up_and_made_once()
    {
        await using var world = await ZohoWorld.StartAsync();
        for (var number = 0; number < 250; number++)
            world.AddCustomer($"{number}", $"p{number}@x.example", "", "Person", number % 2 == 0 ? "O'Neil's" : "Beta");
        await world.SucceedAsync();
        Assert.Equal(2, world.Zoho.Accounts.Existing.Count());
        Assert.Single(world.Emulator.ApiCalls, call => call.Path.EndsWith("/Accounts/upsert", StringComparison.Ordinal));
        Assert.Single(world.Emulator.ApiCalls, call => call.Path.EndsWith("/coql", StringComparison.Ordinal) && call.Request.Body.Contains("from Accounts", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_account_that_differs_in_case_is_the_account_and_the_next_run_is_quiet()
    {
        await using var world = await ZohoWorld.StartAsync();
        world.Zoho.Add(world.Zoho.Accounts, new Dictionary<string, string?> { ["Account_Name"] = "ACME" });
        world.AddCustomer("1", "ann@x.example", "", "Archer", "Acme");
        world.More = "mode: Import";
        await world.SucceedAsync();
        Assert.Single(world.Zoho.Accounts.Existing);
        Assert.Equal(0, (await world.SucceedAsync()).CrmUpdated);
    }

    [Fact]
    public async Task With_Link_no_account_is_made_and_the_contact_is_written_without_it()
    {
        await using var world = await ZohoWorld.StartAsync();
        world.MoreOfCrm = "  companies: Link";
        world.Zoho.Add(world.Zoho.Accounts, new Dictionary<string, string?> { ["Account_Name"] = "Beta" });
        world.AddCustomer("1", "ann@x.example", "", "Archer", "Acme");
        world.AddCustomer("2", "bob@x.example", "", "Baker", "Beta");
        await world.SucceedAsync();
        Assert.Single(world.Zoho.Accounts.Existing);
        Assert.Null(world.Zoho.Contacts.Existing.Single(contact => contact.Text("Email") == "ann@x.example").Text("Account_Name"));
        Assert.NotNull(world.Zoho.Contacts.Existing.Single(contact => contact.Text("Email") == "bob@x.example").Text("Account_Name"));
        var again = await world.SucceedAsync();
        Assert.Equal(0, again.CrmUpdated + again.QbUpdated);
    }

    [Fact]
    public async Task With_Ignore_companies_are_left_alone()
    {
        await using var world = await ZohoWorld.StartAsync();
        world.MoreOfCrm = "  companies: Ignore";
        world.AddCustomer("1", "ann@x.example", "", "Archer", "Acme");
        await world.SucceedAsync();
        Assert.Empty(world.Zoho.Accounts.Existing);
    }

    [Theory]
    [InlineData(ZohoFaultKind.ErrorAfter)]
    [InlineData(ZohoFaultKind.ResetAfter)]
    [InlineData(ZohoFaultKind.TornBody)]
    public async Task An_account_is_made_once_though_the_answer_was_lost(ZohoFaultKind fault)
    {
        await using var world = await ZohoWorld.StartAsync();
        world.AddCustomer("1", "ann@x.example", "", "Archer", "Acme");
        world.Emulator.Faults.Add(fault, "POST", "/Accounts/upsert");
        await world.SucceedAsync();
        Assert.Single(world.Zoho.Accounts.Existing);
    }

    [Fact]
    public async Task Accounts_are_looked_up_a_hundred_a_call_and_made_once_however_many_batches_need_them()
    {
        await using var world = await ZohoWorld.StartAsync();
        for (var number = 0; number < 1200; number++)
            world.AddCustomer($"{number}", $"p{number}@x.example", "", $"Person {number}", (number % 2 == 0 ? "Company " : "COMPANY ") + (number % 150 / 2));
        await world.SucceedAsync();
        Assert.Equal(75, world.Zoho.Accounts.Existing.Count());
        Assert.Equal(2, world.Emulator.ApiCalls.Count(call => call.Request.Body.Contains("from Accounts", StringComparison.Ordinal)));
        var upserts = world.Emulator.ApiCalls.Where(call => call.Path.EndsWith("/Accounts/upsert", StringComparison.Ordinal));
        Assert.Equal(75, upserts.Sum(call => ((Newtonsoft.Json.Linq.JArray)Newtonsoft.Json.Linq.JObject.Parse(call.Request.Body)["data"]!).Count));
        Assert.All(world.Zoho.Contacts.Existing, contact => Assert.NotNull(contact.Text("Account_Name")));
        Assert.InRange(world.Emulator.MostAtOnce, 1, 10);
    }
}

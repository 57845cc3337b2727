using CrmQbSync.Emulators.ZohoCrm;

namespace CrmQbSync.Tests.Connections.ZohoCrm;

/// <summary>Zoho says that it failed inside (500, INTERNAL_ERROR), and may have done what was asked all the same.</summary>
public sealed class ZohoInternalErrorTests
{
    private static readonly string s_withoutQueries = ZohoAccountsHost.AllScopes.Replace("ZohoCRM.coql.READ,", "", StringComparison.Ordinal);

    /// <summary>Whether it was made cannot be looked for then until everything that changed is read.</summary>
    [Theory]
    [InlineData(ZohoFaultKind.ErrorAfter)]
    [InlineData(ZohoFaultKind.ErrorBefore)]
    public async Task Without_the_scope_for_queries_nothing_is_made_twice_either(ZohoFaultKind kind)
    {
        await using var world = await ZohoWorld.StartAsync();
        world.Secrets.Values["acme-crm-refresh"] = world.Emulator.Accounts.Grant(s_withoutQueries);
        world.MoreOfCrm = "  companies: Ignore";
        world.AddCustomer("1", "ann@x.example", "", "Archer");
        world.AddCustomer("2", "bob@x.example", "", "Baker");
        world.Emulator.Faults.Add(kind, "POST", "/crm/v8/Contacts");
        await world.RunAsync();
        await world.SucceedAsync();
        Assert.Equal(["ann@x.example", "bob@x.example"], world.Zoho.Contacts.Existing.Select(contact => contact.Text("Email")!).Order(StringComparer.Ordinal));
        Assert.Equal(2, (await world.LinksAsync()).Count);
    }

    [Fact]
    public async Task An_update_that_Zoho_fails_at_is_told_as_that_and_is_not_sent_at_once_again()
    {
        await using var world = await ZohoWorld.StartAsync();
        var ann = world.Zoho.AddContact(("Last_Name", "Archer"), ("Email", "ann@x.example"));
        await world.SucceedAsync();
        world.EditFile("Archer", "Arrow");
        world.Emulator.Faults.Add(ZohoFaultKind.ErrorBefore, "PUT", "/crm/v8/Contacts", 100);
        var waited = world.Clock.Waited;
        var run = (await world.RunAsync()).Run!;
        var entry = (await world.EntriesAsync(run.SyncId)).Single(entry => entry.Status == EntryStatus.Failed);
        Assert.Contains("INTERNAL_ERROR", entry.Message, StringComparison.Ordinal);
        Assert.NotEqual("ChangedMeanwhile", entry.ErrorCode);
        Assert.Equal(3, world.Emulator.ApiCalls.Count(call => call.Method == "PUT"));
        Assert.True(world.Clock.Waited - waited >= TimeSpan.FromSeconds(6));
        world.Emulator.Faults.Clear();
        Assert.Equal(1, (await world.SucceedAsync()).CrmUpdated);
        Assert.Equal("Arrow", ann.Text("Last_Name"));
    }
}

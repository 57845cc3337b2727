using CrmQbSync.Emulators.ZohoCrm;

namespace CrmQbSync.Tests.Connections.ZohoCrm;

/// <summary>An administrator of the CRM changes fields after they were asked for and remembered.</summary>
public sealed class ZohoFieldChangeTests
{
    /// <summary>No run would ever get so far that what is remembered is renewed.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_field_of_the_default_mapping_that_is_hidden_stops_one_run_and_no_more(bool hasQueries)
    {
        await using var world = await ZohoWorld.StartAsync();
        if (!hasQueries)
        {
            world.Secrets.Values["acme-crm-refresh"] = world.Emulator.Accounts.Grant(ZohoAccountsHost.AllScopes.Replace("ZohoCRM.coql.READ,", "", StringComparison.Ordinal));
            world.MoreOfCrm = "  companies: Ignore";
        }
        world.Zoho.AddContact(("Last_Name", "Archer"), ("Email", "ann@x.example"), ("Phone", "+1 212 555 0100"));
        await world.SucceedAsync();
        world.Zoho.Contacts.Fields.Remove("Phone");
        var error = (await world.RunAsync()).Error!;
        Assert.Equal(SyncErrorId.ServiceRejected, error.Id);
        Assert.Contains("'Phone'", error.Message, StringComparison.Ordinal);
        Assert.Contains("Run again", error.Advice, StringComparison.Ordinal);

        world.EditFile("Archer", "Arrow");
        Assert.Equal(1, (await world.SucceedAsync()).CrmUpdated);
        world.Emulator.ForgetCalls();
        await world.SucceedAsync();
        Assert.DoesNotContain(world.Emulator.ApiCalls, call => call.Path.EndsWith("/settings/fields", StringComparison.Ordinal));
    }

    /// <summary>Rows that Zoho refuses for their length are a reason to ask for the lengths again.</summary>
    [Fact]
    public async Task A_field_that_was_made_shorter_refuses_a_value_once()
    {
        await using var world = await ZohoWorld.StartAsync();
        var ann = world.Zoho.AddContact(("Last_Name", "Archer"), ("Email", "ann@x.example"));
        await world.SucceedAsync();
        world.Clock.Advance(TimeSpan.FromHours(25));
        world.Zoho.Contacts.Fields["Last_Name"] = world.Zoho.Contacts.Fields["Last_Name"] with { Length = 8 };
        world.EditFile("Archer", "Featherstone");
        var refused = await world.RunAsync();
        Assert.Equal("INVALID_DATA", (await world.EntriesAsync(refused.Run!.SyncId)).Single(entry => entry.Status == EntryStatus.Failed).ErrorCode);
        Assert.Equal(1, (await world.SucceedAsync()).CrmUpdated);
        Assert.Equal("Feathers", ann.Text("Last_Name"));
    }
}

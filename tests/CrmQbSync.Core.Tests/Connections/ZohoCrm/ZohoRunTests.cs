using CrmQbSync.Emulators.ZohoCrm;
using CrmQbSync.Running;

namespace CrmQbSync.Tests.Connections.ZohoCrm;

/// <summary>The main job: runs between Zoho CRM and a file.</summary>
public sealed class ZohoRunTests
{
    [Fact]
    public async Task A_first_run_merges_and_creates_on_both_sides_and_the_next_one_writes_nothing()
    {
        await using var world = await ZohoWorld.StartAsync();
        world.Zoho.AddContact(("First_Name", "Ann"), ("Last_Name", "Archer"), ("Email", "ann@x.example"), ("Account_Name", "Archer Ltd"), ("Phone", "+1 212 555 0100"));
        world.Zoho.AddContact(("First_Name", "Bob"), ("Last_Name", "Baker"), ("Email", "Bob@x.example"));
        world.AddCustomer("1", "bob@X.example", "Bob", "Baker", "Baker & Sons", "(212) 555-0199", "1 High St", "Leeds");
        world.AddCustomer("2", "cy@x.example", "Cy", "Cole", "Baker & Sons", "", "2 Low St", "York", "A note");
        var run = await world.SucceedAsync();
        Assert.Equal((2, 1, 1, 1, 1), (run.Linked, run.CrmCreated, run.QbCreated, run.CrmUpdated, run.QbUpdated + 1));
        var made = world.Zoho.Contacts.Existing.Single(contact => contact.Text("Email") == "cy@x.example");
        Assert.Equal(("Cole", "2 Low St", "York", "A note"), (made.Text("Last_Name"), made.Text("Mailing_Street"), made.Text("Mailing_City"), made.Text("Description")));
        var account = world.Zoho.Accounts.Existing.Single(found => found.Text("Account_Name") == "Baker & Sons");
        Assert.Equal(account.IdText, made.Text("Account_Name"));
        Assert.Contains(world.Customers(), row => row[1] == "ann@x.example" && row[4] == "Archer Ltd");
        var again = await world.SucceedAsync();
        Assert.Equal(0, again.CrmCreated + again.CrmUpdated + again.QbCreated + again.QbUpdated);
        world.Zoho.Change(made, ("Phone", "+44 20 7946 0000"));
        world.EditFile("Leeds", "Lincoln");
        var third = await world.SucceedAsync();
        Assert.Equal((1, 1), (third.CrmUpdated, third.QbUpdated));
    }
}

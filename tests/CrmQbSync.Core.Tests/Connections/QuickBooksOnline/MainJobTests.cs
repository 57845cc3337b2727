using CrmQbSync.Running;
using Newtonsoft.Json.Linq;
using static CrmQbSync.Tests.Connections.QuickBooksOnline.QuickBooksBench;

namespace CrmQbSync.Tests.Connections.QuickBooksOnline;

/// <summary>The main job: a CRM's contacts and a company's customers are kept the same.</summary>
public sealed class MainJobTests
{
    [Fact]
    public async Task Both_sides_are_the_same_after_a_run_and_a_second_one_writes_nothing()
    {
        await using var bench = await StartAsync();
        bench.Company.Add(Customer("Grace Hopper", "grace@example.com", ("GivenName", "Grace"), ("FamilyName", "Hopper"),
            ("PrimaryPhone", new JObject { ["FreeFormNumber"] = "(212) 555-0101" }),
            ("BillAddr", new JObject { ["Line1"] = "1 Navy Way", ["Line2"] = "Dock 2", ["City"] = "New York", ["CountrySubDivisionCode"] = "NY", ["PostalCode"] = "10001", ["Country"] = "USA" })));
        bench.Company.Add(Customer("Alan Turing", "alan@example.com", ("GivenName", "Alan"), ("CompanyName", "Bletchley")));
        bench.WriteContacts(
            Contact(1, "ada@example.com", ("FirstName", "Ada"), ("LastName", "Lovelace"), ("Company", "Engines Ltd"), ("BillingStreet", "1 Analytical Row\nFlat 2"), ("BillingCity", "London")),
            Contact(2, "ALAN@example.com", ("FirstName", "Alan"), ("LastName", "Turing"), ("Phone", "+44 20 7946 0018")));
        bench.Wait();

        var run = await bench.SucceedAsync();

        Assert.Equal((1, 1, 1, 1), (run.CrmCreated, run.QbCreated, run.Linked, run.QbUpdated));
        var ada = bench.Company.Customers.Single(customer => (string?)customer["PrimaryEmailAddr"]!["Address"] == "ada@example.com");
        Assert.Equal("Ada Lovelace", (string?)ada["DisplayName"]);
        Assert.Equal(("1 Analytical Row", "Flat 2", "London"), ((string?)ada["BillAddr"]!["Line1"], (string?)ada["BillAddr"]!["Line2"], (string?)ada["BillAddr"]!["City"]));
        var alan = bench.Company.Customers.Single(customer => (string?)customer["GivenName"] == "Alan");
        Assert.Equal(("Turing", "+44 20 7946 0018", "Bletchley"), ((string?)alan["FamilyName"], (string?)alan["PrimaryPhone"]!["FreeFormNumber"], (string?)alan["CompanyName"]));
        var contacts = await File.ReadAllTextAsync(bench.In("contacts.csv"));
        Assert.Contains("grace@example.com", contacts, StringComparison.Ordinal);
        Assert.Contains("1 Navy Way\nDock 2", contacts.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Empty(bench.Company.Complaints);

        bench.Emulator.ForgetCalls();
        bench.Wait();
        var again = await bench.SucceedAsync();
        Assert.Equal(0, again.QbUpdated + again.QbCreated + again.CrmUpdated + again.CrmCreated);
        Assert.InRange(bench.Calls(), 1, 2);
    }

    [Fact]
    public async Task An_edit_on_either_side_flows_to_the_other_one_and_nothing_else_changes()
    {
        await using var bench = await StartAsync();
        bench.WriteContacts(Contact(1, "ada@example.com", ("FirstName", "Ada"), ("LastName", "Lovelace")));
        bench.Wait();
        await bench.SucceedAsync();
        bench.Wait();
        var id = (string)bench.Only()["Id"]!;
        bench.Company.Edit(id, new JObject { ["Notes"] = "pays late", ["ResaleNum"] = "R-7" });
        bench.WriteContacts(Contact(1, "ada@example.com", ("FirstName", "Augusta"), ("LastName", "Lovelace")));

        var run = await bench.SucceedAsync();

        Assert.Equal((1, 1), (run.CrmUpdated, run.QbUpdated));
        var customer = bench.Only();
        Assert.Equal(("Augusta", "pays late", "R-7", "Ada Lovelace"),
            ((string?)customer["GivenName"], (string?)customer["Notes"], (string?)customer["ResaleNum"], (string?)customer["DisplayName"]));
        Assert.Contains("pays late", bench.Contacts[0], StringComparison.Ordinal);
        Assert.Empty(bench.Company.Complaints);
    }
}

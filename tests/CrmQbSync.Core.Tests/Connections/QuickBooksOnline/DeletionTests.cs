using CrmQbSync.Running;
using Newtonsoft.Json.Linq;
using static CrmQbSync.Tests.Connections.QuickBooksOnline.QuickBooksBench;

namespace CrmQbSync.Tests.Connections.QuickBooksOnline;

/// <summary>Customers are not deleted but made inactive, and active again instead of created anew.</summary>
public sealed class DeletionTests
{
    private static async Task<QuickBooksBench> LinkedAsync(string profile)
    {
        var bench = await StartAsync(profile);
        bench.WriteContacts(
            Contact(1, "ada@example.com", ("FirstName", "Ada"), ("LastName", "Lovelace"), ("Notes", "n")),
            Contact(2, "bob@example.com", ("LastName", "Bob")));
        await bench.SucceedAsync();
        bench.Wait();
        return bench;
    }

    private static void RemoveAda(QuickBooksBench bench) =>
        bench.WriteContacts([.. bench.Contacts.Where(line => !line.Contains("ada@", StringComparison.Ordinal))]);

    private static JObject Ada(QuickBooksBench bench) => bench.Company.Customers.Single(customer => ((string)customer["PrimaryEmailAddr"]!["Address"]!).StartsWith("ada@", StringComparison.Ordinal));

    [Fact]
    public async Task Propagating_makes_the_customer_inactive_and_undoing_makes_it_active_under_its_name()
    {
        await using var bench = await LinkedAsync("deletions: Propagate");
        RemoveAda(bench);

        var run = await bench.SucceedAsync();

        Assert.Equal(1, run.QbDeleted);
        Assert.Equal((false, "Ada Lovelace (deleted)"), ((bool)Ada(bench)["Active"]!, (string?)Ada(bench)["DisplayName"]));
        bench.Wait();
        var undone = await bench.UndoAsync(run.SyncId);
        Assert.True(undone.Run!.Status == RunStatus.Succeeded, undone.Error?.ToString());
        Assert.Equal((true, "Ada Lovelace", "n"), ((bool)Ada(bench)["Active"]!, (string?)Ada(bench)["DisplayName"], (string?)Ada(bench)["Notes"]));
        Assert.Equal(2, bench.Contacts.Length);
        bench.Wait();
        var after = await bench.SucceedAsync();
        Assert.Equal(0, after.QbDeleted + after.QbCreated + after.QbUpdated + after.CrmCreated);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_customer_with_an_open_balance_stays_active(bool owedBeforeTheRun)
    {
        await using var bench = await LinkedAsync("deletions: Propagate");
        RemoveAda(bench);
        var id = (string)Ada(bench)["Id"]!;
        if (owedBeforeTheRun)
            bench.Company.PostInvoice(id, 12);
        else
            bench.Emulator.Meanwhile = call =>
            {
                if (call.Resource == "batch")
                    bench.Company.PostInvoice(id, 12);
            };

        var run = await bench.SucceedAsync();

        Assert.Equal((0, 1), (run.QbDeleted, run.Held));
        Assert.Equal("OpenBalance", Assert.Single(await bench.EntriesAsync(run.SyncId)).Reason);
        Assert.True((bool)Ada(bench)["Active"]!);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task A_customer_that_is_to_be_created_anew_becomes_active_again_instead(bool dropsSuffix, bool staysTaken)
    {
        await using var bench = await LinkedAsync("deletions: Recreate");
        bench.Emulator.Knobs.ReactivationDropsSuffix = dropsSuffix;
        bench.Emulator.Knobs.InactiveNamesStayTaken = staysTaken;
        var id = (string)Ada(bench)["Id"]!;
        bench.Company.Edit(id, new JObject { ["PrimaryEmailAddr"] = new JObject { ["Address"] = "ada@example.com,home@example.com" }, ["ResaleNum"] = "R-1" });
        await bench.SucceedAsync();
        bench.Wait();
        bench.Company.Deactivate(id);
        bench.WriteContacts([.. bench.Contacts.Select(line => line.Replace("\"n\"", "new", StringComparison.Ordinal).Replace(",n,", ",new,", StringComparison.Ordinal))]);

        var run = await bench.SucceedAsync();

        Assert.Equal((1, 2), (run.QbCreated, bench.Company.Customers.Count));
        var ada = Ada(bench);
        Assert.Equal((id, true, "Ada Lovelace", "new", "R-1"), ((string?)ada["Id"], (bool)ada["Active"]!, (string?)ada["DisplayName"], (string?)ada["Notes"], (string?)ada["ResaleNum"]));
        Assert.Equal("ada@example.com,home@example.com", (string?)ada["PrimaryEmailAddr"]!["Address"]);
        // Rule 5.8, of a record too that only came back.
        var created = Assert.Single(await bench.EntriesAsync(run.SyncId), entry => entry.Action == ChangeAction.Create);
        Assert.EndsWith("Overwritten: Notes: 'n'.", created.Message, StringComparison.Ordinal);
        Assert.Empty(bench.Company.Complaints);
        bench.Wait();
        var after = await bench.SucceedAsync();
        Assert.Equal(0, after.QbCreated + after.QbUpdated + after.CrmUpdated + after.CrmCreated);
    }

    [Theory]
    [InlineData("Synchronize", 1, "2125550100")]
    [InlineData("Export", 0, "")]
    public async Task What_a_customer_that_became_active_again_holds_beyond_the_contact_flows_in_the_next_run_where_it_may(string mode, int updated, string phone)
    {
        await using var bench = await StartAsync($"mode: {mode}");
        var id = bench.Company.Add(Customer("Ada", "ada@example.com", ("FamilyName", "Lovelace"), ("PrimaryPhone", new JObject { ["FreeFormNumber"] = "(212) 555-0100" })));
        bench.Company.Deactivate(id);
        bench.WriteContacts(Contact(1, "ada@example.com", ("LastName", "Lovelace")));
        bench.Wait();
        Assert.Equal(1, (await bench.SucceedAsync()).QbCreated);
        bench.Wait();

        var next = await bench.SucceedAsync();

        Assert.Equal((updated, 0), (next.CrmUpdated, next.QbUpdated));
        var digits = string.Concat(Assert.Single(bench.Contacts, line => line.Contains("ada@", StringComparison.Ordinal)).Split("ada@example.com")[1].Where(char.IsDigit));
        Assert.Equal(phone, digits);
        Assert.Equal((true, "(212) 555-0100"), ((bool)Ada(bench)["Active"]!, (string?)Ada(bench)["PrimaryPhone"]!["FreeFormNumber"]));
        bench.Wait();
        Assert.Equal(0, (await bench.SucceedAsync()).CrmUpdated);
    }

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 1)]
    public async Task Sub_customers_that_become_inactive_with_their_parent_count_as_deleted_too(bool cascades, int deleted)
    {
        await using var bench = await StartAsync("deletions: Propagate", "includeJobs: true");
        bench.Emulator.Knobs.DeactivationCascades = cascades;
        bench.Company.Add(Customer("Parent", "parent@example.com", ("FamilyName", "P")));
        bench.Company.Add(Customer("Child", "child@example.com", ("FamilyName", "C"), ("Job", true), ("ParentRef", new JObject { ["value"] = "1" })));
        bench.Wait();
        await bench.SucceedAsync();
        bench.Wait();
        bench.Company.Deactivate("1");

        Assert.Equal(deleted, (await bench.SucceedAsync()).CrmDeleted);

        bench.Wait();
        var quiet = await bench.SucceedAsync();
        Assert.Equal(0, quiet.CrmDeleted + quiet.CrmCreated + quiet.QbCreated + quiet.QbDeleted);
    }

    [Fact]
    public async Task A_name_that_was_taken_meanwhile_gets_a_number_when_its_customer_becomes_active_again()
    {
        await using var bench = await LinkedAsync("deletions: Recreate");
        bench.Company.Deactivate((string)Ada(bench)["Id"]!);
        bench.Company.AddVendor("Ada Lovelace");

        await bench.SucceedAsync();

        Assert.Equal((true, "Ada Lovelace (2)"), ((bool)Ada(bench)["Active"]!, (string?)Ada(bench)["DisplayName"]));
    }

    [Fact]
    public async Task A_contact_of_the_first_run_finds_its_inactive_customer()
    {
        await using var bench = await StartAsync();
        bench.Company.Add(Customer("Old Ada", "ADA@example.com"));
        bench.Company.Deactivate("1");
        bench.Wait();
        bench.WriteContacts(Contact(1, "ada@example.com", ("LastName", "Lovelace")));

        var run = await bench.SucceedAsync();

        Assert.Equal((1, "1", true, "Old Ada", "Lovelace"),
            (run.QbCreated, (string?)bench.Only()["Id"], (bool)bench.Only()["Active"]!, (string?)bench.Only()["DisplayName"], (string?)bench.Only()["FamilyName"]));
    }

    [Fact]
    public async Task Undoing_a_creation_makes_the_customer_inactive()
    {
        await using var bench = await LinkedAsync("");

        var undone = await bench.UndoAsync(1);

        Assert.Equal(2, undone.Run!.QbDeleted);
        Assert.All(bench.Company.Customers, customer => Assert.False((bool)customer["Active"]!));
        bench.Wait();
        Assert.Equal(0, (await bench.SucceedAsync()).QbCreated);
    }

    [Fact]
    public async Task Undoing_an_update_writes_back_what_stood_there_and_clears_what_was_blank()
    {
        await using var bench = await LinkedAsync("");
        bench.WriteContacts(
            Contact(1, "ada@example.com", ("FirstName", "Augusta"), ("LastName", "Lovelace"), ("Notes", "n"), ("Phone", "+1 212 555 0100")),
            Contact(2, "bob@example.com", ("LastName", "Bob")));
        var run = await bench.SucceedAsync();
        Assert.Equal("Augusta", (string?)Ada(bench)["GivenName"]);
        bench.Wait();

        var undone = await bench.UndoAsync(run.SyncId);

        Assert.Equal(RunStatus.Succeeded, undone.Run!.Status);
        Assert.Equal(("Ada", null), ((string?)Ada(bench)["GivenName"], Ada(bench)["PrimaryPhone"]));
    }
}

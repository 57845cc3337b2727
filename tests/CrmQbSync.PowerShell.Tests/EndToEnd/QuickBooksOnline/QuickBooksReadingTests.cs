using Newtonsoft.Json.Linq;
using static CrmQbSync.PowerShell.Tests.EndToEnd.QuickBooksOnline.QuickBooksSession;

namespace CrmQbSync.PowerShell.Tests.EndToEnd.QuickBooksOnline;

/// <summary>What a run reads of a company, and by which calls.</summary>
public sealed class QuickBooksReadingTests
{
    [Fact]
    public async Task A_change_feed_at_its_limit_is_not_taken_for_complete()
    {
        await using var session = await StartAsync("mode: Import");
        session.Company.AddMany(Enumerable.Range(1, 800).Select(number => Customer($"Customer {number}", $"c{number}@example.com")));
        Assert.Equal(800, session.Sync()["CrmCreated"]);
        foreach (var number in Enumerable.Range(1, 750))
            session.Company.Edit($"{number}", new JObject { ["Notes"] = "moved" });
        session.Company.AddMany(Enumerable.Range(1, 300).Select(number => Customer($"Newcomer {number}", $"n{number}@example.com")));

        Assert.Equal((750, 300), session.Sync() is var run ? (run["CrmUpdated"], run["CrmCreated"]) : default);

        Assert.Equal(750, session.Contacts.Count(line => line.Contains("moved", StringComparison.Ordinal)));
        Assert.Single(session.Emulator.ApiCalls, call => call.Resource == "cdc");
        Assert.Contains(session.Emulator.ApiCalls, call => call.Resource == "query" && Uri.UnescapeDataString(call.Url).Contains("MetaData.LastUpdatedTime >=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Sub_customers_take_part_where_the_profile_says_so_and_an_inactive_customer_counts_as_deleted_until_it_is_active_again()
    {
        await using var session = await StartAsync("deletions: Propagate", "includeJobs: true");
        session.Company.Add(Customer("Parent", "parent@example.com"));
        session.Company.Add(Customer("Child", "child@example.com", ("Job", true), ("ParentRef", new JObject { ["value"] = "1" })));
        Assert.Equal((2, 0), session.Sync() is var first ? (first["CrmCreated"], first["Skipped"]) : default);
        session.Company.Deactivate("2");

        Assert.Equal(1, session.Sync()["CrmDeleted"]);

        session.Company.Reactivate("2");
        Assert.Equal(1, session.Sync()["CrmCreated"]);
        Assert.Equal(2, session.Contacts.Length);
    }

    [Fact]
    public async Task Vendors_and_employees_are_asked_for_only_when_a_name_was_refused_twice()
    {
        await using var session = await StartAsync();
        session.Company.AddVendor("Cole");
        session.Company.AddEmployee("Cole (2)");
        session.WriteContacts("1,cole@example.com,,Cole,,,,,");

        Assert.Equal(1, session.Sync()["QbCreated"]);

        Assert.Equal("Cole (3)", (string?)Assert.Single(session.Company.Customers)["DisplayName"]);
        Assert.Equal(["Customer", "Vendor", "Employee"], session.Emulator.ApiCalls.Where(call => call.Resource == "query")
            .Select(call => Uri.UnescapeDataString(call.Url)).Where(url => url.Contains("DisplayName LIKE", StringComparison.Ordinal)).Select(url => url.Split("FROM ")[1].Split(' ')[0]));
        session.WriteContacts([.. session.Contacts, "2,new@example.com,,New,,,,,"]);
        Assert.Equal(1, session.Sync()["QbCreated"]);
        Assert.DoesNotContain(session.Emulator.ApiCalls, call => call.Url.Contains("Vendor", StringComparison.Ordinal));
    }
}

using CrmQbSync.Emulators.QuickBooksOnline;
using CrmQbSync.Running;
using Newtonsoft.Json.Linq;
using static CrmQbSync.Tests.Connections.QuickBooksOnline.QuickBooksBench;

namespace CrmQbSync.Tests.Connections.QuickBooksOnline;

/// <summary>Rule 8.8: a customer that somebody changes while a run is about to write it.</summary>
public sealed class StaleTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_customer_that_was_not_read_and_that_somebody_edits_before_it_is_written_is_not_overwritten(bool isWhatIsWritten)
    {
        await using var bench = await StartAsync("priority: Qb");
        bench.Company.Add(Customer("Ann", "ann@example.com", ("FamilyName", "Ann"), ("Notes", "n")));
        bench.Wait();
        await bench.SucceedAsync();
        bench.Wait();
        bench.WriteContacts([.. bench.Contacts.Select(line => line.Replace(",Ann,", ",Anne,", StringComparison.Ordinal))]);
        bench.Emulator.ForgetCalls();
        bench.Emulator.Meanwhile = call =>
        {
            if (call.Resource == "batch" && bench.Calls("batch") == 1)
                bench.Company.Edit("1", isWhatIsWritten ? new JObject { ["FamilyName"] = "Hannah" } : new JObject { ["Notes"] = "edited" });
        };

        await bench.SucceedAsync();
        bench.Wait();
        await bench.SucceedAsync();

        Assert.Equal(isWhatIsWritten ? ("Hannah", "n") : ("Anne", "edited"), ((string?)bench.Only()["FamilyName"], (string?)bench.Only()["Notes"]));
        Assert.Single(bench.Contacts, line => line.Contains(isWhatIsWritten ? "Hannah" : "edited", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_customer_that_somebody_changes_meanwhile_is_read_and_merged_again()
    {
        await using var bench = await StartAsync();
        bench.Company.Add(Customer("Ada", "ada@example.com", ("FamilyName", "Ada")));
        bench.WriteContacts(Contact(1, "ada@example.com", ("LastName", "Ada")));
        bench.Wait();
        await bench.SucceedAsync();
        bench.Wait();
        bench.WriteContacts(Contact(1, "ada@example.com", ("LastName", "Ada"), ("Notes", "from the CRM")));
        var once = true;
        bench.Emulator.Meanwhile = call =>
        {
            if (call.Resource == "batch" && once)
            {
                once = false;
                bench.Company.Edit("1", new JObject { ["MiddleName"] = "meanwhile", ["GivenName"] = "Augusta" });
            }
        };

        var run = await bench.SucceedAsync();

        Assert.Equal(1, run.QbUpdated);
        Assert.Equal(("from the CRM", "Augusta"), ((string?)bench.Only()["Notes"], (string?)bench.Only()["GivenName"]));
        bench.Wait();
        Assert.Equal(1, (await bench.SucceedAsync()).CrmUpdated);
        Assert.Contains("Augusta", bench.Contacts[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_customer_that_is_changed_all_the_time_fails_after_three_times()
    {
        await using var bench = await StartAsync();
        bench.Company.Add(Customer("Ada", "ada@example.com", ("FamilyName", "Ada")));
        bench.WriteContacts(Contact(1, "ada@example.com", ("LastName", "Ada"), ("Notes", "mine")));
        bench.Wait();
        var times = 0;
        bench.Emulator.Meanwhile = call =>
        {
            if (call.Resource == "batch")
                bench.Company.Edit("1", new JObject { ["Suffix"] = $"{++times}" });
        };

        var result = await bench.RunAsync();

        Assert.Equal("ChangedMeanwhile", (await bench.EntriesAsync(1)).Single(entry => entry.Status == EntryStatus.Failed).ErrorCode);
        Assert.Equal(4, times);
        Assert.Equal(1, result.Run!.Failed);
    }
}

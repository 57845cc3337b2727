using Newtonsoft.Json.Linq;
using static CrmQbSync.Tests.Connections.QuickBooksOnline.QuickBooksBench;

namespace CrmQbSync.Tests.Connections.QuickBooksOnline;

/// <summary>How many calls writing takes, and how fast they may go.</summary>
public sealed class BatchTests
{
    [Theory]
    [InlineData(95, false)]
    [InlineData(2030, false)]
    [InlineData(2030, true)]
    public async Task New_customers_go_in_batches_of_30_within_the_limits_and_cost_no_other_call(int count, bool limitsCountFromWholeMinutes)
    {
        await using var bench = await StartAsync();
        (bench.Emulator.Knobs.EnforcesLimits, bench.Emulator.Knobs.LimitsCountFromWholeMinutes) = (true, limitsCountFromWholeMinutes);
        bench.WriteContacts([.. Enumerable.Range(1, count).Select(number => Contact(number, $"c{number}@example.com", ("LastName", $"Contact {number}")))]);

        var run = await bench.SucceedAsync();

        Assert.Equal(count, run.QbCreated);
        Assert.Equal((count + 29) / 30, bench.Calls("batch"));
        // One page was read of an empty company, its name asked once; what others did meanwhile is looked through when much was written.
        Assert.InRange(bench.Calls() - bench.Calls("batch"), 2, 2 + (count > 600 ? (count + 999) / 1000 : 0));
        Assert.InRange(bench.BusiestMinute(batchesOnly: true), 1, 40);
        Assert.InRange(bench.Emulator.PeakRequests, 1, 10);
        Assert.Equal(0, bench.Emulator.LimitsExceeded);
        // By the clock, 40 batches go at once and 40 more a minute; what is left over are the seconds that 8 calls each take.
        Assert.InRange(bench.Clock.Waited.TotalMinutes, (((count + 29) / 30) - 1) / 40, ((((count + 29) / 30) - 1) / 40) + 0.3);
        Assert.Equal(bench.Calls("batch"), bench.Emulator.Calls.Where(call => call.Resource == "batch").Select(call => call.Url).Distinct().Count());

        bench.Emulator.ForgetCalls();
        Assert.Equal(0, (await bench.SucceedAsync()).QbUpdated);
        Assert.InRange(bench.Calls(), 1, 2);
    }

    [Fact]
    public async Task What_others_change_while_much_is_written_is_seen_by_the_next_run_in_two_calls()
    {
        await using var bench = await StartAsync();
        bench.Company.Add(Customer("Old", "old@example.com", ("FamilyName", "Old")));
        bench.Wait();
        bench.WriteContacts([.. Enumerable.Range(1, 3000).Select(number => Contact(number, $"c{number}@example.com", ("LastName", $"Contact {number}")))]);
        var batches = 0;
        bench.Emulator.Meanwhile = call =>
        {
            if (call.Resource == "batch" && ++batches == 30)
            {
                bench.Company.Edit("1", new JObject { ["Notes"] = "changed meanwhile" });
                bench.Company.Edit("5", new JObject { ["Notes"] = "changed after it was written" });
            }
        };
        Assert.Equal(3000, (await bench.SucceedAsync()).QbCreated);
        Assert.InRange(bench.Calls() - 100, 2, 2 + 3);
        bench.Emulator.ForgetCalls();

        var next = await bench.SucceedAsync();

        Assert.Equal((2, 0), (next.CrmUpdated, next.QbUpdated));
        Assert.InRange(bench.Calls(), 1, 2);
        Assert.Single(bench.Contacts, line => line.Contains("changed meanwhile", StringComparison.Ordinal));
        Assert.Single(bench.Contacts, line => line.Contains("changed after it was written", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("fields: { BillingCountry: { qb: ShipAddr.Country }, ShippingCountry: { direction: None, qb: ResaleNum } }", 2)]
    public async Task The_present_state_of_customers_to_be_updated_is_read_in_lists_of_1000_where_it_was_not_read_already(string fields, int lookUps)
    {
        await using var bench = await StartAsync(fields);
        bench.Company.AddMany(Enumerable.Range(1, 1250).Select(number => Customer($"Customer {number}", $"c{number}@example.com", ("FamilyName", $"Contact {number}"),
            ("BillAddr", new JObject { ["Line1"] = "1 Way", ["Line3"] = "Yard", ["City"] = "Rome", ["Country"] = "IT" }))));
        bench.WriteContacts([.. Enumerable.Range(1, 1250).Select(number => Contact(number, $"c{number}@example.com", ("LastName", $"Contact {number}"), ("BillingCity", "Paris")))]);
        bench.Wait();

        var run = await bench.SucceedAsync();

        Assert.Equal((1250, 1250), (run.QbUpdated, run.Linked));
        Assert.Equal(42, bench.Calls("batch"));
        Assert.Equal(lookUps, LookUps(bench));
        Assert.All(bench.Company.Customers, IsInParis);

        // What was not read of the company in this run is looked up, and a list of 1000 takes a call.
        bench.Wait();
        bench.WriteContacts([.. bench.Contacts.Select(line => line.Replace("Contact ", "Person ", StringComparison.Ordinal))]);
        bench.Emulator.ForgetCalls();
        Assert.Equal(1250, (await bench.SucceedAsync()).QbUpdated);
        Assert.Equal(42, bench.Calls("batch"));
        Assert.InRange(LookUps(bench), 1, 2);
        Assert.All(bench.Company.Customers, IsInParis);
        Assert.Empty(bench.Company.Complaints);

        static int LookUps(QuickBooksBench bench) => bench.Emulator.Calls.Count(call => call.Resource == "query" && call.Method == "POST");

        static void IsInParis(JObject customer) =>
            Assert.Equal("1 Way||Yard|Paris|IT", string.Join('|', new[] { "Line1", "Line2", "Line3", "City", "Country" }.Select(part => (string?)customer["BillAddr"]![part])));
    }

    [Fact]
    public async Task What_an_earlier_run_sent_within_the_minute_counts()
    {
        await using var bench = await StartAsync();
        bench.Emulator.Knobs.EnforcesLimits = true;
        string[] People(string name) => [.. Enumerable.Range(1, 1150).Select(number => Contact(number, $"c{number}@example.com", ("LastName", $"{name} {number}")))];
        bench.WriteContacts(People("Contact"));
        var first = await bench.SucceedAsync();
        bench.WriteContacts(People("Person"));
        // Starting PowerShell takes a moment.
        bench.Clock.Advance(TimeSpan.FromSeconds(2));
        var second = await bench.SucceedAsync();
        bench.Clock.Advance(TimeSpan.FromSeconds(2));
        var undo = (await bench.UndoAsync(second.SyncId)).Run!;

        Assert.Equal((1150, 1150, 1150), (first.QbCreated, second.QbUpdated, undo.QbUpdated));
        Assert.Equal(0, bench.Emulator.LimitsExceeded);
        Assert.InRange(bench.Clock.Waited.TotalMinutes, 2, 2.5);
    }

    [Fact]
    public async Task Creations_and_updates_share_batches()
    {
        await using var bench = await StartAsync();
        bench.Company.AddMany(Enumerable.Range(1, 20).Select(number => Customer($"Customer {number}", $"c{number}@example.com", ("FamilyName", "Old"))));
        bench.WriteContacts([.. Enumerable.Range(1, 45).Select(number => Contact(number, $"c{number}@example.com", ("LastName", $"Contact {number}")))]);
        bench.Wait();

        var run = await bench.SucceedAsync();

        Assert.Equal((25, 20, 2), (run.QbCreated, run.QbUpdated, bench.Calls("batch")));
    }
}

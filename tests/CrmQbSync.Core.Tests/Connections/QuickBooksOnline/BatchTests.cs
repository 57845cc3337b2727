using CrmQbSync.Emulators.QuickBooksOnline;
using CrmQbSync.Running;
using Newtonsoft.Json.Linq;
using static CrmQbSync.Tests.Connections.QuickBooksOnline.QuickBooksBench;

namespace CrmQbSync.Tests.Connections.QuickBooksOnline;

/// <summary>How many calls writing takes.</summary>
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

        // What was not read of the company in this run stands as it was last seen, or the service says so.
        bench.Wait();
        bench.WriteContacts([.. bench.Contacts.Select(line => line.Replace("Contact ", "Person ", StringComparison.Ordinal))]);
        bench.Emulator.ForgetCalls();
        Assert.Equal(1250, (await bench.SucceedAsync()).QbUpdated);
        Assert.Equal(42, bench.Calls("batch"));
        Assert.Equal(0, LookUps(bench));
        Assert.All(bench.Company.Customers, IsInParis);
        Assert.Empty(bench.Company.Complaints);

        static int LookUps(QuickBooksBench bench) => bench.Emulator.Calls.Count(call => call.Resource == "query" && call.Method == "POST");

        static void IsInParis(JObject customer) =>
            Assert.Equal("1 Way||Yard|Paris|IT", string.Join('|', new[] { "Line1", "Line2", "Line3", "City", "Country" }.Select(part => (string?)customer["BillAddr"]![part])));
    }

    /// <summary>Whatever is changed, by however many: an address of which more is known than the profile maps, and a value that is cleared, take the whole customer.</summary>
    [Theory]
    [InlineData("Contact ,Person ", 1500)]
    [InlineData("Contact ,Person ", 3100)]
    [InlineData("Paris,London", 1500)]
    [InlineData("5551234,", 1500)]
    [InlineData("5551234,", 620)]
    public async Task Many_updates_of_customers_that_were_not_read_take_a_call_for_1000_and_the_next_run_two(string change, int count)
    {
        await using var bench = await StartAsync("blanks: Clear\nfields: { BillingCountry: { qb: ShipAddr.Country }, ShippingCountry: { direction: None, qb: ResaleNum } }");
        bench.WriteContacts([.. Enumerable.Range(1, count + 2).Select(number =>
            Contact(number, $"c{number}@example.com", ("LastName", $"Contact {number}"), ("BillingCity", "Paris"), ("Phone", "5551234")))]);
        Assert.Equal(count + 2, (await bench.SucceedAsync()).QbCreated);
        foreach (var customer in bench.Company.Customers)
            bench.Company.Edit((string)customer["Id"]!, new JObject { ["BillAddr"] = new JObject { ["City"] = "Paris", ["Country"] = "FR" } });
        bench.Wait();
        Assert.Equal(0, (await bench.SucceedAsync()).CrmUpdated);
        bench.Wait();
        await bench.SucceedAsync();
        var (from, to) = change.Split(',') is [var first, var second] ? (first, second) : default;
        bench.WriteContacts([.. bench.Contacts.Select((line, at) => at < count ? line.Replace(from, to, StringComparison.Ordinal) : line)]);
        bench.Emulator.ForgetCalls();
        var batches = 0;
        var before = bench.Company.Customers.ToDictionary(customer => (string)customer["Id"]!, customer => (string)customer["SyncToken"]!);
        bench.Emulator.Meanwhile = call =>
        {
            // Somebody edits a customer that was just written, and one that the run does not concern.
            if (call.Resource == "batch" && ++batches == 20)
            {
                bench.Company.Edit(Written(bench, before), new JObject { ["Notes"] = "edited after it was written" });
                bench.Company.Edit(Untouched(bench, count), new JObject { ["Notes"] = "edited meanwhile" });
            }
        };

        Assert.Equal(count, (await bench.SucceedAsync()).QbUpdated);

        var written = (count + 29) / 30;
        Assert.Equal(written, bench.Calls("batch"));
        // The change feed, and a call for 1000.
        Assert.InRange(bench.Calls() - written, 1, 1 + ((count + 999) / 1000));
        bench.Emulator.Meanwhile = null;
        bench.Emulator.ForgetCalls();
        var next = await bench.SucceedAsync();
        Assert.Equal((2, 0), (next.CrmUpdated, next.QbUpdated));
        Assert.InRange(bench.Calls(), 1, 2);
        foreach (var minutes in new[] { 1, 30, 30 })
        {
            bench.Wait(minutes);
            bench.Emulator.ForgetCalls();
            var quiet = await bench.SucceedAsync();
            Assert.Equal(0, quiet.CrmUpdated + quiet.QbUpdated + quiet.Held);
            Assert.InRange(bench.Calls(), 1, 2);
        }
        Assert.All(bench.Company.Customers, customer => Assert.Equal("FR", (string?)customer["BillAddr"]!["Country"]));
        Assert.Empty(bench.Company.Complaints);

        static string Written(QuickBooksBench bench, Dictionary<string, string> before) =>
            bench.Company.Customers.Select(customer => (string)customer["Id"]!).First(id => (string)bench.Company.Find(id)!["SyncToken"]! != before[id]);

        static string Untouched(QuickBooksBench bench, int count) =>
            (string)bench.Company.Customers.Single(customer => (string)customer["PrimaryEmailAddr"]!["Address"]! == $"c{count + 1}@example.com")["Id"]!;
    }

    [Fact]
    public async Task A_stop_while_it_is_looked_what_others_changed_takes_nothing_from_what_was_written()
    {
        const int Count = 1300;
        await using var bench = await StartAsync();
        bench.WriteContacts([.. Enumerable.Range(1, Count).Select(number => Contact(number, $"c{number}@example.com", ("LastName", $"Contact {number}")))]);
        using var stop = new CancellationTokenSource();
        bench.Emulator.Faults.Add(FaultKind.HangBefore, call => call.Url.Contains("LastUpdatedTime%20%3C%20", StringComparison.Ordinal));
        bench.Emulator.Meanwhile = call =>
        {
            if (call.Url.Contains("LastUpdatedTime%20%3C%20", StringComparison.Ordinal))
                stop.Cancel();
        };

        var result = await bench.Engine.RunAsync(bench.Profile, new RunOptions(), new Doubles.SilentObserver(), stop.Token);

        Assert.True(bench.Emulator.Faults.IsEmpty);
        Assert.Equal((RunStatus.Cancelled, Count, Count), (result.Run!.Status, result.Run.QbCreated, (await bench.EntriesAsync(1)).Count(entry => entry.Action == ChangeAction.Create)));
    }

    /// <summary>
    /// As many that need the whole customer have to be read before they are written, and looked through afterwards as far as the next run's two calls do not
    /// reach: rows come 1000 a call (see MarkKeeper).
    /// </summary>
    [Fact]
    public async Task More_clearings_than_two_pages_hold_are_looked_through_once_and_hide_no_edit()
    {
        const int Count = 2500;
        await using var bench = await StartAsync("blanks: Clear");
        bench.WriteContacts([.. Enumerable.Range(1, Count).Select(number => Contact(number, $"c{number}@example.com", ("LastName", $"Contact {number}"), ("Phone", "5551234")))]);
        Assert.Equal(Count, (await bench.SucceedAsync()).QbCreated);
        foreach (var _ in Enumerable.Range(0, 2))
        {
            bench.Wait();
            await bench.SucceedAsync();
        }
        bench.WriteContacts([.. bench.Contacts.Select(line => line.Replace("5551234", "", StringComparison.Ordinal))]);
        bench.Emulator.ForgetCalls();
        var batches = 0;
        bench.Emulator.Meanwhile = call =>
        {
            if (call.Resource == "batch" && ++batches == 60)
                bench.Company.Edit("5", new JObject { ["Notes"] = "edited after it was written" });
        };

        Assert.Equal(Count, (await bench.SucceedAsync()).QbUpdated);

        var written = (Count + 29) / 30;
        Assert.Equal(written, bench.Calls("batch"));
        // The change feed, three calls for the present state of 2500, and at most as many for those that the next run does not look through.
        Assert.InRange(bench.Calls() - written, 1 + 3, 1 + 3 + 3);
        bench.Emulator.Meanwhile = null;
        bench.Emulator.ForgetCalls();
        Assert.Equal(1, (await bench.SucceedAsync()).CrmUpdated);
        Assert.InRange(bench.Calls(), 1, 2);
        Assert.Single(bench.Contacts, line => line.Contains("edited after it was written", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_creation_and_a_clearing_in_one_run_take_one_call_beside_their_batch_and_a_creation_alone_takes_none()
    {
        await using var bench = await StartAsync("blanks: Clear");
        bench.Company.Add(Customer("Ann", "ann@example.com", ("FamilyName", "Ann"), ("Notes", "n")));
        bench.Company.Add(Customer("Gone before", "before@example.com", ("FamilyName", "Before")));
        bench.Company.Add(Customer("Gone after", "after@example.com", ("FamilyName", "After")));
        bench.Company.Deactivate("2");
        bench.Wait();
        await bench.SucceedAsync();
        bench.Wait();
        bench.Company.Deactivate("3");
        bench.Company.Edit("1", new JObject { ["GivenName"] = "Ann" });
        Assert.Equal(1, (await bench.SucceedAsync()).Held);
        bench.Wait();
        await bench.SucceedAsync();
        bench.Wait();

        bench.WriteContacts([.. bench.Contacts.Select(line => line.Replace(",n,", ",,", StringComparison.Ordinal)), Contact(70, "new@example.com", ("LastName", "New"))]);
        Assert.Equal((1, 1), await RunAsync());
        Assert.Equal(["cdc", "query", "batch"], Resources());
        bench.Wait();

        bench.WriteContacts([.. bench.Contacts, Contact(71, "newer@example.com", ("LastName", "Newer"))]);
        Assert.Equal((1, 0), await RunAsync());
        // Beside the feed it is counted whether a customer was merged away, since the last run moved some.
        Assert.Equal(["batch", "cdc", "query"], Resources().Order(StringComparer.Ordinal));
        Assert.Contains("COUNT(*)", Uri.UnescapeDataString(bench.Emulator.ApiCalls.Single(call => call.Resource == "query").Url), StringComparison.Ordinal);
        bench.Wait();

        // Those that were inactive at first, and those that became so, are known: each becomes active again, and is read for that.
        bench.WriteContacts([.. bench.Contacts.Where(line => !line.Contains("after@", StringComparison.Ordinal)), Contact(72, "before@example.com", ("LastName", "Back")), Contact(73, "after@example.com", ("LastName", "Back"))]);
        await bench.SucceedAsync();
        bench.Wait();
        var last = await bench.SucceedAsync();
        Assert.Equal(0, last.QbCreated + last.QbUpdated + last.CrmCreated);
        Assert.Equal(5, bench.Company.Customers.Count);
        Assert.Equal(["Back", "Back"], bench.Company.Customers.Where(customer => (string?)customer["Id"] is "2" or "3").Select(customer => (string?)customer["FamilyName"]));
        Assert.All(bench.Company.Customers, customer => Assert.True((bool)customer["Active"]!));
        Assert.Empty(bench.Company.Complaints);

        async Task<(int, int)> RunAsync()
        {
            bench.Emulator.ForgetCalls();
            var run = await bench.SucceedAsync();
            return (run.QbCreated, run.QbUpdated);
        }

        IEnumerable<string> Resources() => bench.Emulator.ApiCalls.Select(call => call.Resource);
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

using CrmQbSync.Running;
using static CrmQbSync.Tests.Connections.QuickBooksOnline.QuickBooksBench;
using static CrmQbSync.Tests.Connections.QuickBooksOnline.ReadingTests;

namespace CrmQbSync.Tests.Connections.QuickBooksOnline;

/// <summary>Customers that somebody merges into others, which the service may or may not tell.</summary>
public sealed class MergeTests
{
    /// <summary>Three customers that a first run has linked, in a company whose change feed may tell of merges.</summary>
    private static async Task<QuickBooksBench> LinkedAsync(bool tellsOfMerged)
    {
        var bench = await StartAsync();
        bench.Emulator.Knobs.CdcTellsOfMerged = tellsOfMerged;
        bench.Company.AddMany(Many(3));
        bench.Wait();
        await bench.SucceedAsync();
        bench.Wait();
        return bench;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_customer_merged_into_another_one_is_missed_by_the_next_run_whether_or_not_the_feed_tells(bool tells)
    {
        await using var bench = await LinkedAsync(tells);
        bench.Company.MergeAway("1", into: "2");
        bench.Emulator.ForgetCalls();

        var run = await bench.SucceedAsync();

        Assert.Equal(1, run.Held);
        Assert.Equal("DeletedInQb", Assert.Single(await bench.EntriesAsync(run.SyncId)).Reason);
        // The feed, and a look whether it told the truth; or the feed, a count, everything, and a count to compare with from now on.
        Assert.Equal(tells ? 2 : 4, bench.Calls());
        bench.Wait();
        bench.Emulator.ForgetCalls();
        Assert.Equal(0, (await bench.SucceedAsync()).Held);
        Assert.InRange(bench.Calls(), 1, 2);
        // Transferring everything, the survivor is created anew, as rule 7.2 (b) says.
        bench.Wait();
        Assert.Equal(1, (await bench.SucceedAsync(new RunOptions { All = true })).QbCreated);
    }

    [Fact]
    public async Task A_merge_that_moves_nothing_at_all_is_noticed_within_a_day_and_quiet_runs_take_one_call()
    {
        await using var bench = await LinkedAsync(false);
        bench.Company.MergeAway("1");
        bench.Emulator.ForgetCalls();
        Assert.Equal(0, (await bench.SucceedAsync()).Held);
        Assert.Equal("cdc", Assert.Single(bench.Emulator.ApiCalls).Resource);

        bench.Wait(24 * 60);

        Assert.Equal(1, (await bench.SucceedAsync()).Held);
    }

    [Fact]
    public async Task A_contact_s_edit_that_meets_no_customer_has_the_next_run_look()
    {
        await using var bench = await LinkedAsync(false);
        bench.Company.MergeAway("1");
        bench.WriteContacts([.. bench.Contacts.Select(line => line.Replace(",many 1,", ",edited,", StringComparison.Ordinal))]);
        var failed = await bench.RunAsync();
        Assert.Equal("ChangedMeanwhile", Assert.Single(await bench.EntriesAsync(failed.Run!.SyncId)).ErrorCode);
        bench.Wait();

        // It had changed since it was last handled, so that it is created anew (rule 7.2).
        Assert.Equal(1, (await bench.SucceedAsync()).QbCreated);
        Assert.Equal(3, bench.Company.Customers.Count);
    }

    [Fact]
    public async Task Customers_that_are_made_by_others_and_by_runs_do_not_hide_that_one_was_merged_away()
    {
        await using var bench = await LinkedAsync(false);
        for (var day = 0; day < 4; day++)
        {
            bench.Company.AddMany(Many(2, $"new{day}"));
            bench.WriteContacts([.. bench.Contacts, .. Enumerable.Range(1, day == 1 ? 900 : 3).Select(number => Contact((1000 * (day + 1)) + number, $"c{day}-{number}@example.com", ("LastName", $"C{day} {number}")))]);
            bench.Wait(day % 2 == 0 ? 1 : 30);
            await bench.SucceedAsync();
            bench.Wait(2);
            bench.Emulator.ForgetCalls();
            Assert.Equal(0, (await bench.SucceedAsync()).Held);
            Assert.InRange(bench.Calls(), 1, 2);
        }
        bench.Wait();
        bench.Company.MergeAway("1", into: "2");

        Assert.Equal(1, (await bench.SucceedAsync()).Held);
    }

    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 3)]
    public async Task While_a_customer_waits_for_its_balance_quiet_runs_take_two_calls_also_where_customers_are_counted(bool takesNoQueriesInBatches, int first)
    {
        await using var bench = await StartAsync("deletions: Propagate");
        bench.Emulator.Knobs.CdcTellsOfMerged = false;
        bench.Emulator.Knobs.BatchTakesNoQueries = takesNoQueriesInBatches;
        bench.Company.AddMany(Many(4));
        bench.Wait();
        await bench.SucceedAsync();
        bench.Wait();
        bench.Company.PostInvoice("1", 12);
        bench.WriteContacts([.. bench.Contacts.Where(line => !line.Contains("many1@", StringComparison.Ordinal))]);
        bench.Emulator.ForgetCalls();
        Assert.Equal(1, (await bench.SucceedAsync()).Held);
        // The first run that asks within a batch may be refused; what it learns is kept.
        Assert.InRange(bench.Calls(), 1, first);
        foreach (var (minutes, isMoved) in new[] { (1, false), (30, true), (24 * 60, false), (24 * 60, true), (30, false) })
        {
            bench.Wait(minutes);
            if (isMoved)
                bench.Company.PostInvoice("2", 5);
            bench.Emulator.ForgetCalls();
            Assert.Equal(0, (await bench.SucceedAsync()).Held);
            Assert.InRange(bench.Calls(), 1, 2);
            Assert.Equal(0, bench.Calls("batch"));
        }
        bench.Wait();
        bench.Company.MergeAway("3", into: "4");

        Assert.Equal(1, (await bench.SucceedAsync()).CrmDeleted);

        // Once the balance is paid the customer follows its contact.
        bench.Wait();
        bench.Company.PostInvoice("1", -12);
        Assert.Equal(1, (await bench.SucceedAsync()).QbDeleted);
    }
}

using System.Text;
using CrmQbSync.Emulators.QuickBooksOnline;
using CrmQbSync.Running;
using Microsoft.Data.Sqlite;
using static CrmQbSync.Tests.Connections.QuickBooksOnline.QuickBooksBench;

namespace CrmQbSync.Tests.Connections.QuickBooksOnline;

/// <summary>What goes wrong on the way: nothing is done twice, nothing lost, and what cannot go on says why.</summary>
public sealed class FaultTests
{
    /// <summary>How often a request is sent before it is given up.</summary>
    private const int Attempts = 6;

    private static async Task<QuickBooksBench> WithContactsAsync(int count = 2, string profile = "")
    {
        var bench = await StartAsync(profile);
        bench.WriteContacts([.. Enumerable.Range(1, count).Select(number => Contact(number, $"c{number}@example.com", ("LastName", $"Contact {number}")))]);
        return bench;
    }

    private static async Task<SyncException> FailAsync(QuickBooksBench bench, SyncErrorId id)
    {
        var result = await bench.RunAsync();
        Assert.Equal((id, RunStatus.Failed), (result.Error?.Id, result.Run!.Status));
        Assert.NotEmpty(result.Error!.Advice);
        return result.Error;
    }

    [Theory]
    [InlineData(FaultKind.ErrorBefore, false)]
    [InlineData(FaultKind.SystemFault, false)]
    [InlineData(FaultKind.ResetBefore, false)]
    [InlineData(FaultKind.ErrorAfter, false)]
    [InlineData(FaultKind.ResetAfter, false)]
    [InlineData(FaultKind.TornBody, false)]
    [InlineData(FaultKind.ErrorAfter, true)]
    [InlineData(FaultKind.ResetAfter, true)]
    [InlineData(FaultKind.TornBody, true)]
    public async Task A_batch_whose_answer_is_lost_is_sent_again_under_its_key_and_done_once(FaultKind fault, bool refusesRepetition)
    {
        await using var bench = await WithContactsAsync(40);
        bench.Emulator.Knobs.RepeatedRequestIsRefused = refusesRepetition;
        bench.Emulator.Faults.Add(fault, "batch");

        var run = await bench.SucceedAsync();

        Assert.Equal((40, 40), (run.QbCreated, bench.Company.Customers.Count));
        Assert.Equal(3, bench.Calls("batch"));
        Assert.Empty(bench.Company.Complaints);
        bench.Wait();
        Assert.Equal(0, (await bench.SucceedAsync()).QbCreated);
    }

    [Theory]
    [InlineData(FaultKind.HangBefore)]
    [InlineData(FaultKind.HangAfter)]
    public async Task A_call_without_an_answer_is_given_up_and_sent_again(FaultKind fault)
    {
        await using var bench = await WithContactsAsync();
        bench.Clock.TimesOutAfter = TimeSpan.FromSeconds(2);
        bench.Emulator.Faults.Add(fault, "batch");

        await bench.SucceedAsync();

        Assert.Equal(2, bench.Company.Customers.Count);
    }

    [Theory]
    [InlineData(FaultKind.ErrorBefore, false)]
    [InlineData(FaultKind.ErrorAfter, true)]
    [InlineData(FaultKind.ResetAfter, true)]
    public async Task What_never_gets_an_answer_is_found_out_by_the_next_run(FaultKind fault, bool wasDone)
    {
        await using var bench = await WithContactsAsync();
        bench.Emulator.Faults.Add(fault, "batch", Attempts);

        var result = await bench.RunAsync();

        Assert.Equal((RunStatus.CompletedWithErrors, 2), (result.Run!.Status, result.Run.Failed));
        Assert.Equal(wasDone ? 2 : 0, bench.Company.Customers.Count);
        Assert.True(bench.Emulator.Faults.IsEmpty);
        bench.Wait();
        await bench.SucceedAsync();
        Assert.Equal(2, bench.Company.Customers.Count);
        bench.Wait();
        var quiet = await bench.SucceedAsync();
        Assert.Equal(0, quiet.QbCreated + quiet.CrmCreated + quiet.QbUpdated + quiet.CrmUpdated + quiet.Ambiguous);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(-11)]
    [InlineData(0.2)]
    [InlineData(-0.2)]
    public async Task A_service_whose_clock_is_wrong_by_hours_hides_no_change(double hours)
    {
        await using var bench = await StartAsync(ahead: TimeSpan.FromHours(hours));
        bench.Company.Add(Customer("Ada", "ada@example.com", ("FamilyName", "Ada")));
        bench.Company.Add(Customer("Bob", "bob@example.com", ("FamilyName", "Bob")));
        bench.Wait();
        await bench.SucceedAsync();
        for (var day = 1; day < 4; day++)
        {
            bench.Wait(day * 7);
            bench.Company.Edit("1", new Newtonsoft.Json.Linq.JObject { ["Notes"] = $"day {day}" });
            bench.Wait(day);
            bench.WriteContacts([.. bench.Contacts, Contact(100 + day, $"new{day}@example.com", ("LastName", $"New {day}"))]);
            bench.Emulator.ForgetCalls();

            var run = await bench.SucceedAsync();

            Assert.Equal((1, 1, 0, 0), (run.CrmUpdated, run.QbCreated, run.CrmCreated, run.QbUpdated));
            Assert.Equal(1, bench.Calls("cdc"));
            var quiet = await bench.SucceedAsync();
            Assert.Equal((0, 0, 0, 0), (quiet.CrmUpdated, quiet.QbCreated, quiet.CrmCreated, quiet.QbUpdated));
        }
        Assert.Contains("day 3", bench.Contacts[0], StringComparison.Ordinal);
        Assert.Equal(0, bench.Emulator.SignIn.DeadTokensUsed);
    }

    [Theory]
    [InlineData(FaultKind.ErrorBefore)]
    [InlineData(FaultKind.SystemFault)]
    [InlineData(FaultKind.ResetBefore)]
    [InlineData(FaultKind.Throttled)]
    public async Task A_sign_in_service_that_is_out_of_order_for_a_moment_is_asked_again(FaultKind fault)
    {
        await using var bench = await WithContactsAsync();
        bench.Emulator.Faults.Add(fault, "token", 2);

        Assert.Equal(2, (await bench.SucceedAsync()).QbCreated);

        Assert.Equal(3, bench.Emulator.Calls.Count(call => call.Resource == "token"));
        Assert.Equal(0, bench.Emulator.SignIn.DeadTokensUsed);
    }

    [Theory]
    [InlineData(FaultKind.TornBody)]
    [InlineData(FaultKind.ErrorAfter)]
    [InlineData(FaultKind.ResetAfter)]
    public async Task A_page_that_does_not_arrive_whole_is_asked_for_again(FaultKind fault)
    {
        await using var bench = await StartAsync("mode: Import");
        bench.Company.AddMany(Enumerable.Range(1, 1500).Select(number => Customer($"Customer {number}", $"c{number}@example.com")));
        bench.Wait();
        var pages = 0;
        bench.Emulator.Faults.Add(fault, call => call.Resource == "query" && ++pages == 2);

        Assert.Equal(1500, (await bench.SucceedAsync()).CrmCreated);

        Assert.Equal(3, bench.Calls("query"));
    }

    [Fact]
    public async Task A_company_whose_subscription_has_ended_says_so_when_it_is_opened()
    {
        await using var bench = await WithContactsAsync();
        bench.Emulator.Faults.Add(FaultKind.SubscriptionEnded, "companyinfo");

        var error = await FailAsync(bench, SyncErrorId.ServiceRejected);

        Assert.Contains("6190", error.Message, StringComparison.Ordinal);
        Assert.Contains("subscription", error.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("query")]
    [InlineData("cdc")]
    public async Task A_reading_that_breaks_off_deletes_and_holds_nothing(string resource)
    {
        await using var bench = await WithContactsAsync(3, "deletions: Propagate");
        await bench.SucceedAsync();
        bench.Wait();
        await bench.SucceedAsync();
        bench.Wait();
        bench.Emulator.Faults.Add(FaultKind.ErrorBefore, resource, Attempts);
        if (resource == "query")
            bench.Wait(40 * 24 * 60);

        var error = await FailAsync(bench, SyncErrorId.ServiceUnavailable);

        Assert.Contains("503", error.Message, StringComparison.Ordinal);
        Assert.Contains("intuit_tid", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("<html>", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, bench.Contacts.Length);
        bench.Wait();
        Assert.Equal(0, (await bench.SucceedAsync()).CrmDeleted);
    }

    [Theory]
    [InlineData(false, null, 60)]
    [InlineData(true, null, 60)]
    [InlineData(false, 7, 7)]
    [InlineData(true, 90, 90)]
    public async Task Too_many_requests_are_waited_for_as_long_as_the_service_says_or_a_minute(bool speaksJson, int? retryAfter, int seconds)
    {
        await using var bench = await WithContactsAsync();
        (bench.Emulator.Knobs.ThrottleSpeaksJson, bench.Emulator.Knobs.RetryAfterSeconds) = (speaksJson, retryAfter);
        bench.Emulator.Faults.Add(FaultKind.Throttled, "batch");

        await bench.SucceedAsync();

        Assert.InRange(bench.Clock.Waited.TotalSeconds, seconds, seconds + 3);
        Assert.Equal(2, bench.Calls("batch"));
    }

    [Fact]
    public async Task Too_many_requests_again_and_again_end_the_run()
    {
        await using var bench = await WithContactsAsync();
        bench.Emulator.Faults.Add(FaultKind.Throttled, "companyinfo", Attempts);

        var error = await FailAsync(bench, SyncErrorId.RateLimited);

        Assert.Contains("3001", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_access_token_that_is_refused_is_renewed_once()
    {
        await using var bench = await WithContactsAsync();
        bench.Emulator.Faults.Add(FaultKind.Unauthorized, "batch");
        await bench.SucceedAsync();
        Assert.Equal(2, bench.Emulator.Calls.Count(call => call.Resource == "token"));
        Assert.Equal(bench.Emulator.SignIn.RefreshToken, await bench.Secrets.FindAsync("acme-qb-refresh", CancellationToken.None));

        bench.Wait();
        bench.Emulator.Faults.Add(FaultKind.Unauthorized, "cdc", Attempts);
        var error = await FailAsync(bench, SyncErrorId.AuthenticationFailed);
        Assert.Contains("3200", error.Message, StringComparison.Ordinal);
        Assert.Contains("Connect-QbAccount", error.Advice, StringComparison.Ordinal);
        Assert.Equal(0, bench.Emulator.SignIn.DeadTokensUsed);
    }

    [Theory]
    [InlineData(FaultKind.WrongCompanyXml, "environment")]
    [InlineData(FaultKind.Forbidden, "Development keys")]
    [InlineData(FaultKind.AccessLost, "administrator")]
    public async Task A_sign_in_that_is_not_good_for_the_company_says_what_to_look_at(FaultKind fault, string advice)
    {
        await using var bench = await WithContactsAsync();
        bench.Emulator.Faults.Add(fault, "companyinfo", Attempts);

        var error = await FailAsync(bench, SyncErrorId.AuthenticationFailed);

        Assert.Contains(advice, error.Advice, StringComparison.Ordinal);
        Assert.InRange(bench.Calls("companyinfo"), 1, 2);
    }

    [Fact]
    public async Task A_company_that_can_only_be_read_stops_the_run_soon()
    {
        await using var bench = await WithContactsAsync(1500);
        bench.Company.CanOnlyBeRead = true;

        var error = await FailAsync(bench, SyncErrorId.ServiceRejected);

        Assert.Contains("6190", error.Message, StringComparison.Ordinal);
        Assert.Contains("subscription", error.Advice, StringComparison.Ordinal);
        Assert.InRange(bench.Calls("batch"), 1, 20);
        var entry = (await bench.EntriesAsync(1))[0];
        Assert.Equal((EntryStatus.Failed, "6190"), (entry.Status, entry.ErrorCode));
    }

    [Fact]
    public async Task Nothing_that_a_run_leaves_or_tells_holds_a_secret()
    {
        await using var bench = await WithContactsAsync();
        bench.Emulator.Faults.Add(FaultKind.Unauthorized, "companyinfo");
        bench.Emulator.Faults.Add(FaultKind.ErrorAfter, "batch");
        bench.WriteContacts([.. bench.Contacts, Contact(9, "nodot@localhost", ("LastName", "Bad"))]);
        var told = new StringBuilder();
        foreach (var resource in new[] { "cdc", "cdc", "cdc" })
        {
            told.AppendLine((await bench.RunAsync()).Error?.ToString());
            bench.Wait();
            bench.Emulator.Faults.Add(FaultKind.Unauthorized, resource, 2);
        }
        bench.Emulator.SignIn.Consent();
        bench.Emulator.SignIn.ExpireAccess();
        told.AppendLine((await bench.RunAsync()).Error?.ToString()).AppendLine(bench.Log);
        SqliteConnection.ClearAllPools();

        var secrets = bench.Emulator.SignIn.Secrets;
        Assert.True(secrets.Count > 6);
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, told.ToString(), StringComparison.Ordinal));
        foreach (var file in Directory.GetFiles(bench.Folder, "*", SearchOption.AllDirectories))
        {
            var bytes = await File.ReadAllBytesAsync(file);
            Assert.All(secrets, secret => Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) < 0, $"{file} holds a secret"));
        }
    }
}

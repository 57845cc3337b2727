using CrmQbSync.Emulators.QuickBooksOnline;
using CrmQbSync.Tests.Laws;
using CrmQbSync.Tests.State;

namespace CrmQbSync.Tests.Connections.QuickBooksOnline;

/// <summary>
/// Real processes that are really killed while they write to QuickBooks Online or sign in there (law 8): the next run ends where an undisturbed one would have,
/// and nothing is there twice.
/// </summary>
public sealed class CompanyKillTests
{
    /// <summary>Of as many people a third is missing in the CRM, a third in QuickBooks, and the rest has other notes there.</summary>
    private const int People = 300;

    /// <summary>At which batch it is killed, and whether the company still does what that asks.</summary>
    [Theory]
    [InlineData("batch", 1, true)]
    [InlineData("batch", 1, false)]
    [InlineData("batch", 4, true)]
    [InlineData("batch", 7, false)]
    [InlineData("query", 1, true)]
    public async Task Killed_at_a_call_the_next_run_finishes_the_work_and_nothing_is_there_twice(string resource, int number, bool isDone)
    {
        await using var place = await WithWorkToDoAsync();
        var process = place.Start("acme");
        KillAt(place, process, resource, number, isDone);
        await process.WaitAsync();

        await FinishAsync(place);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.4)]
    [InlineData(0.7)]
    public async Task Killed_at_any_time_the_next_run_finishes_the_work_and_nothing_is_there_twice(double share)
    {
        await using var place = await WithWorkToDoAsync();
        place.Emulator.Knobs.Latency = TimeSpan.FromMilliseconds(60);
        var process = place.Start("acme");
        while (await process.ReadLineAsync() != "writes")
        {
            // It begins.
        }
        // Seven batches of 60 ms, ten of which may be under way at once.
        await Task.Delay(TimeSpan.FromMilliseconds(150 * share));
        await process.KillAsync();
        place.Emulator.Knobs.Latency = default;

        await FinishAsync(place);
    }

    [Fact]
    public async Task The_newest_refresh_token_is_stored_before_the_access_token_is_used()
    {
        await using var place = await WithWorkToDoAsync();
        var process = place.Start("acme");
        // Its first call with the new access token is its last.
        place.Emulator.Meanwhile = call =>
        {
            if (call.IsApi && !process.HasExited)
                process.Kill();
        };
        await process.WaitAsync();
        place.Emulator.Meanwhile = null;

        Assert.Single(place.Emulator.ApiCalls);
        Assert.Equal(place.Emulator.SignIn.RefreshToken, await place.Secrets.FindAsync("acme-qb-refresh", CancellationToken.None));
        Assert.Equal(RunStatus.Succeeded, (await place.RunAsync("acme")).Run!.Status);
        Assert.Equal(0, place.Emulator.SignIn.DeadTokensUsed);
    }

    [Fact]
    public async Task A_token_that_nobody_could_store_is_lost_and_the_next_run_says_what_to_do()
    {
        await using var place = await WithWorkToDoAsync();
        var process = place.Start("acme");
        KillAt(place, process, "token", 1, isDone: true);
        await process.WaitAsync();
        place.Emulator.Meanwhile = null;

        var error = (await place.RunAsync("acme")).Error!;

        Assert.Equal(SyncErrorId.AuthenticationFailed, error.Id);
        Assert.Contains("invalid_grant", error.Message, StringComparison.Ordinal);
        Assert.Contains("Connect-QbAccount", error.Advice, StringComparison.Ordinal);
        Assert.Equal(1, place.Emulator.SignIn.DeadTokensUsed);
    }

    [Fact]
    public async Task Processes_that_begin_at_once_renew_once_and_use_no_dead_token()
    {
        await using var place = await CompanyProcesses.StartAsync();
        place.Emulator.Knobs.Latency = TimeSpan.FromMilliseconds(50);
        string[] names = ["one", "two", "three"];
        foreach (var name in names)
            place.Prepare(name, []);
        var processes = names.Select(place.Start).ToList();

        foreach (var process in processes)
        {
            Assert.Equal("begins", await process.ReadLineAsync());
            Assert.Equal(nameof(RunStatus.Succeeded), await process.ReadLineAsync());
        }

        Assert.Single(place.Emulator.Calls, call => call.Resource == "token");
        Assert.Equal(0, place.Emulator.SignIn.DeadTokensUsed);
        Assert.Equal(place.Emulator.SignIn.RefreshToken, await place.Secrets.FindAsync("acme-qb-refresh", CancellationToken.None));
    }

    [Fact]
    public async Task Two_processes_of_one_company_keep_its_limits_together()
    {
        await using var place = await CompanyProcesses.StartAsync();
        place.Emulator.Knobs.EnforcesLimits = true;
        place.Emulator.Knobs.Latency = TimeSpan.FromMilliseconds(20);
        string[] names = ["one", "two"];
        foreach (var name in names)
            place.Prepare(name, Enumerable.Range(1, 500).Select(number => $"{number},{name}{number}@example.com,{name} {number},n"));
        var processes = names.Select(place.Start).ToList();

        foreach (var process in processes)
        {
            Assert.Equal("begins", await process.ReadLineAsync());
            Assert.Equal("writes", await process.ReadLineAsync());
            Assert.Equal(nameof(RunStatus.Succeeded), await process.ReadLineAsync());
        }

        Assert.Equal(1000, place.Emulator.Company.Customers.Count);
        Assert.Equal(0, place.Emulator.LimitsExceeded);
        Assert.InRange(place.Emulator.PeakRequests, 2, 10);
    }

    private static async Task<CompanyProcesses> WithWorkToDoAsync()
    {
        var place = await CompanyProcesses.StartAsync();
        var numbers = Enumerable.Range(0, People).ToList();
        place.Emulator.Company.AddMany(numbers.Where(number => number % 3 != 0).Select(number => CompanyProcesses.Customer(number, "old")));
        place.Prepare("acme", numbers.Where(number => number % 3 != 1).Select(number => $"{CompanyProcesses.Text(number + 1)},p{CompanyProcesses.Text(number)}@example.com,Person {CompanyProcesses.Text(number)},new"));
        return place;
    }

    private static void KillAt(CompanyProcesses place, StateHostProcess process, string resource, int number, bool isDone)
    {
        var calls = 0;
        place.Emulator.Meanwhile = call =>
        {
            if (call.Resource != resource || Interlocked.Increment(ref calls) < number)
                return;
            lock (process)
            {
                if (!process.HasExited)
                    process.Kill();
            }
            // What else was on its way then arrives, or not.
            if (!isDone)
                place.Emulator.Faults.Add(FaultKind.ResetBefore, times: 100);
        };
    }

    private static async Task FinishAsync(CompanyProcesses place)
    {
        // What it had sent has arrived by now, or never will.
        await Task.Delay(TimeSpan.FromMilliseconds(200));
        place.Emulator.Meanwhile = null;
        place.Emulator.Faults.Clear();
        var killed = Assert.Single(await place.HistoryAsync("acme"));
        Assert.True(killed.Status is RunStatus.Interrupted or RunStatus.Succeeded, killed.Status.ToString());

        var second = await place.RunAsync("acme");
        Assert.True(second.Run!.Status == RunStatus.Succeeded, $"{second.Run.Status} {second.Error}");
        Assert.Equal(
            Enumerable.Range(0, People).Select(number => $"p{CompanyProcesses.Text(number)}@example.com {(number % 3 == 1 ? "old" : "new")}").Order(StringComparer.Ordinal),
            place.Emulator.Company.Customers.Select(customer => $"{customer["PrimaryEmailAddr"]!["Address"]} {customer["Notes"]}").Order(StringComparer.Ordinal));
        Assert.Equal(People, place.Contacts("acme").Select(line => line.Split(',')[1]).Distinct().Count());
        Assert.Equal(People, place.Contacts("acme").Length);
        Assert.Empty(place.Emulator.Company.Complaints);

        var third = (await place.RunAsync("acme")).Run!;
        Assert.Equal((0, 0, 0, 0), (third.CrmCreated, third.QbCreated, third.CrmUpdated, third.QbUpdated));
        var writes = new List<string>();
        foreach (var run in await place.HistoryAsync("acme"))
            writes.AddRange((await place.EntriesAsync("acme", run.SyncId)).Where(AccountedLaw.IsWrite).Select(entry => $"{entry.Action} {entry.Target} {entry.Email}"));
        Assert.Equal((People, People), (writes.Count, writes.Distinct().Count()));
        Assert.Equal(0, place.Emulator.SignIn.DeadTokensUsed);
    }
}

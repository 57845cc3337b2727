using CrmQbSync.Connections.Http;
using CrmQbSync.Secrets;
using Microsoft.Extensions.Time.Testing;

namespace CrmQbSync.Tests.Connections.Http;

/// <summary>Limits that several users of one account keep together.</summary>
public sealed class SharedCallsTests : IDisposable
{
    private static readonly CallLimit[] s_limits = [new() { AtOnce = 2, Calls = 10 }, new("batch") { Calls = 3 }];

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("crmqbsync-limits-");
    private readonly LineLog _log = new();

    private string FilePath => Assert.Single(Directory.GetFiles(Path.Combine(_home.FullName, "limits")));

    [Fact]
    public async Task Two_of_one_account_together_begin_no_more_calls_than_allowed_and_another_account_its_own()
    {
        var clock = new RushingClock();
        await using var one = Calls(clock);
        await using var two = Calls(clock);
        var begun = new List<DateTimeOffset>();
        for (var call = 0; call < 20; call++)
        {
            await using (await (call % 2 == 0 ? one : two).EnterAsync("batch", default))
                begun.Add(clock.GetUtcNow());
            clock.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.All(begun, from => Assert.InRange(begun.Count(other => other >= from && other < from.AddMinutes(1)), 1, 3));
        // And no slower than that.
        Assert.InRange(begun[^1] - begun[0], TimeSpan.FromMinutes(5.9), TimeSpan.FromMinutes(6.5));

        await using var other = Calls(clock, "another");
        var waits = clock.Waits.Count;
        await (await other.EnterAsync("batch", default)).DisposeAsync();
        Assert.Equal(waits, clock.Waits.Count);
    }

    [Fact]
    public async Task No_more_are_under_way_at_once_than_allowed_to_all_together()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var one = Calls(clock);
        await using var two = Calls(clock);
        await using var first = await one.EnterAsync(null, default);
        var second = await two.EnterAsync(null, default);
        var third = one.EnterAsync(null, default).AsTask();
        await EndWaitsAsync(clock);
        Assert.False(third.IsCompleted);

        await second.DisposeAsync();
        while (!third.IsCompleted)
            await EndWaitsAsync(clock);
        await (await third).DisposeAsync();
    }

    [Fact]
    public async Task The_calls_of_a_process_that_died_hold_no_place_and_count_for_a_minute_more()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        using (var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("dotnet", "--version") { RedirectStandardOutput = true })!)
        {
            await process.WaitForExitAsync();
            await NoteAsync(clock, process.Id, 3);
        }
        await using var calls = Calls(clock);
        await (await calls.EnterAsync(null, default)).DisposeAsync();
        var batch = calls.EnterAsync("batch", default).AsTask();
        clock.Advance(TimeSpan.FromSeconds(59));
        await Task.Delay(20);
        Assert.False(batch.IsCompleted);
        while (!batch.IsCompleted)
            await EndWaitsAsync(clock);
        await (await batch).DisposeAsync();
    }

    [Fact]
    public async Task A_clock_that_is_set_back_makes_nobody_wait_longer_than_a_minute()
    {
        var clock = new RushingClock();
        await using var calls = Calls(clock);
        for (var call = 0; call < 3; call++)
            await (await calls.EnterAsync("batch", default)).DisposeAsync();
        clock.Advance(TimeSpan.FromHours(-5));
        var set = clock.GetUtcNow();
        await (await calls.EnterAsync("batch", default)).DisposeAsync();
        Assert.InRange(clock.GetUtcNow() - set, TimeSpan.FromSeconds(59), TimeSpan.FromSeconds(61));
    }

    [Fact]
    public async Task Calls_of_an_earlier_run_count_until_their_minute_has_passed()
    {
        var clock = new RushingClock();
        await using (var earlier = Calls(clock))
        {
            for (var call = 0; call < 2; call++)
                await (await earlier.EnterAsync("batch", default)).DisposeAsync();
        }
        clock.Advance(TimeSpan.FromSeconds(20));

        await using var later = Calls(clock);
        await (await later.EnterAsync("batch", default)).DisposeAsync();
        Assert.Empty(clock.Waits);
        await (await later.EnterAsync("batch", default)).DisposeAsync();
        Assert.InRange(clock.Waits.Single().TotalSeconds, 39, 41);
    }

    [Fact]
    public async Task Who_stops_waiting_for_the_file_holds_no_place()
    {
        var clock = new RushingClock();
        await using var calls = Calls(clock);
        await (await calls.EnterAsync(null, default)).DisposeAsync();
        using (new FileStream(FilePath, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            using var stop = new CancellationTokenSource();
            var stopped = calls.EnterAsync(null, stop.Token).AsTask();
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopped);
        }
        await using var first = await calls.EnterAsync(null, default);
        await using var second = await calls.EnterAsync(null, default);
        Assert.Empty(clock.Waits);
    }

    [Theory]
    [InlineData("")]
    [InlineData("CQL1")]
    [InlineData("CQL1\u0001\u0000\u0000\u0000and something else that is no call at all, but as long as one")]
    public async Task A_damaged_file_is_begun_anew(string content)
    {
        var clock = new RushingClock();
        await using var calls = Calls(clock);
        await (await calls.EnterAsync("batch", default)).DisposeAsync();
        File.WriteAllText(FilePath, content);
        for (var call = 0; call < 3; call++)
            await (await calls.EnterAsync("batch", default)).DisposeAsync();
        Assert.Empty(clock.Waits);
        await (await calls.EnterAsync("batch", default)).DisposeAsync();
        Assert.NotEmpty(clock.Waits);
        Assert.Equal(content.Length > 0, _log.Verboses.Any(line => line.Contains("damaged", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Where_the_file_cannot_be_used_each_keeps_its_own_limits_and_says_so_once()
    {
        // Where the folder should be lies a file.
        File.WriteAllText(Path.Combine(_home.FullName, "limits"), "");
        var clock = new RushingClock();
        await using var calls = Calls(clock);
        for (var call = 0; call < 5; call++)
            await (await calls.EnterAsync("batch", default)).DisposeAsync();
        Assert.Empty(clock.Waits);
        Assert.Single(_log.Verboses, line => line.Contains("cannot be counted", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Many_threads_of_two_together_never_exceed_a_limit()
    {
        await using var one = Calls(TimeProvider.System, limits: [new CallLimit { AtOnce = 4 }]);
        await using var two = Calls(TimeProvider.System, limits: [new CallLimit { AtOnce = 4 }]);
        var (underWay, most) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(async number =>
        {
            await using var place = await (number % 2 == 0 ? one : two).EnterAsync(null, default);
            var now = Interlocked.Increment(ref underWay);
            InterlockedMax(ref most, now);
            await Task.Delay(5);
            Interlocked.Decrement(ref underWay);
        }));
        Assert.InRange(most, 1, 4);
    }

    public void Dispose() => _home.Delete(recursive: true);

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref target)) < value && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
        }
    }

    /// <summary>Time passes in steps, so that whoever looks now and then does.</summary>
    private static async Task EndWaitsAsync(FakeTimeProvider clock)
    {
        await Task.Delay(10);
        clock.Advance(TimeSpan.FromMilliseconds(100));
    }

    /// <summary>Calls that another process has under way.</summary>
    private async Task NoteAsync(TimeProvider clock, int process, int count)
    {
        await using (var calls = Calls(clock))
            await (await calls.EnterAsync(null, default)).DisposeAsync();
        using var file = new FileStream(FilePath, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        var noted = new NotedCalls();
        for (var call = 0; call < count; call++)
            noted.Begin(call, NotedCalls.MarkOf("batch"), clock.GetUtcNow(), process);
        noted.Write(file);
    }

    private SharedCalls Calls(TimeProvider clock, string account = "acme", CallLimit[]? limits = null) => new(
        new WebServices
        {
            Clock = clock,
            Home = _home.FullName,
            Secrets = _ => throw new InvalidOperationException(),
            Protection = SecretStores.ProtectionOfUser(_home.FullName),
            Log = _log,
        },
        account,
        limits ?? s_limits);
}

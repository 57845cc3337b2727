using CrmQbSync.Connections.Http;

namespace CrmQbSync.Tests.Connections.Http;

public sealed class CallLimiterTests
{
    [Fact]
    public async Task No_more_calls_are_under_way_at_once_than_allowed_for_all_and_for_a_class()
    {
        await using var limiter = new CallLimiter([new CallLimit { AtOnce = 3 }, new CallLimit("batch") { AtOnce = 1 }], new RushingClock());
        var batch = await limiter.EnterAsync("batch", default);
        var second = limiter.EnterAsync("batch", default);
        using var other = await limiter.EnterAsync(null, default);

        Assert.False(second.IsCompleted);
        batch.Dispose();
        (await second).Dispose();
    }

    [Fact]
    public async Task No_stretch_of_a_minute_has_more_calls_than_allowed()
    {
        var clock = new RushingClock();
        await using var limiter = new CallLimiter([new CallLimit { Calls = 10 }, new CallLimit("batch") { Calls = 3 }], clock);
        var begun = new List<(DateTimeOffset At, bool IsBatch)>();
        for (var call = 0; call < 40; call++)
        {
            var isBatch = call % 2 == 0;
            using (await limiter.EnterAsync(isBatch ? "batch" : null, default))
                begun.Add((clock.GetUtcNow(), isBatch));
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.All(begun, from => Assert.InRange(begun.Count(other => other.At >= from.At && other.At < from.At.AddMinutes(1)), 1, 10));
        var batches = begun.Where(call => call.IsBatch).ToList();
        Assert.All(batches, from => Assert.InRange(batches.Count(other => other.At >= from.At && other.At < from.At.AddMinutes(1)), 1, 3));
        // And no slower than that: 20 batches at 3 a minute.
        Assert.InRange(clock.Waits.Sum(wait => wait.TotalMinutes), 5, 7);
    }

    /// <summary>A service counts a call when it gets it, in stretches that begin when it likes; ours is at both of its own ends.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_stretch_of_the_service_has_more_calls_than_allowed_however_long_they_are_on_their_way(bool isLateFirst)
    {
        var clock = new RushingClock();
        await using var limiter = new CallLimiter([new CallLimit { AtOnce = 10 }, new CallLimit("batch") { Calls = 40 }], clock);
        var random = new Random(5);
        var arrived = new List<DateTimeOffset>();
        for (var call = 0; call < 130; call++)
        {
            using var slot = await limiter.EnterAsync("batch", default);
            // The first of each forty is slow on its way in, the others are quick; or the reverse.
            var isLate = call % 40 == 0 == isLateFirst;
            clock.Advance(TimeSpan.FromMilliseconds(isLate ? 1900 : random.Next(3)));
            arrived.Add(clock.GetUtcNow());
            clock.Advance(TimeSpan.FromMilliseconds(random.Next(100)));
        }

        Assert.All(arrived, from => Assert.InRange(arrived.Count(other => other >= from && other < from.AddMinutes(1)), 1, 40));
        Assert.InRange(arrived[^1] - arrived[0], TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(isLateFirst ? 3.2 : 4.2));
    }

    [Fact]
    public async Task A_call_that_is_under_way_counts_until_a_minute_after_its_end()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        await using var limiter = new CallLimiter([new CallLimit { Calls = 1 }], clock);
        var slow = await limiter.EnterAsync(null, default);
        var next = limiter.EnterAsync(null, default).AsTask();
        clock.Advance(TimeSpan.FromMinutes(5));
        Assert.False(next.IsCompleted);

        slow.Dispose();
        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.False(next.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1));
        (await next.WaitAsync(TimeSpan.FromSeconds(30))).Dispose();
    }

    [Fact]
    public async Task A_pause_holds_for_all_and_a_waiting_call_can_be_given_up()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        await using var limiter = new CallLimiter([new CallLimit { AtOnce = 1 }], clock);
        limiter.Pause(TimeSpan.FromSeconds(30));
        using var stop = new CancellationTokenSource();
        var given = limiter.EnterAsync(null, stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);

        var waiting = limiter.EnterAsync(null, default).AsTask();
        clock.Advance(TimeSpan.FromSeconds(29));
        Assert.False(waiting.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(2));
        (await waiting).Dispose();
    }
}

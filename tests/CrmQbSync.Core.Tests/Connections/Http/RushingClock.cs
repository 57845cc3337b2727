using System.Collections.Concurrent;

namespace CrmQbSync.Tests.Connections.Http;

/// <summary>A clock of its own on which whatever is waited for has come at once: waits are noted, and the clock moves on by them.</summary>
internal sealed class RushingClock : TimeProvider
{
    private readonly object _latch = new();
    private DateTimeOffset _now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Every wait of less than <see cref="Patience"/>.</summary>
    public ConcurrentQueue<TimeSpan> Waits { get; } = new();

    /// <summary>Timers as long as this are time-outs of requests, which never come; shorter ones are waits.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(100);

    public override DateTimeOffset GetUtcNow()
    {
        lock (_latch)
            return _now;
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Advance(TimeSpan time)
    {
        lock (_latch)
            _now += time;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime < TimeSpan.Zero || dueTime >= Patience)
            return new Never();
        Waits.Enqueue(dueTime);
        Advance(dueTime);
        return System.CreateTimer(callback, state, TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
    }

    private sealed class Never : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

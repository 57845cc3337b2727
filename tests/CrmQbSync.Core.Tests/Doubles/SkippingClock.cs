namespace CrmQbSync.Tests.Doubles;

/// <summary>A clock on which waiting takes no time: whoever waits finds it moved on to the end of the wait at once. Time-outs never come, unless asked for.</summary>
public sealed class SkippingClock(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _gate = new();
    private DateTimeOffset _now = start;

    /// <summary>After how much real time a time-out comes, whatever it is; null for never.</summary>
    public TimeSpan? TimesOutAfter { get; set; }

    /// <summary>All waits so far.</summary>
    public List<TimeSpan> Waits { get; } = [];

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Advance(TimeSpan time)
    {
        lock (_gate)
            _now += time;
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _now;
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        // What repeats (heartbeats) and what limits (time-outs) is not waited for by anybody.
        if (period != Timeout.InfiniteTimeSpan || dueTime == Timeout.InfiniteTimeSpan)
            return new Never();
        if (state is CancellationTokenSource)
            return TimesOutAfter is { } real ? System.CreateTimer(callback, state, real, period) : new Never();
        lock (_gate)
        {
            Waits.Add(dueTime);
            _now += dueTime;
        }
        return System.CreateTimer(callback, state, TimeSpan.Zero, period);
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

namespace CrmQbSync.Tests.Doubles;

/// <summary>
/// A clock on which waiting takes next to no time: once nothing is under way and everybody waits, it moves on to the end of the shortest wait. Time-outs never
/// come, unless asked for.
/// </summary>
public sealed class SkippingClock(DateTimeOffset start) : TimeProvider
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(2);

    private readonly Lock _gate = new();
    private readonly List<Wait> _waits = [];
    private DateTimeOffset _now = start;
    private int _underWay;
    private int _quietLooks;
    private bool _looks;

    /// <summary>After how much real time a time-out comes, whatever it is; null for never.</summary>
    public TimeSpan? TimesOutAfter { get; set; }

    /// <summary>How long was waited in all: every wait that ended.</summary>
    public TimeSpan Waited { get; private set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Advance(TimeSpan time)
    {
        lock (_gate)
            _now += time;
    }

    /// <summary>Something is under way until the result is disposed; the clock stands still.</summary>
    public IDisposable Busy()
    {
        Interlocked.Increment(ref _underWay);
        return new End(this);
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
            return new Wait(this, null, null, default);
        if (state is CancellationTokenSource)
            return TimesOutAfter is { } real ? System.CreateTimer(callback, state, real, period) : new Wait(this, null, null, default);
        lock (_gate)
        {
            var wait = new Wait(this, callback, state, _now + dueTime);
            _waits.Add(wait);
            _quietLooks = 0;
            if (!_looks)
            {
                _looks = true;
                _ = Task.Run(LookAsync);
            }
            return wait;
        }
    }

    private async Task LookAsync()
    {
        while (true)
        {
            await Task.Delay(Look);
            List<Wait> ended;
            lock (_gate)
            {
                if (_waits.Count == 0)
                {
                    _looks = false;
                    return;
                }
                _quietLooks = Volatile.Read(ref _underWay) == 0 ? _quietLooks + 1 : 0;
                if (_quietLooks < 2)
                    continue;
                var next = _waits.Min(wait => wait.Due);
                Waited += next > _now ? next - _now : TimeSpan.Zero;
                _now = next > _now ? next : _now;
                ended = _waits.FindAll(wait => wait.Due <= _now);
                _waits.RemoveAll(wait => wait.Due <= _now);
                _quietLooks = 0;
            }
            ended.ForEach(wait => wait.Fire());
        }
    }

    private sealed class End(SkippingClock clock) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref clock._underWay);
    }

    private sealed class Wait(SkippingClock clock, TimerCallback? callback, object? state, DateTimeOffset due) : ITimer
    {
        public DateTimeOffset Due => due;

        public void Fire() => callback!(state);

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
            lock (clock._gate)
                clock._waits.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

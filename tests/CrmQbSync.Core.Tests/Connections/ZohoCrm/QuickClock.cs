using Microsoft.Extensions.Time.Testing;

namespace CrmQbSync.Tests.Connections.ZohoCrm;

/// <summary>A clock on which nobody waits: whoever waits for less than a minute moves it on. Longer waits are time-outs, which pass only where that is asked for.</summary>
internal sealed class QuickClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    private static readonly TimeSpan s_timeOuts = TimeSpan.FromMinutes(1);

    private TimeSpan _waited;

    /// <summary>How long was waited in all.</summary>
    public TimeSpan Waited => _waited;

    /// <summary>Whether time-outs begun from now on pass as the clock is moved on.</summary>
    public bool PassesTimeOuts { get; set; }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (PassesTimeOuts && dueTime >= s_timeOuts)
            return base.CreateTimer(callback, state, dueTime, period);
        if (dueTime < TimeSpan.Zero || dueTime >= s_timeOuts || period != Timeout.InfiniteTimeSpan)
            return TimeProvider.System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _waited += dueTime;
        Advance(dueTime);
        return TimeProvider.System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}

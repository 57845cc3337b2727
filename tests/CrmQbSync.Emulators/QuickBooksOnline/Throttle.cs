namespace CrmQbSync.Emulators.QuickBooksOnline;

/// <summary>The limits of a company: 500 requests and 40 batches in any minute, 10 requests at once.</summary>
internal sealed class Throttle(TimeProvider clock, QuickBooksKnobs knobs)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Queue<DateTimeOffset> _requests = [];
    private readonly Queue<DateTimeOffset> _batches = [];
    private int _underWay;

    /// <summary>The most requests that were ever under way at once.</summary>
    public int Peak { get; private set; }

    /// <summary>How often a limit was exceeded, whether or not that is enforced.</summary>
    public int Exceeded { get; private set; }

    /// <summary>A request comes in; false if it is refused.</summary>
    public bool Enter(bool isBatch)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            var tooMany = Count(_requests, now) > 500;
            tooMany |= isBatch && Count(_batches, now) > 40;
            tooMany |= ++_underWay > 10;
            Peak = Math.Max(Peak, _underWay);
            Exceeded += tooMany ? 1 : 0;
            return !(tooMany && knobs.EnforcesLimits);
        }
    }

    /// <summary>A request is answered.</summary>
    public void Leave()
    {
        lock (_gate)
            _underWay--;
    }

    private static int Count(Queue<DateTimeOffset> times, DateTimeOffset now)
    {
        while (times.TryPeek(out var first) && first <= now - Minute)
            times.Dequeue();
        times.Enqueue(now);
        return times.Count;
    }
}

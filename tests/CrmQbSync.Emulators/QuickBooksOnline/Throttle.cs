namespace CrmQbSync.Emulators.QuickBooksOnline;

/// <summary>The limits of a company: 500 requests and 40 batches in a minute, 10 requests in a second and at once.</summary>
internal sealed class Throttle(TimeProvider clock, QuickBooksKnobs knobs)
{
    private readonly Lock _gate = new();
    private readonly Window _minute = new(TimeSpan.FromMinutes(1), 500);
    private readonly Window _second = new(TimeSpan.FromSeconds(1), 10);
    private readonly Window _batches = new(TimeSpan.FromMinutes(1), 40);
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
            var tooMany = _minute.Count(now, knobs.LimitsCountFromWholeMinutes);
            tooMany |= _second.Count(now, knobs.LimitsCountFromWholeMinutes);
            tooMany |= isBatch && _batches.Count(now, knobs.LimitsCountFromWholeMinutes);
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

    /// <summary>What came within a stretch of time: any, or one that begins with the clock's own.</summary>
    private sealed class Window(TimeSpan length, int most)
    {
        private readonly Queue<DateTimeOffset> _times = [];

        /// <summary>One more; true if that is one too many.</summary>
        public bool Count(DateTimeOffset now, bool isFixed)
        {
            var from = isFixed ? new DateTimeOffset(now.Ticks - (now.Ticks % length.Ticks), TimeSpan.Zero) : now - length + TimeSpan.FromTicks(1);
            while (_times.TryPeek(out var first) && first < from)
                _times.Dequeue();
            _times.Enqueue(now);
            return _times.Count > most;
        }
    }
}

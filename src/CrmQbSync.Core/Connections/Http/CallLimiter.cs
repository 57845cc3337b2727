using System.Threading.RateLimiting;

namespace CrmQbSync.Connections.Http;

/// <summary>Lets calls begin only as the service's limits allow. For one account; safe from many threads.</summary>
/// <remarks>
/// A call counts from its beginning until its stretch has passed since its end. The service counts it at some instant between the two; so no stretch of
/// the service's own holds more calls than allowed, whenever that begins and however long calls are on their way.
/// The rate limiters of System.Threading.RateLimiting read the system's clock and cannot be given another one, so that rates are counted here; how many
/// calls are under way is theirs.
/// </remarks>
internal sealed class CallLimiter : IAsyncDisposable
{
    private readonly Gate[] _gates;
    private readonly TimeProvider _clock;
    private readonly object _latch = new();
    private readonly long _start;
    private TimeSpan _pausedUntil;
    private TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A limiter.</summary>
    public CallLimiter(IEnumerable<CallLimit> limits, TimeProvider clock)
    {
        _clock = clock;
        _start = clock.GetTimestamp();
        _gates = [.. limits.Select(limit => new Gate(limit))];
    }

    /// <summary>How long this has been there; a clock that is set does not move it.</summary>
    private TimeSpan Now => _clock.GetElapsedTime(_start);

    /// <summary>Waits until a call may begin.</summary>
    /// <param name="callClass">Its class; null for none.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>To be disposed when the call has ended.</returns>
    public async ValueTask<IDisposable> EnterAsync(string? callClass, CancellationToken cancellationToken)
    {
        var call = new Call(this, [.. _gates.Where(gate => gate.Counts(callClass))]);
        try
        {
            foreach (var gate in call.Gates.Where(gate => gate.AtOnce is not null))
                call.Leases.Add(await gate.AtOnce!.AcquireAsync(1, cancellationToken).ConfigureAwait(false));
            while (!TryBegin(call, out var wait, out var left))
                await (wait is { } time ? Task.Delay(time, _clock, cancellationToken) : left.WaitAsync(cancellationToken)).ConfigureAwait(false);
            return call;
        }
        catch
        {
            call.Dispose();
            throw;
        }
    }

    /// <summary>Lets no call begin for a while: the service said that there are too many.</summary>
    public void Pause(TimeSpan wait)
    {
        lock (_latch)
        {
            var until = Now + wait;
            if (until > _pausedUntil)
                _pausedUntil = until;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var gate in _gates)
        {
            if (gate.AtOnce is not null)
                await gate.AtOnce.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Begins a call, and counts it; or says how long it must wait still.</summary>
    /// <param name="call">The call.</param>
    /// <param name="wait">The wait; null if it lasts until another call ends.</param>
    /// <param name="left">Ends when another call does.</param>
    private bool TryBegin(Call call, out TimeSpan? wait, out Task left)
    {
        lock (_latch)
        {
            (wait, left) = (null, _left.Task);
            var now = Now;
            var free = _pausedUntil;
            foreach (var gate in call.Gates)
            {
                if (gate.FreeAt(now) is not { } time)
                    return false;
                free = time > free ? time : free;
            }
            wait = free - now;
            if (free > now)
                return false;
            call.Begin();
            return true;
        }
    }

    private void End(Call call)
    {
        lock (_latch)
        {
            var now = Now;
            foreach (var gate in call.Gates)
                gate.End(now);
            _left.SetResult();
            _left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private sealed class Gate(CallLimit limit)
    {
        private readonly Queue<TimeSpan> _ended = new();
        private int _underWay;

        public ConcurrencyLimiter? AtOnce { get; } = limit.AtOnce is { } most
            ? new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = most, QueueLimit = int.MaxValue })
            : null;

        public bool Counts(string? callClass) => limit.CallClass is null || limit.CallClass == callClass;

        /// <summary>When the next call may begin; null if one that is under way has to end first.</summary>
        public TimeSpan? FreeAt(TimeSpan now)
        {
            if (limit.Calls is not { } most)
                return now;
            Forget(now);
            if (_underWay + _ended.Count < most)
                return now;
            return _ended.TryPeek(out var next) ? next + limit.Per : null;
        }

        public void Begin() => _underWay++;

        public void End(TimeSpan now)
        {
            _underWay--;
            if (limit.Calls is not null)
                _ended.Enqueue(now);
        }

        private void Forget(TimeSpan now)
        {
            while (_ended.TryPeek(out var first) && first + limit.Per <= now)
                _ended.Dequeue();
        }
    }

    /// <summary>A call that waits or is under way.</summary>
    private sealed class Call(CallLimiter limiter, Gate[] gates) : IDisposable
    {
        private bool _isUnderWay;

        public Gate[] Gates => gates;

        public List<RateLimitLease> Leases { get; } = [];

        public void Begin()
        {
            _isUnderWay = true;
            foreach (var gate in gates)
                gate.Begin();
        }

        public void Dispose()
        {
            if (_isUnderWay)
                limiter.End(this);
            _isUnderWay = false;
            Leases.ForEach(lease => lease.Dispose());
        }
    }
}

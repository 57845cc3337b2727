using System.Threading.RateLimiting;

namespace CrmQbSync.Connections.Http;

/// <summary>Lets calls begin only as the service's limits allow. For one account; safe from many threads.</summary>
/// <remarks>
/// The rate limiters of System.Threading.RateLimiting read the system's clock and cannot be given another one, so that rates are counted here; how many
/// calls are under way is theirs.
/// </remarks>
internal sealed class CallLimiter : IAsyncDisposable
{
    private readonly Gate[] _gates;
    private readonly TimeProvider _clock;
    private readonly object _latch = new();
    private DateTimeOffset _pausedUntil = DateTimeOffset.MinValue;

    /// <summary>A limiter.</summary>
    public CallLimiter(IEnumerable<CallLimit> limits, TimeProvider clock)
    {
        _clock = clock;
        _gates = [.. limits.Select(limit => new Gate(limit))];
    }

    /// <summary>Waits until a call may begin.</summary>
    /// <param name="callClass">Its class; null for none.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>To be disposed when the call has ended.</returns>
    public async ValueTask<IDisposable> EnterAsync(string? callClass, CancellationToken cancellationToken)
    {
        var leases = new Leases();
        try
        {
            foreach (var gate in _gates.Where(gate => gate.Counts(callClass) && gate.AtOnce is not null))
                leases.Add(await gate.AtOnce!.AcquireAsync(1, cancellationToken).ConfigureAwait(false));
            while (WaitFor(callClass) is { } wait)
                await Task.Delay(wait, _clock, cancellationToken).ConfigureAwait(false);
            return leases;
        }
        catch
        {
            leases.Dispose();
            throw;
        }
    }

    /// <summary>Lets no call begin for a while: the service said that there are too many.</summary>
    public void Pause(TimeSpan wait)
    {
        lock (_latch)
        {
            var until = _clock.GetUtcNow() + wait;
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

    /// <summary>How long a call must wait still; null if it begins now, and is counted.</summary>
    private TimeSpan? WaitFor(string? callClass)
    {
        lock (_latch)
        {
            var now = _clock.GetUtcNow();
            var free = _gates.Where(gate => gate.Counts(callClass)).Select(gate => gate.FreeAt(now)).Append(_pausedUntil).Max();
            if (free > now)
                return free - now;
            foreach (var gate in _gates.Where(gate => gate.Counts(callClass)))
                gate.Count(now);
            return null;
        }
    }

    private sealed class Gate(CallLimit limit)
    {
        private readonly Queue<DateTimeOffset> _begun = new();

        public ConcurrencyLimiter? AtOnce { get; } = limit.AtOnce is { } most
            ? new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = most, QueueLimit = int.MaxValue })
            : null;

        public bool Counts(string? callClass) => limit.CallClass is null || limit.CallClass == callClass;

        /// <summary>When the next call may begin.</summary>
        public DateTimeOffset FreeAt(DateTimeOffset now)
        {
            if (limit.Calls is not { } most)
                return now;
            while (_begun.TryPeek(out var first) && first + limit.Per <= now)
                _begun.Dequeue();
            return _begun.Count < most ? now : _begun.Peek() + limit.Per;
        }

        public void Count(DateTimeOffset now)
        {
            if (limit.Calls is not null)
                _begun.Enqueue(now);
        }
    }

    private sealed class Leases : IDisposable
    {
        private readonly List<RateLimitLease> _held = [];

        public void Add(RateLimitLease lease) => _held.Add(lease);

        public void Dispose() => _held.ForEach(lease => lease.Dispose());
    }
}

using System.Buffers;
using System.Net;
using System.Numerics;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>
/// Reads the bodies of requests, bounded in size and time. Where too many are on their way at once, the one that takes longest is given up: a Web
/// Connector's own comes within milliseconds, so whoever dawdles on purpose turns nobody away but himself.
/// </summary>
internal sealed class BodyReader(TimeProvider clock)
{
    /// <summary>The largest body of anybody: signing in needs far less.</summary>
    public const int Small = 64 * 1024;

    /// <summary>The largest answer of QuickBooks that is taken while a session is open.</summary>
    public const int Large = 64 * 1024 * 1024;

    private const int MaxAtOnce = 64;
    private const long MaxBytes = 3L * Large;

    /// <summary>So much is set aside for a body before any of it has come, whatever its length is said to be.</summary>
    private const int FirstPiece = 1024 * 1024;

    /// <summary>How long a body may take.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly LinkedList<Reading> _open = new();
    private long _bytes;

    /// <summary>The body; null if it is larger than allowed, does not come in time, or had to make room for others.</summary>
    public async Task<RequestBody?> ReadAsync(HttpListenerRequest request, int limit, CancellationToken cancellationToken)
    {
        if (request.ContentLength64 > limit)
            return null;
        using var reading = new Reading(s_patience, clock, cancellationToken);
        Enter(reading);
        try
        {
            return await ReadAsync(reading, request.InputStream, (int)Math.Max(request.ContentLength64, 0), limit).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            Leave(reading);
        }
    }

    private async Task<RequestBody?> ReadAsync(Reading reading, Stream body, int expected, int limit)
    {
        var buffer = Grow(reading, null, Math.Clamp(expected, 1024, FirstPiece));
        var length = 0;
        while (true)
        {
            // The listener's own stream does not heed the token on every system. So a buffer that is given up may still be written to, and is not used again.
            var count = await body.ReadAsync(buffer.Memory[length..], reading.Token).AsTask().WaitAsync(reading.Token).ConfigureAwait(false);
            length += count;
            if (length > limit)
                return null;
            if (count == 0 || length == expected)
                return new RequestBody(buffer, length);
            if (length == buffer.Memory.Length)
                buffer = Grow(reading, buffer, expected > length ? Math.Min(expected, length * 4) : length * 2);
        }
    }

    private IMemoryOwner<byte> Grow(Reading reading, IMemoryOwner<byte>? buffer, int needed)
    {
        // Buffers come in these sizes.
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)needed);
        lock (_open)
        {
            if (reading.Place.List is null)
                throw new OperationCanceledException("The body had to make room for others.");
            _bytes += size - reading.Bytes;
            reading.Bytes = size;
            MakeRoom(reading);
        }
        var grown = MemoryPool<byte>.Shared.Rent(size);
        buffer?.Memory.CopyTo(grown.Memory);
        buffer?.Dispose();
        return grown;
    }

    private void Enter(Reading reading)
    {
        lock (_open)
        {
            _open.AddLast(reading.Place);
            MakeRoom(reading);
        }
    }

    private void Leave(Reading reading)
    {
        lock (_open)
        {
            if (reading.Place.List is not null)
                Remove(reading);
        }
    }

    private void Remove(Reading reading)
    {
        _open.Remove(reading.Place);
        _bytes -= reading.Bytes;
    }

    private void MakeRoom(Reading newest)
    {
        while ((_open.Count > MaxAtOnce || _bytes > MaxBytes) && _open.First is { } oldest && oldest.Value != newest)
        {
            Remove(oldest.Value);
            oldest.Value.GiveUp();
        }
    }

    private sealed class Reading : IDisposable
    {
        private readonly CancellationTokenSource _late;
        private readonly CancellationTokenSource _either;

        public Reading(TimeSpan patience, TimeProvider clock, CancellationToken cancellationToken)
        {
            _late = new CancellationTokenSource(patience, clock);
            _either = CancellationTokenSource.CreateLinkedTokenSource(_late.Token, cancellationToken);
            Place = new LinkedListNode<Reading>(this);
        }

        public LinkedListNode<Reading> Place { get; }

        public long Bytes { get; set; }

        public CancellationToken Token => _either.Token;

        /// <summary>Not on the caller's thread, whose own body would have to wait for what follows.</summary>
        public void GiveUp() => _ = _late.CancelAsync();

        public void Dispose()
        {
            _either.Dispose();
            _late.Dispose();
        }
    }
}

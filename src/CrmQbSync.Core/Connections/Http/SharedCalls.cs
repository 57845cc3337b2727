using System.Security.Cryptography;
using System.Text;
using CrmQbSync.Secrets;

namespace CrmQbSync.Connections.Http;

/// <summary>
/// Lets calls begin only as an account's limits allow to all processes of the user together: each notes its calls in a small file of the account. Where that
/// cannot be used, each process keeps the limits for itself. Safe from many threads.
/// </summary>
/// <remarks>
/// A call counts as with <see cref="CallLimiter"/>, which keeps the limits within a process by a clock that nobody sets; here the clock is the day's. A
/// time that seems to lie ahead was noted before that was set back, and counts as now. A call of a process that died counts as ended when that is seen.
/// </remarks>
internal sealed class SharedCalls : IDisposable
{
    /// <summary>How often it is looked whether another process's call has ended.</summary>
    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(50);

    /// <summary>No call lasts so long; whoever could not note its end does not hold its place for ever.</summary>
    private static readonly TimeSpan s_longestCall = TimeSpan.FromMinutes(11);

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_lockPace = TimeSpan.FromMilliseconds(3);

    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly PrivateFolder _folder;
    private readonly WebServices _web;
    private readonly string _file;
    private readonly IReadOnlyList<CallLimit> _limits;
    private readonly TimeSpan _longest;
    private volatile bool _isOff;

    /// <summary>The calls of an account.</summary>
    /// <param name="web">The clock, and the folder of the module's own files.</param>
    /// <param name="account">What the service counts by: the same text in every process.</param>
    /// <param name="limits">The service's limits.</param>
    public SharedCalls(WebServices web, string account, IReadOnlyList<CallLimit> limits)
    {
        _web = web;
        _limits = limits;
        _longest = limits.Max(limit => limit.Per);
        _folder = new PrivateFolder(Path.Combine(web.Home, "limits"), PrivateFiles.OfUser());
        _file = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(account)))[..32] + ".calls";
    }

    /// <summary>Waits until a call may begin.</summary>
    /// <param name="callClass">Its class; null for none.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>To be disposed when the call has ended.</returns>
    public async ValueTask<IAsyncDisposable> EnterAsync(string? callClass, CancellationToken cancellationToken)
    {
        var ticket = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));
        while (true)
        {
            var wait = TimeSpan.Zero;
            await UseAsync(
                calls =>
                {
                    (wait, var isChanged) = TryBegin(calls, callClass, ticket);
                    return isChanged;
                },
                cancellationToken).ConfigureAwait(false);
            if (wait == TimeSpan.Zero)
                return new Entered(this, ticket);
            await Task.Delay(wait, _web.Clock, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    /// <summary>Begins a call; or says how long to wait before it may.</summary>
    private (TimeSpan Wait, bool IsChanged) TryBegin(NotedCalls calls, string? callClass, long ticket)
    {
        var now = _web.Clock.GetUtcNow();
        var isChanged = calls.Tidy(now, _longest, s_longestCall);
        var wait = WaitFor(calls, callClass, now);
        if (wait > TimeSpan.Zero && calls.EndOfTheDead(now))
            (wait, isChanged) = (WaitFor(calls, callClass, now), true);
        if (wait > TimeSpan.Zero)
            return (wait, isChanged);
        calls.Begin(ticket, NotedCalls.MarkOf(callClass), now, Environment.ProcessId);
        return (TimeSpan.Zero, true);
    }

    private TimeSpan WaitFor(NotedCalls calls, string? callClass, DateTimeOffset now)
    {
        var mark = NotedCalls.MarkOf(callClass);
        return _limits.Where(limit => limit.CallClass is null || limit.CallClass == callClass)
            .Max(limit => WaitFor(limit, [.. calls.All.Where(call => limit.CallClass is null || call.ClassMark == mark)], now));
    }

    private static TimeSpan WaitFor(CallLimit limit, IReadOnlyList<NotedCall> calls, DateTimeOffset now)
    {
        if (limit.AtOnce is { } most && calls.Count(call => call.EndedAt is null) >= most)
            return s_pace;
        if (limit.Calls is not { } number)
            return TimeSpan.Zero;
        var recent = calls.Where(call => call.EndedAt is not { } ended || ended + limit.Per > now).ToList();
        if (recent.Count < number)
            return TimeSpan.Zero;
        // As soon as so many of them do not count any more that there is room for one.
        var ends = recent.Where(call => call.EndedAt is not null).Select(call => call.EndedAt!.Value + limit.Per - now).Order().Skip(recent.Count - number).ToList();
        // A wait is made of whole milliseconds.
        return ends.Count > 0 ? TimeSpan.FromMilliseconds(Math.Ceiling(ends[0].TotalMilliseconds)) : s_pace;
    }

    private async ValueTask EndAsync(long ticket) =>
        await UseAsync(calls => calls.End(ticket, _web.Clock.GetUtcNow()), CancellationToken.None).ConfigureAwait(false);

    /// <summary>Reads what is noted, lets it be changed, and stores it if it was.</summary>
    private async Task UseAsync(Func<NotedCalls, bool> change, CancellationToken cancellationToken)
    {
        if (_isOff)
            return;
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var file = await _folder.OpenAloneAsync(_file, s_patience, s_lockPace, cancellationToken).ConfigureAwait(false);
            await using var scope = file.ConfigureAwait(false);
            var calls = NotedCalls.Read(file);
            if (calls.IsDamaged)
                _web.Log.Verbose($"'{file.Name}' is damaged; what other processes called just now is not known.");
            if (change(calls) || calls.IsDamaged)
                calls.Write(file);
        }
        catch (Exception exception) when (exception is SyncException or IOException or UnauthorizedAccessException)
        {
            _isOff = true;
            _web.Log.Verbose($"Calls of other processes cannot be counted, so that the limits are kept for this one alone: {exception.Message}");
        }
        finally
        {
            _one.Release();
        }
    }

    private sealed class Entered(SharedCalls calls, long ticket) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => calls.EndAsync(ticket);
    }
}

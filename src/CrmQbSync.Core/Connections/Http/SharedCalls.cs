using System.Collections.Concurrent;
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
internal sealed class SharedCalls : IAsyncDisposable
{
    /// <summary>How often it is looked whether another process's call has ended.</summary>
    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(50);

    /// <summary>No call lasts so long; whoever could not note its end does not hold its place for ever.</summary>
    private static readonly TimeSpan s_longestCall = TimeSpan.FromMinutes(11);

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_lockPace = TimeSpan.FromMilliseconds(3);

    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly ConcurrentQueue<Wish> _wishes = new();
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
            var wish = new Wish(ticket, callClass, IsEnd: false);
            _wishes.Enqueue(wish);
            await FulfilOrGiveUpAsync(wish, cancellationToken).ConfigureAwait(false);
            var wait = wish.Wait;
            if (wait == TimeSpan.Zero)
                return new Entered(this, ticket);
            await Task.Delay(wait, _web.Clock, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Notes the ends that are not noted yet.</summary>
    public async ValueTask DisposeAsync()
    {
        await FulfilAsync(CancellationToken.None).ConfigureAwait(false);
        _one.Dispose();
    }

    private async Task FulfilOrGiveUpAsync(Wish wish, CancellationToken cancellationToken)
    {
        try
        {
            await FulfilAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Else whoever comes next would begin a call for it that nobody ends.
            wish.IsGivenUp = true;
            _wishes.Enqueue(new Wish(wish.Ticket, null, IsEnd: true));
            throw;
        }
    }

    /// <summary>Begins a call; or says how long to wait before it may.</summary>
    private (TimeSpan Wait, bool IsChanged) TryBegin(NotedCalls calls, string? callClass, long ticket, DateTimeOffset now)
    {
        var isChanged = false;
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

    /// <summary>Whoever comes first does for all what they wish for: the file is opened once for calls that begin and end at about the same time.</summary>
    private async Task FulfilAsync(CancellationToken cancellationToken)
    {
        if (_isOff)
            return;
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_isOff || _wishes.IsEmpty)
                return;
            var file = await _folder.OpenAloneAsync(_file, s_patience, s_lockPace, cancellationToken).ConfigureAwait(false);
            await using var scope = file.ConfigureAwait(false);
            var calls = NotedCalls.Read(file);
            if (calls.IsDamaged)
                _web.Log.Verbose($"'{file.Name}' is damaged; what other processes called just now is not known.");
            if (Fulfil(calls) || calls.IsDamaged)
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

    /// <returns>Whether anything is to be stored.</returns>
    private bool Fulfil(NotedCalls calls)
    {
        var now = _web.Clock.GetUtcNow();
        var isChanged = calls.Tidy(now, _longest, s_longestCall);
        var wishes = new List<Wish>();
        while (_wishes.TryDequeue(out var wish))
            wishes.Add(wish);
        foreach (var wish in wishes.OrderBy(wish => wish.IsEnd ? 0 : 1))
        {
            if (wish.IsEnd)
                isChanged |= calls.End(wish.Ticket, now);
            else if (!wish.IsGivenUp)
            {
                (wish.Wait, var hasBegun) = TryBegin(calls, wish.CallClass, wish.Ticket, now);
                isChanged |= hasBegun;
            }
        }
        return isChanged;
    }

    private async ValueTask EndAsync(long ticket)
    {
        _wishes.Enqueue(new Wish(ticket, null, IsEnd: true));
        await FulfilAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private sealed record Wish(long Ticket, string? CallClass, bool IsEnd)
    {
        /// <summary>How long to wait before the call may begin.</summary>
        public TimeSpan Wait { get; set; }

        /// <summary>Whether nobody waits for the call any more.</summary>
        public bool IsGivenUp { get; set; }
    }

    private sealed class Entered(SharedCalls calls, long ticket) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => calls.EndAsync(ticket);
    }
}

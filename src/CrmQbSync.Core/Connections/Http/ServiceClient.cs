using System.Text;

namespace CrmQbSync.Connections.Http;

/// <summary>
/// Calls a service: within its limits, signed in, repeated where that is safe, with one line in the log each. Safe from many threads.
/// </summary>
internal sealed class ServiceClient : IAsyncDisposable
{
    private const string StrangeAdvice = "Run again later; if it stays so, look whether a proxy or the network's own sign-in page answers in the service's place.";

    private readonly WebServices _web;
    private readonly IServiceDialect _dialect;
    private readonly HttpExchange _exchange;
    private readonly CallLimiter _limiter;
    private readonly Retries _retries;
    private readonly RequestLog _log;
    private SharedCalls? _shared;
    private CancellationToken _stop;

    /// <summary>A client.</summary>
    /// <param name="web">The clock and the rest.</param>
    /// <param name="exchange">What sends; disposed with this.</param>
    /// <param name="dialect">What is peculiar to the service.</param>
    /// <param name="tokens">The sign-in.</param>
    /// <param name="limits">The service's limits.</param>
    public ServiceClient(WebServices web, HttpExchange exchange, IServiceDialect dialect, AccessTokens tokens, IEnumerable<CallLimit> limits)
    {
        _web = web;
        _exchange = exchange;
        _dialect = dialect;
        Tokens = tokens;
        _limiter = new CallLimiter(limits, web.Clock);
        _retries = new Retries(web);
        _log = new RequestLog(web, dialect.RequestIdHeader);
    }

    /// <summary>The sign-in that the requests carry.</summary>
    public AccessTokens Tokens { get; }

    /// <summary>How far the service's clock was ahead of this machine's at its last answer; null before the first, or if it does not say.</summary>
    public TimeSpan? ClockAhead { get; private set; }

    /// <summary>From now on all processes of the user keep an account's limits together. Once, before there are several calls at once.</summary>
    /// <param name="account">What the service counts by.</param>
    /// <param name="limits">The limits.</param>
    public void ShareLimits(string account, IReadOnlyList<CallLimit> limits) => _shared = new SharedCalls(_web, $"{_dialect.ServiceName}|{account}", limits);

    /// <summary>
    /// No request is begun once this was cancelled (rule 8.5), though the token of what is under way then gives that a moment to settle.
    /// </summary>
    public void BeginNothingAfter(CancellationToken stop) => _stop = stop;

    /// <summary>A client for a profile's side.</summary>
    /// <exception cref="SyncException">What reading the proxy's setting can give.</exception>
    public static async Task<ServiceClient> CreateAsync<TDialect>(
        WebServices web, SignInSettings settings, TDialect dialect, ITokenDialect tokenDialect, IEnumerable<CallLimit> limits, CancellationToken cancellationToken)
        where TDialect : IServiceDialect
    {
        var exchange = await web.CreateExchangeAsync(settings.Profile, cancellationToken).ConfigureAwait(false);
        return new ServiceClient(web, exchange, dialect, new AccessTokens(web, exchange, tokenDialect, settings), limits);
    }

    /// <summary>Sends a request and gives the answer: one whose verdict is Ok, or Rejected where the request takes rejections.</summary>
    /// <exception cref="AnswerLostException">A write that may or may not have been done.</exception>
    /// <exception cref="SyncException">ServiceUnavailable, RateLimited, AuthenticationFailed, ServiceRejected, and what renewing the sign-in can give.</exception>
    public async Task<ServiceReply> SendAsync(ServiceRequest request, CancellationToken cancellationToken)
    {
        var call = new Call(request);
        var last = await _retries.RunAsync(token => AttemptAsync(call, token), cancellationToken).ConfigureAwait(false);
        if (last.Error is null)
            return last.Reply!;
        if (call.WasLost && request.Effect != CallEffect.Read)
            throw new AnswerLostException(request.Name, last.Error);
        throw last.Error;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _exchange.Dispose();
        Tokens.Dispose();
        await _limiter.DisposeAsync().ConfigureAwait(false);
        if (_shared is not null)
            await _shared.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>One attempt; a refused access token is renewed within it.</summary>
    private async ValueTask<Attempt> AttemptAsync(Call call, CancellationToken cancellationToken)
    {
        AccessToken token;
        try
        {
            _stop.ThrowIfCancellationRequested();
            token = await Tokens.GetAsync(cancellationToken).ConfigureAwait(false);
            var attempt = await AttemptAsync(call, token, cancellationToken).ConfigureAwait(false);
            if (attempt.Reply?.Verdict?.Kind != VerdictKind.SignInExpired)
                return attempt;
            _web.Log.Verbose($"{_dialect.ServiceName} does not take the access token any more; it is renewed.");
            _stop.ThrowIfCancellationRequested();
            token = await Tokens.RenewAsync(token, cancellationToken).ConfigureAwait(false);
        }
        catch (SyncException exception) when (call.WasLost)
        {
            // Without a sign-in nothing can be repeated; that the write before may have been done must not be forgotten over it.
            return new Attempt { Error = exception };
        }
        var again = await AttemptAsync(call, token, cancellationToken).ConfigureAwait(false);
        return again.Reply is { Verdict: { Kind: VerdictKind.SignInExpired } verdict } reply ? Refused(call.Request, verdict, reply) : again;
    }

    private async Task<Attempt> AttemptAsync(Call call, AccessToken token, CancellationToken cancellationToken)
    {
        using var slot = await _limiter.EnterAsync(call.Request.CallClass, cancellationToken).ConfigureAwait(false);
        await using var place = _shared is null ? null : await _shared.EnterAsync(call.Request.CallClass, cancellationToken).ConfigureAwait(false);
        // It may have waited for its place until now.
        _stop.ThrowIfCancellationRequested();
        using var message = MessageOf(call.Request, token);
        var line = _log.Begin(message, call.Request.Name);
        try
        {
            var reply = await _exchange.SendAsync(message, call.Request.Timeout, call.Request.MaxReplyBytes, cancellationToken).ConfigureAwait(false);
            line.End(reply);
            ClockAhead = reply.ServerTime - _web.Clock.GetUtcNow();
            if (reply.Status >= 400)
                reply.Conceal([token.Value]);
            return Judge(call, reply);
        }
        catch (ExchangeException exception)
        {
            line.End(exception);
            return Lost(call, exception.Error, exception.WasSent, exception.MayPass);
        }
        catch (OperationCanceledException)
        {
            line.End("stopped");
            throw;
        }
    }

    private Attempt Judge(Call call, ServiceReply reply)
    {
        var request = call.Request;
        if (Strangeness(request, reply) is { } strange)
            return Lost(call, Error(SyncErrorId.ServiceUnavailable, $"{_dialect.ServiceName} sent {strange} ({request.Name}: status {reply.Status}).", StrangeAdvice), wasSent: true, mayPass: true);
        var verdict = reply.Verdict = _dialect.Judge(request, reply);
        var text = $"{request.Name}: status {reply.Status}{(verdict.Text.Length > 0 ? ", " + verdict.Text : "")}{RequestIdOf(reply)}";
        return verdict.Kind switch
        {
            VerdictKind.Ok or VerdictKind.SignInExpired => new Attempt { Reply = reply },
            VerdictKind.Rejected when request.TakesRejections => new Attempt { Reply = reply },
            VerdictKind.Rejected => Final(verdict, SyncErrorId.ServiceRejected, $"{_dialect.ServiceName} refuses a request ({text}).", verdict.AdviceOnRefusal),
            VerdictKind.SignInRefused => Refused(request, verdict, reply),
            VerdictKind.Throttled => Throttled(verdict, reply, text),
            VerdictKind.CreditsGone => Final(
                verdict, SyncErrorId.RateLimited, $"{_dialect.ServiceName} allows no more calls for now ({text}).", GoOn(verdict.Wait ?? RetryAfter.Of(reply, _web.Clock.GetUtcNow()))),
            _ => OutOfOrder(call, verdict, reply, text),
        };
    }

    /// <summary>What is no answer of the service, whatever its status says: nothing may be concluded from it. Null for one that may be.</summary>
    private static string? Strangeness(ServiceRequest request, ServiceReply reply) => reply.Status switch
    {
        // None of the services redirects, and redirects are not followed.
        >= 300 and < 400 and not 304 => "a redirection",
        200 when request.ExpectsJson && reply.Body.IsEmpty => "an empty answer",
        < 300 when request.ExpectsJson && !reply.Body.IsEmpty && reply.Json is null => "an answer that is cut short or no JSON",
        _ => null,
    };

    /// <summary>A wait that is told holds for every call: what follows a write that is not repeated is another one, which looks for what became of it.</summary>
    private Attempt OutOfOrder(Call call, ReplyVerdict verdict, ServiceReply reply, string text)
    {
        var wait = LimitedWait(verdict.Wait ?? RetryAfter.Of(reply, _web.Clock.GetUtcNow()));
        if (wait is { } pause)
            _limiter.Pause(pause);
        var error = Error(SyncErrorId.ServiceUnavailable, $"{_dialect.ServiceName} is out of order ({text}).", verdict.Advice ?? "Run again later.");
        return Lost(call, error, wasSent: true, mayPass: true) with { Wait = wait };
    }

    private Attempt Throttled(ReplyVerdict verdict, ServiceReply reply, string text)
    {
        var wait = verdict.Wait ?? RetryAfter.Of(reply, _web.Clock.GetUtcNow());
        var again = wait is null || wait <= Retries.LongestWait;
        if (again && wait is { } pause)
            _limiter.Pause(pause);
        return Final(verdict, SyncErrorId.RateLimited, $"{_dialect.ServiceName} takes no more requests for the moment ({text}).", GoOn(wait)) with
        {
            Again = again,
            Wait = wait,
        };
    }

    private Attempt Refused(ServiceRequest request, ReplyVerdict verdict, ServiceReply reply) => Final(
        verdict,
        SyncErrorId.AuthenticationFailed,
        $"{_dialect.ServiceName} does not accept the sign-in of profile '{Tokens.Settings.Profile.Name}' ({request.Name}: {verdict.Text}{RequestIdOf(reply)}).",
        Tokens.Settings.ConnectAdvice);

    private static Attempt Final(ReplyVerdict verdict, SyncErrorId id, string message, string advice) =>
        new() { Error = new SyncException(verdict.ErrorId ?? id, message, verdict.Advice ?? advice) };

    private static Attempt Lost(Call call, SyncException error, bool wasSent, bool mayPass)
    {
        call.WasLost |= wasSent;
        return new Attempt
        {
            Error = error,
            WasLost = wasSent,
            Again = mayPass && (!wasSent || call.Request.Effect != CallEffect.Write),
        };
    }

    private static SyncException Error(SyncErrorId id, string message, string advice) => new(id, message, advice);

    private static TimeSpan? LimitedWait(TimeSpan? wait) => wait > Retries.LongestWait ? Retries.LongestWait : wait;

    private string GoOn(TimeSpan? wait) => wait is { } time
        ? $"Go on after {(_web.Clock.GetUtcNow() + time).ToLocalTime():yyyy-MM-dd HH:mm:ss zzz}; the next run continues where this one stopped."
        : "Run again later; the next run continues where this one stopped.";

    private string RequestIdOf(ServiceReply reply) =>
        _dialect.RequestIdHeader is { } header && reply.Header(header) is { Length: > 0 } id ? $", {header} {id}" : "";

    private HttpRequestMessage MessageOf(ServiceRequest request, AccessToken token)
    {
        var address = new Uri(_dialect.BaseAddress(token).AbsoluteUri.TrimEnd('/') + request.Path);
        var message = new HttpRequestMessage(request.Method, address);
        if (request.Body is not null)
            message.Content = new StringContent(request.Body, new UTF8Encoding(false), request.ContentType);
        message.Headers.TryAddWithoutValidation("Accept", request.Accept);
        foreach (var (name, value) in request.Headers)
            message.Headers.TryAddWithoutValidation(name, value);
        _dialect.Authorize(message, token);
        return message;
    }

    /// <summary>A request over its attempts.</summary>
    private sealed class Call(ServiceRequest request)
    {
        public ServiceRequest Request { get; } = request;

        /// <summary>Whether any attempt's answer was lost.</summary>
        public bool WasLost { get; set; }
    }
}

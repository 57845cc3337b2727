namespace CrmQbSync.Connections.Http;

/// <summary>Calls to a token endpoint: repeated where the service is out of order or asks to wait, logged without anything secret.</summary>
internal sealed class TokenCall(WebServices web, HttpExchange exchange, string serviceName, SignInSettings settings)
{
    private const long MaxReplyBytes = 1 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Retries _retries = new(web);
    private readonly RequestLog _log = new(web, null);

    /// <summary>Calls for tokens.</summary>
    /// <param name="name">What the call does, for the log.</param>
    /// <param name="request">Makes the request, anew for each attempt.</param>
    /// <param name="read">Reads the reply.</param>
    /// <param name="secrets">What the service may echo and nobody may see.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>A reply whose verdict is Ok, SignInRefused or Rejected.</returns>
    /// <exception cref="SyncException">ServiceUnavailable, RateLimited.</exception>
    public async Task<TokenReply> AskAsync(
        string name, Func<HttpRequestMessage> request, Func<ServiceReply, TokenReply> read, IReadOnlyList<string> secrets, CancellationToken cancellationToken)
    {
        TokenReply? tokens = null;
        var verdict = await AskAsync(name, request, reply => (tokens = read(reply)).Verdict, secrets, repeats: true, cancellationToken).ConfigureAwait(false);
        return tokens! with { Verdict = verdict };
    }

    /// <summary>Calls.</summary>
    /// <returns>What the reply means: Ok, SignInRefused or Rejected.</returns>
    /// <exception cref="SyncException">ServiceUnavailable, RateLimited.</exception>
    public async Task<ReplyVerdict> AskAsync(
        string name, Func<HttpRequestMessage> request, Func<ServiceReply, ReplyVerdict> judge, IReadOnlyList<string> secrets, bool repeats, CancellationToken cancellationToken)
    {
        var last = await _retries.RunAsync(
            async token =>
            {
                var attempt = await AttemptAsync(name, request, judge, secrets, token).ConfigureAwait(false);
                return repeats ? attempt : attempt with { Again = false };
            },
            cancellationToken).ConfigureAwait(false);
        return last.Error is null ? last.Reply!.Verdict! : throw last.Error;
    }

    /// <summary>What a refused sign-in is told as.</summary>
    public SyncException Refusal(ReplyVerdict verdict) => verdict.Kind == VerdictKind.SignInRefused
        ? new SyncException(
            verdict.ErrorId ?? SyncErrorId.AuthenticationFailed,
            $"{serviceName} does not accept the sign-in of profile '{settings.Profile.Name}' any more ({verdict.Text}).",
            verdict.Advice ?? settings.ConnectAdvice)
        {
            Subject = settings.Profile.Path,
        }
        : new SyncException(
            verdict.ErrorId ?? SyncErrorId.AuthenticationFailed,
            $"{serviceName} does not accept the application of profile '{settings.Profile.Name}' ({verdict.Text}).",
            verdict.Advice ?? $"Compare {settings.ClientId.Key} and {settings.ClientSecret.Key} with what the service's console shows.")
        {
            Subject = settings.Profile.Path,
        };

    private async Task<Attempt> AttemptAsync(
        string name, Func<HttpRequestMessage> request, Func<ServiceReply, ReplyVerdict> judge, IReadOnlyList<string> secrets, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var message = request();
        using var late = new CancellationTokenSource(Timeout.InfiniteTimeSpan, web.Clock);
        // The answer to a call under way may hold the only refresh token that is good from then on.
        await using var stop = cancellationToken.Register(() => late.CancelAfter(Settling.Time)).ConfigureAwait(false);
        var line = _log.Begin(message, name);
        try
        {
            var reply = await exchange.SendAsync(message, Patience, MaxReplyBytes, late.Token).ConfigureAwait(false);
            line.End(reply);
            return Judge(name, reply, answer => Conceal(judge(answer), secrets));
        }
        catch (ExchangeException exception)
        {
            line.End(exception);
            return new Attempt { Error = exception.Error, WasLost = exception.WasSent, Again = exception.MayPass };
        }
        catch (OperationCanceledException)
        {
            line.End("stopped");
            throw;
        }
    }

    /// <summary>Only in what is told: a reply may hold the refresh token again, and it has to be read as it is.</summary>
    private static ReplyVerdict Conceal(ReplyVerdict verdict, IReadOnlyList<string> secrets) => verdict with
    {
        Code = Conceal(verdict.Code, secrets),
        Message = Conceal(verdict.Message, secrets),
    };

    private static string? Conceal(string? text, IReadOnlyList<string> secrets) =>
        secrets.Where(secret => secret.Length > 0).Aggregate(text, (shown, secret) => shown?.Replace(secret, "…", StringComparison.Ordinal));

    private Attempt Judge(string name, ServiceReply reply, Func<ServiceReply, ReplyVerdict> judge)
    {
        var verdict = reply.Verdict = judge(reply);
        var now = web.Clock.GetUtcNow();
        var wait = verdict.Wait ?? RetryAfter.Of(reply, now);
        var again = wait is null || wait <= Retries.LongestWait;
        var text = $"{name}: status {reply.Status}{(verdict.Text.Length > 0 ? ", " + verdict.Text : "")}";
        return verdict.Kind switch
        {
            VerdictKind.Ok or VerdictKind.SignInRefused or VerdictKind.Rejected => new Attempt { Reply = reply },
            VerdictKind.Throttled or VerdictKind.CreditsGone => new Attempt
            {
                Error = new SyncException(
                    SyncErrorId.RateLimited,
                    $"{serviceName} gives no tokens for the moment ({text}).",
                    $"{verdict.Advice} {(wait is { } time ? $"Go on after {(now + time).ToLocalTime():yyyy-MM-dd HH:mm:ss zzz}." : "Run again in some minutes.")}".TrimStart()),
                Again = again && verdict.Kind == VerdictKind.Throttled,
                Wait = wait,
            },
            _ => new Attempt
            {
                Error = new SyncException(SyncErrorId.ServiceUnavailable, $"The sign-in of {serviceName} is out of order ({text}).", verdict.Advice ?? "Run again later."),
                WasLost = true,
                Again = again,
                Wait = wait,
            },
        };
    }
}

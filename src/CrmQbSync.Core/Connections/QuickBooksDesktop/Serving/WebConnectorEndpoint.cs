using System.Globalization;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>What the Web Connector talks to under the path of one profile: the eight operations, and whose work a session does.</summary>
internal sealed class WebConnectorEndpoint : IAsyncDisposable
{
    /// <summary>What <c>serverVersion</c> says.</summary>
    private static readonly string s_version = typeof(WebConnectorEndpoint).Assembly.GetName().Version?.ToString(3) ?? "0";

    private const string Stopped = "The server was stopped. What the update had done is recorded; run it again when the server is back.";

    private readonly object _gate = new();
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _signingIn = new(1);
    private readonly Queue<TaskCompletionSource<WebConnectorSession>> _waiting = new();
    private WebConnectorSession? _session;
    private WebConnectorSession? _turnedAway;
    private Task _work = Task.CompletedTask;

    public WebConnectorEndpoint(EndpointOptions options, TimeProvider clock)
    {
        (Options, _clock) = (options, clock);
        Guard = new SignInGuard(options.UserName, options.Password, clock);
    }

    /// <summary>What it serves.</summary>
    public EndpointOptions Options { get; }

    /// <summary>Who may sign in.</summary>
    public SignInGuard Guard { get; }

    /// <summary>
    /// Whether large bodies are to be expected: a session is open. One that has ended here may still bring what QuickBooks was at work on, and is to be told the
    /// reason then instead of being refused.
    /// </summary>
    public bool ExpectsAnswers
    {
        get
        {
            lock (_gate)
                return _session is { IsClosed: false } session && session.Silence < Options.Times.Working;
        }
    }

    /// <summary>Waits for the next session, which then is the caller's.</summary>
    public async Task<WebConnectorSession> ExpectAsync(CancellationToken cancellationToken)
    {
        var waiter = new TaskCompletionSource<WebConnectorSession>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            // Nobody calls a server that leaves, and nobody would end the wait.
            if (_stop.IsCancellationRequested)
                waiter.TrySetCanceled(cancellationToken);
            _waiting.Enqueue(waiter);
        }
        // Whoever gave up before a session came gets none; one that came at that very moment is his to end.
        await using var registration = cancellationToken.Register(() => waiter.TrySetCanceled(cancellationToken)).ConfigureAwait(false);
        return await waiter.Task.ConfigureAwait(false);
    }

    /// <summary>Answers a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="caller">The machine that it came from.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The response.</returns>
    /// <exception cref="SoapFaultException">There is no such operation.</exception>
    public async Task<byte[]> AnswerAsync(SoapCall call, CallerMachine caller, CancellationToken cancellationToken)
    {
        if (call.Operation == "authenticate")
            return SoapText.Write(call.Operation, await AuthenticateAsync(call["strUserName"], call["strPassword"], caller, cancellationToken).ConfigureAwait(false));
        try
        {
            return SoapText.Write(call.Operation, await ResultOfAsync(call, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or SoapFaultException) && Find(call) is { } session)
        {
            // A SOAP fault would end the update too, but by a message that says nothing to whoever reads it; so this is told as every other error is.
            session.Break(new SyncException(
                SyncErrorId.ServiceUnavailable,
                $"A fault of the program ended the session ({exception.GetType().Name}).",
                "Run the update again; if it stays so, report it.",
                exception));
            return SoapText.Write(call.Operation, call.Operation switch
            {
                "receiveResponseXML" => "-1",
                "connectionError" => WebConnectorWords.Done,
                _ => "",
            });
        }
    }

    private async Task<string> ResultOfAsync(SoapCall call, CancellationToken cancellationToken) => call.Operation switch
    {
        "serverVersion" => $"CrmQbSync {s_version}",
        // A warning here would open a window, and stall Auto-Run.
        "clientVersion" => "",
        "sendRequestXML" => Find(call) is { } session
            ? await session.TakeAsync(FactsOf(call), cancellationToken).ConfigureAwait(false)
            : "",
        "receiveResponseXML" => Find(call) is { } session
            ? (await session.ReceiveAsync(new LineReply(call.Response, call["hresult"].Trim(), call["message"].Trim()), cancellationToken).ConfigureAwait(false)).ToInvariant()
            : "-1",
        "connectionError" => Find(call)?.CannotOpen(call["hresult"], call["message"]) ?? WebConnectorWords.Done,
        "getLastError" => Find(call)?.LastError() ?? "The session is not known any more. Run the update again.",
        "closeConnection" => Find(call)?.Close() ?? "OK",
        // Only after we ask for interactive mode, which we never do.
        "getInteractiveURL" or "interactiveDone" or "interactiveRejected" => "",
        _ => throw new SoapFaultException(SoapFaultException.Client, "The QuickBooks Web Connector has no such operation."),
    };

    private static SessionFacts FactsOf(SoapCall call) => new(
        call["strHCPResponse"],
        call["strCompanyFileName"],
        HighestVersion: decimal.TryParse($"{call["qbXMLMajorVers"]}.{call["qbXMLMinorVers"]}", NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var version) && version > 0 ? version : null);

    /// <summary>The answer to a call was sent.</summary>
    public void NoteSent(SoapCall call)
    {
        if (call.Operation == "sendRequestXML")
            Find(call)?.NoteSent();
    }

    /// <inheritdoc cref="WebConnectorSession.LetCloseAsync"/>
    public Task LetCloseAsync(TimeSpan busy, TimeSpan told)
    {
        lock (_gate)
            return Task.WhenAll(new[] { _session, _turnedAway }.OfType<WebConnectorSession>().Select(session => session.LetCloseAsync(busy, told)));
    }

    /// <summary>Ends what is under way; a Web Connector that calls still is told so.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        Task work;
        WebConnectorSession? session;
        lock (_gate)
        {
            (work, session) = (_work, _session);
            while (_waiting.TryDequeue(out var waiter))
                waiter.TrySetCanceled();
        }
        try
        {
            await work.ConfigureAwait(false);
        }
        finally
        {
            // A session that another process uses has no work here to end it.
            if (session is { IsLive: true })
                session.Break(new SyncException(SyncErrorId.ServiceUnavailable, Stopped, "Start the server again (Start-QbWebConnector)."));
            _stop.Dispose();
        }
    }

    private WebConnectorSession? Find(SoapCall call)
    {
        lock (_gate)
            return new[] { _session, _turnedAway }.FirstOrDefault(session => session?.Ticket == call["ticket"]);
    }

    private async Task<string[]> AuthenticateAsync(string user, string password, CallerMachine caller, CancellationToken cancellationToken)
    {
        var ticket = Guid.NewGuid().ToString("D");
        var verdict = await Guard.CheckAsync(user, password, caller, cancellationToken).ConfigureAwait(false);
        if (verdict != SignInVerdict.Right)
            return [ticket, verdict == SignInVerdict.Wrong ? WebConnectorWords.InvalidUser : WebConnectorWords.Busy];
        // One after the other: whoever signs in while another waits for the session before to settle may be the same one, who gave up waiting.
        await _signingIn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await BeginAsync(ticket, caller.Origin, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _signingIn.Release();
        }
    }

    /// <summary>Begins a session, or goes on with one that has not begun.</summary>
    private async Task<string[]> BeginAsync(string ticket, string caller, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_session is { } unbegun && unbegun.Caller == caller && unbegun.TryRenew(ticket))
                return [ticket, Options.CompanyFile ?? ""];
        }
        var isFree = await ReplaceAsync(caller, cancellationToken).ConfigureAwait(false);
        var session = new WebConnectorSession(ticket, Options.CompanyFile, caller, _clock, Options.Times);
        lock (_gate)
        {
            if (isFree && Engage(session))
            {
                _session = session;
                return [ticket, Options.CompanyFile ?? ""];
            }
            session.TurnAway(isFree ? "There is nothing to be done at the moment." : "Another session is at work. Run the update again when it is done.");
            _turnedAway = session;
            return [ticket, isFree ? WebConnectorWords.NoWork : WebConnectorWords.Busy];
        }
    }

    /// <summary>
    /// Ends a session that was left open: the Web Connector was killed, or its answer never came. False if that session still goes on, at another
    /// machine, or its work does not end.
    /// </summary>
    private async Task<bool> ReplaceAsync(string caller, CancellationToken cancellationToken)
    {
        Task work;
        lock (_gate)
        {
            work = _work;
            if (_session is { IsLive: true } old)
            {
                if (old.Caller != caller && (old.IsQuickBooksAtWork ? old.Silence < Options.Times.Working : old.Silence < Options.Times.Silence))
                    return false;
                old.Break(new SyncException(
                    SyncErrorId.ServiceUnavailable,
                    "The Web Connector began anew before its session was done; an answer of QuickBooks may have been lost.",
                    "Nothing needs to be done: the new session first finds out what became of the last request."));
            }
        }
        // A run that ended by a fault has ended: its own session was told of it, and the next is none the worse.
        await work.WaitAsync(Options.Times.Settling, _clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return work.IsCompleted;
    }

    /// <summary>Gives a session to whoever waits for one, else to a run. False if there is nothing to do. Call under the gate.</summary>
    private bool Engage(WebConnectorSession session)
    {
        while (_waiting.TryDequeue(out var waiter))
        {
            if (waiter.TrySetResult(session))
                return true;
        }
        if (Options.RunAsync is not { } run || _stop.IsCancellationRequested)
            return false;
        _work = Task.Run(() => WorkAsync(session, run), CancellationToken.None);
        return true;
    }

    private async Task WorkAsync(WebConnectorSession session, Func<WebConnectorSession, CancellationToken, Task<(string? Error, string Summary)>> run)
    {
        try
        {
            var (error, summary) = await run(session, _stop.Token).ConfigureAwait(false);
            session.Finish(error, summary);
        }
        catch (OperationCanceledException)
        {
            session.Finish(Stopped, "Stopped");
        }
        catch (Exception exception)
        {
            // Nobody may be left waiting for a run that is no more; whoever serves gets the fault itself, and its details, in the end.
            session.Finish($"A fault of the program ended the update ({exception.GetType().Name}). Run it again; if it stays so, report it.", "Failed");
            throw;
        }
    }
}

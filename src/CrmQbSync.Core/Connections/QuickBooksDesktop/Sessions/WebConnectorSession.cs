namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>
/// One session of the Web Connector. On one side its calls come in and wait for something to do; on the other the connection hands over documents
/// and waits for what QuickBooks says. The Web Connector calls again and again; we never can.
/// </summary>
internal sealed class WebConnectorSession
{
    private readonly object _gate = new();
    private readonly TimeProvider _clock;
    private readonly SessionTimes _times;
    private readonly ChangeSignal _signal;
    private readonly SessionEnd _end = new();
    private readonly DocumentExchange _exchange = new();
    private CompanyOpening _opening;
    private SessionFacts? _facts;
    private int _takes;
    private int _percent;
    private long _lastCall;

    public WebConnectorSession(string ticket, string? companyFile, string caller, TimeProvider clock, SessionTimes times)
    {
        (Ticket, CompanyFile, Caller, _clock, _times) = (ticket, companyFile, caller, clock, times);
        _lastCall = clock.GetTimestamp();
        _signal = new ChangeSignal(_gate, clock);
        _opening = new CompanyOpening(companyFile);
    }

    /// <summary>What the Web Connector names the session by.</summary>
    public string Ticket { get; private set; }

    /// <summary>The company file that is asked for; null for the one that is open.</summary>
    public string? CompanyFile { get; }

    /// <summary>The machine that called.</summary>
    public string Caller { get; }

    /// <summary>Whether the Web Connector is still expected to call.</summary>
    public bool IsLive => Look(() => !_end.IsOver && !_end.IsLetGo);

    /// <summary>Whether the Web Connector has closed it.</summary>
    public bool IsClosed => Look(() => _end.IsClosed);

    /// <summary>How long it is since the Web Connector called.</summary>
    public TimeSpan Silence => Look(() => _clock.GetElapsedTime(_lastCall));

    /// <summary>Whether QuickBooks has a document that it has not answered.</summary>
    public bool IsQuickBooksAtWork => Look(() => _exchange.IsOutstanding);

    // ---- the side of the connection ----

    /// <summary>Waits for the Web Connector's first word of QuickBooks.</summary>
    public async Task<SessionFacts> OpenAsync(CancellationToken cancellationToken)
    {
        if (!await _signal.WaitAsync(() => _facts is not null || _end.Broken is not null, _times.Opening, cancellationToken).ConfigureAwait(false))
            Break(SessionErrors.Silent("did not get QuickBooks to open the company file"));
        lock (_gate)
            return _facts is not null && _end.Broken is null ? _facts : throw _end.Broken!;
    }

    /// <inheritdoc cref="IQuickBooksLine.SendAsync"/>
    public async Task<LineReply> SendAsync(string document, int percent, Action? onTaken, CancellationToken cancellationToken)
    {
        DocumentExchange.Handover handover;
        lock (_gate)
        {
            ThrowIfOver();
            handover = _exchange.Put(document, onTaken);
            // A bar that goes back tells nobody anything.
            _percent = Math.Clamp(percent, _percent, 99);
            _signal.Raise();
        }
        try
        {
            if (!await _signal.WaitAsync(() => handover.IsTaken || _end.Broken is not null, _times.Silence, cancellationToken).ConfigureAwait(false))
                Break(SessionErrors.Silent("did not call again"));
            else if (!await _signal.WaitAsync(() => handover.Reply is not null || _end.Broken is not null, _times.Working, cancellationToken).ConfigureAwait(false))
                Break(SessionErrors.Silent("did not bring QuickBooks' answer"));
        }
        catch (OperationCanceledException)
        {
            lock (_gate)
                _exchange.Withdraw(handover);
            throw;
        }
        lock (_gate)
            return handover.Reply ?? throw _end.Broken!;
    }

    /// <summary>Ends the session: the next call of the Web Connector is told.</summary>
    /// <param name="error">What went wrong, for its user; null if nothing did.</param>
    /// <param name="summary">What its Status column shows after a session that went well.</param>
    public void Finish(string? error, string? summary = null)
    {
        lock (_gate)
        {
            if (_end.Finish(error, summary))
                _signal.Raise();
        }
    }

    /// <summary>Ends the session from the other side: whoever waits for QuickBooks gets this error.</summary>
    public void Break(SyncException error)
    {
        lock (_gate)
        {
            if (_end.Break(error))
                _signal.Raise();
        }
    }

    /// <summary>
    /// Goes on with a Web Connector that signs in anew before its session began: the answer to its first sign-in was lost, and nothing else could be. False if
    /// the session has begun, or is over.
    /// </summary>
    /// <param name="ticket">What the Web Connector names the session by from now on.</param>
    public bool TryRenew(string ticket)
    {
        lock (_gate)
        {
            if (_facts is not null || _end.IsOver)
                return false;
            Touch();
            Ticket = ticket;
            _opening = new CompanyOpening(CompanyFile);
            return true;
        }
    }

    /// <summary>Ends the session before it begins: there is nothing to be done in it, or not now.</summary>
    public void TurnAway(string reason)
    {
        lock (_gate)
            _end.TurnAway(reason);
    }

    /// <summary>Waits, not longer than that, for the Web Connector to close a session that was ended.</summary>
    public Task WaitForCloseAsync(TimeSpan limit) => _signal.WaitAsync(() => _end.IsClosed || !_end.IsFinished || _end.Broken is not null, limit, CancellationToken.None);

    /// <summary>Waits for the Web Connector to close a session that is over.</summary>
    /// <param name="busy">How long for one that does not know yet: QuickBooks is at work, or its next call is on its way.</param>
    /// <param name="told">How long, since it last called, for one that does, and so has only to ask why and to close.</param>
    public async Task LetCloseAsync(TimeSpan busy, TimeSpan told)
    {
        if (!await _signal.WaitAsync(() => _end.IsClosed || _end.IsTold, busy, CancellationToken.None).ConfigureAwait(false))
            return;
        while (!IsClosed && told - Silence is var left && left > TimeSpan.Zero)
            await _signal.WaitAsync(() => _end.IsClosed, left, CancellationToken.None).ConfigureAwait(false);
    }

    // ---- the side of the Web Connector ----

    /// <summary>sendRequestXML: the next document; empty if there is none (getLastError says why).</summary>
    public async Task<string> TakeAsync(SessionFacts facts, CancellationToken cancellationToken)
    {
        int call;
        lock (_gate)
        {
            Touch();
            call = ++_takes;
            if (_facts is null)
            {
                _facts = facts with { WantedFile = CompanyFile };
                _signal.Raise();
            }
            // It asks for the next without having brought the answer to the last: that is lost.
            if (_exchange.Answer(LineReply.Lost))
                _signal.Raise();
        }
        await HoldAsync(cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            // Whoever asks again has given up the call before; a document that went there would be lost.
            if (_end.IsFailure || call != _takes)
                return "";
            if (_end.IsFinished)
            {
                // Only the answer to a document lets the Web Connector end without an error: one that changes nothing.
                _end.LetGo();
                return QbXmlRequests.Nothing(_facts.VersionOrUsual());
            }
            if (!_exchange.IsQueued)
            {
                _end.SayWait();
                return "";
            }
            _signal.Raise();
            return _exchange.Take();
        }
    }

    /// <summary>The answer to sendRequestXML has been sent.</summary>
    public void NoteSent()
    {
        Action? told;
        lock (_gate)
            told = _exchange.Sent();
        told?.Invoke();
    }

    /// <summary>receiveResponseXML: QuickBooks' answer. Gives the percentage done; -1 for an error.</summary>
    public async Task<int> ReceiveAsync(LineReply reply, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Touch();
            if (_end.IsLetGo)
                return 100;
            // An answer that nobody waits for is one that was brought before.
            if (_exchange.Answer(reply))
                _signal.Raise();
        }
        await HoldAsync(cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            if (_end.IsFailure)
                return -1;
            if (!_end.IsFinished)
                return _percent;
            _end.LetGo();
            return 100;
        }
    }

    /// <summary>connectionError: what to do about QuickBooks not opening.</summary>
    public string CannotOpen(string? result, string? message)
    {
        lock (_gate)
        {
            Touch();
            if (_opening.Next(result) is { } file)
                return file;
            _end.GiveUp(CompanyOpening.Failed(result, message));
            _signal.Raise();
            return WebConnectorWords.Done;
        }
    }

    /// <summary>getLastError: why there was nothing, or what went wrong.</summary>
    public string LastError()
    {
        lock (_gate)
        {
            Touch();
            return _end.LastError.Length > 0 ? _end.LastError : "No error is known.";
        }
    }

    /// <summary>closeConnection: the session is over. Gives the text of the Status column.</summary>
    public string Close()
    {
        lock (_gate)
        {
            Touch();
            _end.Close();
            _signal.Raise();
            return _end.Status;
        }
    }

    /// <summary>Holds a call until there is something to answer, or for as long as the Web Connector can be kept waiting.</summary>
    private async Task HoldAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _signal.WaitAsync(() => _exchange.IsQueued || _end.IsOver, _times.Holding, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
            {
                Touch();
                _end.NoteAnswer();
                _signal.Raise();
            }
        }
    }

    private T Look<T>(Func<T> look)
    {
        lock (_gate)
            return look();
    }

    private void Touch() => _lastCall = _clock.GetTimestamp();

    private void ThrowIfOver()
    {
        if (_end.Broken is not null)
            throw _end.Broken;
        if (_end.IsFinished)
            throw new InvalidOperationException("The session was ended by us.");
    }
}

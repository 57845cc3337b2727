namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>
/// The line of a command that waits for the next session: it listens itself, or, where a server of the same profile runs on this machine already, uses
/// that one's next session.
/// </summary>
internal sealed class WaitingLine(EndpointOptions options, TimeSpan patience, TimeProvider clock, Action<string>? tell) : IQuickBooksLine
{
    private WebConnectorServer? _server;
    private IQuickBooksLine? _line;

    /// <summary>Makes sure, without waiting, that a session can come: the address can be opened, or is served by us already.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        await ListenAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<SessionFacts> OpenAsync(CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            var endpoint = await ListenAsync(either.Token).ConfigureAwait(false);
            tell?.Invoke($"Waiting for the QuickBooks Web Connector at {options.Address.AbsoluteUri}: Update Selected there, or its next Auto-Run.");
            if (endpoint is not null)
                _line = new SessionLine(await endpoint.ExpectAsync(either.Token).ConfigureAwait(false), endsIt: true);
            return await _line!.OpenAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw TimedOut();
        }
    }

    /// <inheritdoc/>
    public Task<LineReply> SendAsync(string document, int percent, CancellationToken cancellationToken) =>
        (_line ?? throw new InvalidOperationException("The line was not opened.")).SendAsync(document, percent, cancellationToken);

    /// <inheritdoc/>
    public Task CloseAsync(string? error) => _line?.CloseAsync(error) ?? Task.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null && _line is SessionLine session)
            await session.LeaveTimeToEndAsync().ConfigureAwait(false);
        if (_line is not null)
            await _line.DisposeAsync().ConfigureAwait(false);
        if (_server is not null)
            await _server.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>The own endpoint; null if another process serves, to which the line then goes.</summary>
    private async Task<WebConnectorEndpoint?> ListenAsync(CancellationToken cancellationToken)
    {
        var endpoint = new WebConnectorEndpoint(options, clock);
        try
        {
            _server = WebConnectorServer.Start([endpoint], clock);
            return endpoint;
        }
        catch (SyncException taken)
        {
            await endpoint.DisposeAsync().ConfigureAwait(false);
            _line = await RelayedLine.FindAsync(options.Binding, options.Password, cancellationToken).ConfigureAwait(false);
            if (_line is null)
                throw new SyncException(taken.Id, taken.Message, taken.Advice, taken) { Subject = taken.Subject };
            return null;
        }
    }

    private SyncException TimedOut() => new(
        SyncErrorId.WebConnectorTimeout,
        $"No session of the QuickBooks Web Connector came to {options.Address.AbsoluteUri} within {patience.TotalMinutes:0.#} minutes (profile '{options.Profile}').",
        "Look whether QuickBooks and the Web Connector run, the application is ticked there (Auto-Run, or Update Selected), its password is the profile's, and the "
            + "address in its .qwc file is this one. -TimeoutMinutes waits longer.");
}

using System.Globalization;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>
/// The line of a command that waits for the next session: it listens itself, or, where a server of the same profile runs on this machine already, uses
/// that one's next session.
/// </summary>
/// <param name="findOptions">Gives what is served; asked once, as secrets have to be looked up.</param>
/// <param name="patience">How long to wait for a session.</param>
/// <param name="clock">The clock.</param>
/// <param name="tell">Is told every other second where, how long, and of how long it is waited; null for not.</param>
internal sealed class WaitingLine(
    Func<CancellationToken, Task<EndpointOptions>> findOptions, TimeSpan patience, TimeProvider clock, Action<Uri, TimeSpan, TimeSpan>? tell) : IQuickBooksLine
{
    private static readonly TimeSpan s_pace = TimeSpan.FromSeconds(2);

    private EndpointOptions? _options;
    private WebConnectorServer? _server;
    private IQuickBooksLine? _line;
    private CancellationToken _stop;
    private CancellationTokenRegistration _leaving;

    /// <summary>Makes sure, without waiting, that a session can come: the address can be opened, or is served by us already.</summary>
    /// <exception cref="SyncException">ListenFailed, SecretMissing, ProfileInvalid.</exception>
    public Task CheckAsync(CancellationToken cancellationToken) => ListenAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<SessionFacts> OpenAsync(CancellationToken cancellationToken)
    {
        _stop = cancellationToken;
        using var late = new CancellationTokenSource(patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            var expecting = await ListenAsync(either.Token).ConfigureAwait(false);
            _leaving = cancellationToken.Register(() => _server?.BeginLeaving());
            if (expecting is null)
                return await TellingAsync(_line!.OpenAsync(either.Token), either.Token).ConfigureAwait(false);
            _line = new SessionLine(await TellingAsync(expecting, either.Token).ConfigureAwait(false), endsIt: true);
            return await _line.OpenAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw TimedOut();
        }
    }

    /// <inheritdoc/>
    public Task<LineReply> SendAsync(string document, int percent, Action? onTaken, CancellationToken cancellationToken) =>
        (_line ?? throw new InvalidOperationException("The line was not opened.")).SendAsync(document, percent, onTaken, cancellationToken);

    /// <inheritdoc/>
    public Task CloseAsync(string? error) => _line?.CloseAsync(error) ?? Task.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _leaving.DisposeAsync().ConfigureAwait(false);
        // Whoever stops a command waits for nobody longer than it takes the server to tell the Web Connector as it leaves.
        if (_server is not null && _line is SessionLine session && !_stop.IsCancellationRequested)
            await session.LeaveTimeToEndAsync().ConfigureAwait(false);
        if (_line is not null)
            await _line.DisposeAsync().ConfigureAwait(false);
        if (_server is not null)
            await _server.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>The own endpoint's next session; null if another process serves, to which the line then goes.</summary>
    private async Task<Task<WebConnectorSession>?> ListenAsync(CancellationToken cancellationToken)
    {
        _options = await findOptions(cancellationToken).ConfigureAwait(false);
        var endpoint = new WebConnectorEndpoint(_options, clock);
        // Before anybody can call: a session must find who waits for it.
        var expecting = endpoint.ExpectAsync(cancellationToken);
        try
        {
            _server = WebConnectorServer.Start([endpoint], clock);
            return expecting;
        }
        catch (SyncException) when (_server is null)
        {
            await endpoint.DisposeAsync().ConfigureAwait(false);
            _line = await RelayedLine.FindAsync(_options.Binding, _options.Password, cancellationToken).ConfigureAwait(false);
            if (_line is null)
                throw;
            return null;
        }
    }

    private async Task<T> TellingAsync<T>(Task<T> waited, CancellationToken cancellationToken)
    {
        if (tell is null)
            return await waited.ConfigureAwait(false);
        var started = clock.GetTimestamp();
        tell(_options!.Address, TimeSpan.Zero, patience);
        while (!waited.IsCompleted)
        {
            await Task.WhenAny(waited, Task.Delay(s_pace, clock, cancellationToken)).ConfigureAwait(false);
            if (!waited.IsCompleted)
                tell(_options.Address, clock.GetElapsedTime(started), patience);
        }
        return await waited.ConfigureAwait(false);
    }

    private SyncException TimedOut() => new(
        SyncErrorId.WebConnectorTimeout,
        string.Create(
            CultureInfo.InvariantCulture,
            $"No session of the QuickBooks Web Connector came to {_options?.Address.AbsoluteUri} within {patience.TotalMinutes:0.#} {(patience == TimeSpan.FromMinutes(1) ? "minute" : "minutes")} (profile '{_options?.Profile}')."),
        "Look whether QuickBooks and the Web Connector run, the application is ticked there (Auto-Run, or Update Selected), its password is the profile's, and the "
            + "address in its .qwc file is this one. -TimeoutMinutes waits longer.");
}

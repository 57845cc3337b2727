namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>The line of a session that is open in this process.</summary>
/// <param name="session">The session.</param>
/// <param name="endsIt">Whether closing the line ends the session; else whoever serves it does, who knows how the run ended.</param>
internal sealed class SessionLine(WebConnectorSession session, bool endsIt) : IQuickBooksLine
{
    /// <summary>A Web Connector that was told to wait calls again after five seconds.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(8);

    /// <inheritdoc/>
    public Task<SessionFacts> OpenAsync(CancellationToken cancellationToken) => session.OpenAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<LineReply> SendAsync(string document, int percent, Action? onTaken, CancellationToken cancellationToken) =>
        session.SendAsync(document, percent, onTaken, cancellationToken);

    /// <inheritdoc/>
    public Task CloseAsync(string? error)
    {
        if (endsIt)
            session.Finish(error);
        return Task.CompletedTask;
    }

    /// <summary>
    /// After the end was told, the Web Connector still makes a call or two to end its session; a server that vanished meanwhile would look like a failure.
    /// </summary>
    public Task LeaveTimeToEndAsync() => session.WaitForCloseAsync(s_patience);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

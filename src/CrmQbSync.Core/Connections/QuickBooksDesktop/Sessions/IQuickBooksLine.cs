namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>The way to QuickBooks while a session of the Web Connector is open: qbXML goes there, and the answer comes back.</summary>
internal interface IQuickBooksLine : IAsyncDisposable
{
    /// <summary>Waits until the Web Connector has a session with QuickBooks.</summary>
    /// <exception cref="SyncException">WebConnectorTimeout, ListenFailed, ServiceUnavailable: there will be none.</exception>
    Task<SessionFacts> OpenAsync(CancellationToken cancellationToken);

    /// <summary>Hands over a document and waits for what QuickBooks says.</summary>
    /// <param name="document">The qbXML document.</param>
    /// <param name="percent">How much of the work is done before it, 0 to 99, for the Web Connector's progress bar.</param>
    /// <param name="onTaken">Told, at once and briefly, when the Web Connector has the document; null for nobody.</param>
    /// <param name="cancellationToken">Ends the wait; a document that the Web Connector already has is carried out all the same.</param>
    /// <exception cref="SyncException">ServiceUnavailable or Cancelled: the session is over.</exception>
    Task<LineReply> SendAsync(string document, int percent, Action? onTaken, CancellationToken cancellationToken);

    /// <summary>Ends the session.</summary>
    /// <param name="error">What the user of the Web Connector is told went wrong; null if nothing did.</param>
    Task CloseAsync(string? error);
}

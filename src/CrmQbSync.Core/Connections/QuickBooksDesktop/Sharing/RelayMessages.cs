namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>A document that another process hands over to a session here.</summary>
/// <param name="Document">The qbXML document.</param>
/// <param name="Percent">How much of the work is done before it.</param>
internal sealed record RelayedDocument(string Document, int Percent);

/// <summary>The end of a session as the other process sees it.</summary>
/// <param name="Error">What went wrong; null if nothing did.</param>
internal sealed record RelayedEnd(string? Error);

/// <summary>An error on its way to the other process.</summary>
/// <param name="Id">The error's id.</param>
/// <param name="Message">What was wrong.</param>
/// <param name="Advice">What to do.</param>
internal sealed record RelayedError(SyncErrorId Id, string Message, string Advice);

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>A document that another process hands over to a session here.</summary>
/// <param name="Document">The qbXML document.</param>
/// <param name="Percent">How much of the work is done before it.</param>
internal sealed record RelayedDocument(string Document, int Percent);

/// <summary>What QuickBooks said, on its way to the other process.</summary>
/// <param name="Response">The qbXML.</param>
/// <param name="HResult">The HRESULT in place of it.</param>
/// <param name="Message">The text of the HRESULT.</param>
/// <param name="IsLost">Whether no answer came at all.</param>
internal sealed record RelayedReply(string Response, string HResult, string Message, bool IsLost)
{
    /// <summary>That of a reply; null if there is none yet.</summary>
    /// <exception cref="SyncException">ServiceRejected: the response is not escaped as it should be.</exception>
    public static RelayedReply? Of(LineReply? reply) =>
        reply is null ? null : new RelayedReply(QbXmlText.Whole(reply.Response), reply.HResult, reply.Message, reply.IsLost);

    /// <summary>The reply.</summary>
    public LineReply ToReply() => new(ResponseText.Of(Response), HResult, Message, IsLost);
}

/// <summary>The end of a session as the other process sees it.</summary>
/// <param name="Error">What went wrong; null if nothing did.</param>
internal sealed record RelayedEnd(string? Error);

/// <summary>An error on its way to the other process.</summary>
/// <param name="Id">The error's id.</param>
/// <param name="Message">What was wrong.</param>
/// <param name="Advice">What to do.</param>
internal sealed record RelayedError(SyncErrorId Id, string Message, string Advice);

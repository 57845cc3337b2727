namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>What came back for a document.</summary>
/// <param name="Response">The qbXML of QuickBooks; empty if there is none.</param>
/// <param name="HResult">The HRESULT in place of it; empty if there is none.</param>
/// <param name="Message">The text of the HRESULT.</param>
/// <param name="IsLost">Whether no answer came at all: the document may or may not have been carried out.</param>
internal sealed record LineReply(ResponseText Response, string HResult = "", string Message = "", bool IsLost = false)
{
    /// <summary>An HRESULT, or another reason, in place of a response.</summary>
    public LineReply(string hresult, string message)
        : this(ResponseText.None, hresult, message)
    {
    }

    /// <summary>The response got lost between QuickBooks and us, and the session goes on.</summary>
    public static LineReply Lost { get; } = new(ResponseText.None, "", "The response was lost on its way.", true);
}

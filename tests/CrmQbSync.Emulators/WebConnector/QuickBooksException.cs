namespace CrmQbSync.Emulators.WebConnector;

/// <summary>QuickBooks' request processor refuses a whole message: an HRESULT and its text.</summary>
public sealed class QuickBooksException(string hresult, string message) : Exception(message)
{
    /// <summary>Such as <c>0x80040400</c>.</summary>
    public string HResultText { get; } = hresult;
}

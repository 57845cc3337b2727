namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>A call that is answered with a SOAP fault, whose text the Web Connector shows to its user.</summary>
/// <param name="code">Whose fault it is; one of the constants below.</param>
/// <param name="text">What was wrong, in a sentence.</param>
internal sealed class SoapFaultException(string code, string text) : Exception(text)
{
    /// <summary>The caller's: the message is not as it has to be.</summary>
    public const string Client = "Client";

    /// <summary>Ours.</summary>
    public const string Server = "Server";

    /// <summary>The envelope is that of another version of SOAP.</summary>
    public const string VersionMismatch = "VersionMismatch";

    /// <summary>A header asks for something that is not known here, and insists on it.</summary>
    public const string MustUnderstand = "MustUnderstand";

    /// <summary>Whose fault it is.</summary>
    public string Code { get; } = code;

    /// <summary>Whether the message's body is what could not be dealt with, which the fault then has to say by having details, be they empty.</summary>
    public bool IsOfBody => Code is Client or Server;
}

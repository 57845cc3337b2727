namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>A call of the Web Connector.</summary>
/// <param name="Operation">The operation's name, such as sendRequestXML.</param>
/// <param name="Arguments">Its arguments by name; an empty or missing one is not there.</param>
/// <param name="Response">QuickBooks' response in it, which may be large; empty where there is none.</param>
internal sealed record SoapCall(string Operation, IReadOnlyDictionary<string, string> Arguments, ResponseText Response)
{
    /// <summary>An argument; empty if it was not sent.</summary>
    public string this[string name] => Arguments.TryGetValue(name, out var value) ? value : "";
}

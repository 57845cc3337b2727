namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>The words that mean something to the Web Connector (Intuit's Programmer's Guide).</summary>
internal static class WebConnectorWords
{
    /// <summary>getLastError: wait five seconds and ask again.</summary>
    public const string Wait = "NoOp";

    /// <summary>connectionError: give up.</summary>
    public const string Done = "done";

    /// <summary>authenticate: wrong user or password.</summary>
    public const string InvalidUser = "nvu";

    /// <summary>authenticate: nothing to do.</summary>
    public const string NoWork = "none";

    /// <summary>authenticate: try later.</summary>
    public const string Busy = "busy";
}

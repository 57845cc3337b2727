namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>Why a session ended before it was done.</summary>
internal static class SessionErrors
{
    /// <summary>Its user ended it in the Web Connector's window.</summary>
    public static SyncException EndedThere() => new(
        SyncErrorId.Cancelled,
        "The update was ended in the Web Connector before it was done. What it had done is recorded.",
        "Run the update again: it goes on where this one stopped.");

    /// <summary>The Web Connector did not do something in time.</summary>
    /// <param name="what">What it did not do, as the sentence goes on.</param>
    public static SyncException Silent(string what) => new(
        SyncErrorId.ServiceUnavailable,
        $"The Web Connector {what} in time.",
        "Look whether the Web Connector still runs and QuickBooks shows no message, then run the update again.");
}

namespace CrmQbSync.Emulators.WebConnector;

/// <summary>What goes wrong around one request of a session.</summary>
public enum RequestFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The Web Connector is killed before QuickBooks gets the request.</summary>
    KilledBefore,

    /// <summary>The Web Connector is killed after QuickBooks carried the request out; the response is lost.</summary>
    KilledAfter,

    /// <summary>The response is lost, and the Web Connector goes on with the next sendRequestXML.</summary>
    ResponseLost,

    /// <summary>The response is handed over twice.</summary>
    ReceivedTwice,

    /// <summary>QuickBooks refuses the request with <see cref="UpdatePlan.HResult"/> without carrying it out.</summary>
    Refused,

    /// <summary>QuickBooks carries the request out and gives <see cref="UpdatePlan.HResult"/> in place of a response.</summary>
    AnsweredWithError,

    /// <summary>The user cancels the update: closeConnection in place of the next call.</summary>
    Cancelled,
}

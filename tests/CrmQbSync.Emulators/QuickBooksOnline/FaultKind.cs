namespace CrmQbSync.Emulators.QuickBooksOnline;

/// <summary>What goes wrong with a call.</summary>
public enum FaultKind
{
    /// <summary>HTTP 503 with an HTML page; nothing was done.</summary>
    ErrorBefore,

    /// <summary>HTTP 502 with an HTML page; everything was done.</summary>
    ErrorAfter,

    /// <summary>HTTP 500 with a SystemFault; nothing was done.</summary>
    SystemFault,

    /// <summary>The connection breaks; nothing was done.</summary>
    ResetBefore,

    /// <summary>The connection breaks; everything was done.</summary>
    ResetAfter,

    /// <summary>Half of the answer, then the connection breaks; everything was done.</summary>
    TornBody,

    /// <summary>No answer until the caller gives up; nothing was done.</summary>
    HangBefore,

    /// <summary>No answer until the caller gives up; everything was done.</summary>
    HangAfter,

    /// <summary>HTTP 401 in the gateway's layout, the access token in its text.</summary>
    Unauthorized,

    /// <summary>HTTP 401 in XML: the token is good, the company another.</summary>
    WrongCompanyXml,

    /// <summary>HTTP 401, code 120: the user is no administrator of the company any more.</summary>
    AccessLost,

    /// <summary>HTTP 403, code 3100: sandbox and production mixed up.</summary>
    Forbidden,

    /// <summary>HTTP 429.</summary>
    Throttled,

    /// <summary>A fault of the company: its subscription has ended.</summary>
    SubscriptionEnded,
}

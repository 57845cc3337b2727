namespace CrmQbSync.Emulators.ZohoCrm;

/// <summary>What goes wrong with a call.</summary>
public enum ZohoFaultKind
{
    /// <summary>500, and nothing was done.</summary>
    ErrorBefore,

    /// <summary>500, but it was done.</summary>
    ErrorAfter,

    /// <summary>The connection is cut and nothing was done.</summary>
    ResetBefore,

    /// <summary>The connection is cut, but it was done.</summary>
    ResetAfter,

    /// <summary>It was done; half of the answer comes.</summary>
    TornBody,

    /// <summary>It is done, and the answer takes a while.</summary>
    Slow,

    /// <summary>The access token is not accepted.</summary>
    Unauthorized,

    /// <summary>Too many requests, with Retry-After.</summary>
    TooManyWithWait,

    /// <summary>Too many requests, without a word when to come again.</summary>
    TooMany,

    /// <summary>A gateway's page: the service is not available; with Retry-After where the fault has a delay.</summary>
    Unavailable,

    /// <summary>404: what is asked for is not there (any more).</summary>
    NotFound,

    /// <summary>A proxy answers in the service's place: status 200 and nothing else.</summary>
    EmptyAnswer,

    /// <summary>A proxy answers in the service's place: status 200 and a page.</summary>
    StrangePage,

    /// <summary>A proxy answers in the service's place: status 403 and a page.</summary>
    BlockingPage,

    /// <summary>A network that wants people to sign in answers in the service's place: 302 to its own page.</summary>
    Redirect,
}

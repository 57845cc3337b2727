namespace CrmQbSync.Connections.Http;

/// <summary>What a reply means for the request.</summary>
internal enum VerdictKind
{
    /// <summary>The connection reads it.</summary>
    Ok,

    /// <summary>The access token is not accepted: renewed once, and the request sent again. A second time it is <see cref="SignInRefused"/>.</summary>
    SignInExpired,

    /// <summary>The sign-in lacks a right or has ended for good; no renewal helps. AuthenticationFailed.</summary>
    SignInRefused,

    /// <summary>Too many requests for the moment; nothing was done. Waited for and repeated, whatever the request; in the end RateLimited.</summary>
    Throttled,

    /// <summary>What the service allows for the day or month is used up; nothing was done. RateLimited at once.</summary>
    CreditsGone,

    /// <summary>The service is out of order (5xx); the request may or may not have been done.</summary>
    Unavailable,

    /// <summary>The service refuses the request for good; nothing was done. ServiceRejected, or given back (<see cref="ServiceRequest.TakesRejections"/>).</summary>
    Rejected,
}

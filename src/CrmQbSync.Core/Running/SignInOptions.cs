namespace CrmQbSync.Running;

/// <summary>How to sign in. With nothing given: by browser and a listener on this machine.</summary>
public sealed record SignInOptions
{
    /// <summary>The registered redirect address; null for the service's default on this machine. Where it is not on this machine, the user pastes the address that the browser ended on.</summary>
    public Uri? RedirectUri { get; init; }

    /// <summary>The whole address that the browser ended on; null if it is to come by the listener or to be asked for. Never shown.</summary>
    public string? RedirectedUrl { get; init; }

    /// <summary>An authorization code made elsewhere; null for none. Never shown.</summary>
    public string? AuthorizationCode { get; init; }

    /// <summary>The company's ID beside a code; null for none.</summary>
    public string? RealmId { get; init; }

    /// <summary>How long to wait for the user's consent. Default 5 minutes.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Never a code.</summary>
    public override string ToString() => "a way to sign in";
}

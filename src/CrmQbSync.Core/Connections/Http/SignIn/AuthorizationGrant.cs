using System.Collections.Immutable;

namespace CrmQbSync.Connections.Http;

/// <summary>What the user's consent gave.</summary>
internal sealed record AuthorizationGrant
{
    /// <summary>The code to be exchanged for tokens. Never shown.</summary>
    public required string Code { get; init; }

    /// <summary>The address that the browser was sent to; null for a code that was made without one.</summary>
    public Uri? RedirectUri { get; init; }

    /// <summary>The other parameters of the redirect (<c>realmId</c>, <c>accounts-server</c>, …), and what the user gave in their place.</summary>
    public ImmutableDictionary<string, string> Parameters { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Never the code.</summary>
    public override string ToString() => "an authorization code";
}

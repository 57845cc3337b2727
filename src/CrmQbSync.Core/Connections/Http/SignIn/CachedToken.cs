using System.Collections.Immutable;

namespace CrmQbSync.Connections.Http;

/// <summary>What is kept of a sign-in beside its refresh token.</summary>
internal sealed record CachedToken
{
    /// <summary>Nothing yet.</summary>
    public static CachedToken Empty { get; } = new();

    /// <summary>The access token; null if there is none yet.</summary>
    public AccessToken? Token { get; init; }

    /// <summary>When it came.</summary>
    public DateTimeOffset SavedAt { get; init; }

    /// <summary>From when on it is renewed.</summary>
    public DateTimeOffset RenewAt { get; init; }

    /// <summary>When the refresh token ends if it is not used; null if never or unknown.</summary>
    public DateTimeOffset? RefreshEndsAt { get; init; }

    /// <summary>When consent must be given anew; null if never or unknown.</summary>
    public DateTimeOffset? ConsentEndsAt { get; init; }

    /// <summary>The scopes that were granted; null if unknown.</summary>
    public string? Scopes { get; init; }

    /// <summary>Small values that belong to the sign-in.</summary>
    public ImmutableDictionary<string, string> Remembered { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Never the token.</summary>
    public override string ToString() => "a cached token";
}

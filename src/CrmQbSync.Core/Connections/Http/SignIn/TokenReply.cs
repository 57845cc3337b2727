using System.Collections.Immutable;

namespace CrmQbSync.Connections.Http;

/// <summary>What a token endpoint's reply says, read by the service's dialect.</summary>
internal sealed record TokenReply
{
    /// <summary>Ok: the tokens below are there. SignInRefused: final, the user must connect again. Rejected: the client or the request is wrong. Throttled, Unavailable: try later.</summary>
    public required ReplyVerdict Verdict { get; init; }

    /// <summary>The access token; null unless Ok.</summary>
    public string? AccessToken { get; init; }

    /// <summary>How long the access token lives.</summary>
    public TimeSpan ExpiresIn { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The refresh token; null if the reply gives none (the one before holds).</summary>
    public string? RefreshToken { get; init; }

    /// <summary>How long the refresh token lives if it is not used; null if the service does not say.</summary>
    public TimeSpan? RefreshExpiresIn { get; init; }

    /// <summary>How long the consent lives, however often it is used; null if the service does not say.</summary>
    public TimeSpan? ConsentExpiresIn { get; init; }

    /// <summary>The scopes that were granted; null if the reply does not say.</summary>
    public string? Scopes { get; init; }

    /// <summary>What else is worth keeping beside the access token, such as <c>api_domain</c>. No secrets.</summary>
    public ImmutableDictionary<string, string> Facts { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Never a token.</summary>
    public override string ToString() => $"a token reply: {Verdict.Kind}";
}

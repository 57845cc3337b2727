using System.Collections.Immutable;

namespace CrmQbSync.Connections.Http;

/// <summary>What requests are authorised with.</summary>
internal sealed record AccessToken
{
    /// <summary>The token. Never shown.</summary>
    public required string Value { get; init; }

    /// <summary>When it ends, by this machine's clock; counted from its arrival, so that a clock that is off does no harm.</summary>
    public required DateTimeOffset EndsAt { get; init; }

    /// <summary>What else the token reply said (<see cref="TokenReply.Facts"/>), such as the API's host.</summary>
    public ImmutableDictionary<string, string> Facts { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Never the token.</summary>
    public override string ToString() => "an access token";
}

using CrmQbSync.Profiles;

namespace CrmQbSync.Connections.Http;

/// <summary>What a profile says of a sign-in. Values are resolved when they are needed, since a refresh token may have been renewed meanwhile.</summary>
internal sealed record SignInSettings
{
    /// <summary>The profile.</summary>
    public required SyncProfile Profile { get; init; }

    /// <summary>The side.</summary>
    public required Side Side { get; init; }

    /// <summary>The client ID.</summary>
    public required ProfileValue ClientId { get; init; }

    /// <summary>The client secret.</summary>
    public required ProfileValue ClientSecret { get; init; }

    /// <summary>The refresh token as the profile gives it; null for <see cref="DefaultSecret"/>.</summary>
    public required ProfileValue? RefreshToken { get; init; }

    /// <summary>The secret that holds the refresh token where the profile does not say: <c>NAME-crm-refresh</c> or <c>NAME-qb-refresh</c>.</summary>
    public string DefaultSecret => $"{Profile.Name}-{(Side == Side.Crm ? "crm" : "qb")}-refresh";

    /// <summary>The one secret that holds the refresh token; null if the profile takes it from elsewhere (a variable), where nothing can be written.</summary>
    public string? RefreshSecret => RefreshToken switch
    {
        null => DefaultSecret,
        { IsOneSecret: true } value => value.SecretNames[0],
        _ => null,
    };

    /// <summary>The cmdlet that signs in: "Connect-CrmAccount".</summary>
    public string ConnectCmdlet => Side == Side.Crm ? "Connect-CrmAccount" : "Connect-QbAccount";

    /// <summary>What a user does when the sign-in has ended, as a sentence.</summary>
    public string ConnectAdvice => $"Connect again: {ConnectCmdlet} -Profile '{Profile.Path}'.";
}

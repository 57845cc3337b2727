using CrmQbSync.Profiles;
using CrmQbSync.Secrets;

namespace CrmQbSync.Connections.QuickBooksOnline;

/// <summary>Where a profile's company is, with everything resolved.</summary>
internal sealed record IntuitAddresses
{
    /// <summary>The company's id.</summary>
    public required string Realm { get; init; }

    /// <summary>Scheme, host and port of the API.</summary>
    public required Uri Api { get; init; }

    /// <summary>The token endpoint.</summary>
    public required Uri Token { get; init; }

    /// <summary>The page where a user consents.</summary>
    public required Uri Authorize { get; init; }

    /// <summary>Where a sign-in is ended.</summary>
    public required Uri Revoke { get; init; }

    /// <summary>The addresses of a profile: Intuit's own, or a test server's, whose sign-in pages lie beside the token endpoint that the profile names.</summary>
    /// <exception cref="SyncException">SecretMissing, SecretStoreFailed, ProfileInvalid for a value that is no address.</exception>
    public static async Task<IntuitAddresses> ResolveAsync(QuickBooksOnlineSettings settings, ISecretSource secrets, CancellationToken cancellationToken)
    {
        var named = new[] { settings.RealmId, settings.ApiUrl, settings.TokenUrl }.OfType<ProfileValue>().ToList();
        var values = await secrets.ResolveAllAsync(named, cancellationToken).ConfigureAwait(false);
        string? ValueOf(ProfileValue? setting) => setting is null ? null : values[named.IndexOf(setting)];
        var token = AddressOf(settings.TokenUrl, ValueOf(settings.TokenUrl));
        return new IntuitAddresses
        {
            Realm = ValueOf(settings.RealmId)!.Trim(),
            Api = AddressOf(settings.ApiUrl, ValueOf(settings.ApiUrl)) ?? new Uri(settings.Environment == QuickBooksEnvironment.Sandbox
                ? "https://sandbox-quickbooks.api.intuit.com"
                : "https://quickbooks.api.intuit.com"),
            Token = token ?? new Uri("https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer"),
            Authorize = token is null ? new Uri("https://appcenter.intuit.com/connect/oauth2") : new Uri(token, "/connect/oauth2"),
            Revoke = token is null ? new Uri("https://developer.api.intuit.com/v2/oauth2/tokens/revoke") : new Uri(token, "/v2/oauth2/tokens/revoke"),
        };
    }

    private static Uri? AddressOf(ProfileValue? setting, string? value)
    {
        if (setting is null)
            return null;
        return Uri.TryCreate(value, UriKind.Absolute, out var address) && address.Scheme is "https" or "http"
            ? address
            : throw new SyncException(
                SyncErrorId.ProfileInvalid,
                $"{setting.Place}: {setting.Key}: what it stands for is no address.",
                "Give an address that begins with https://.");
    }
}

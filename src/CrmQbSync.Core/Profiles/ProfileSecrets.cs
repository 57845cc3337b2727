using System.Collections.Immutable;

namespace CrmQbSync.Profiles;

/// <summary>The secrets that a profile needs.</summary>
internal static class ProfileSecrets
{
    /// <summary>Their names, each with the command that signs in anew where it is one of ours to write; null where a person sets it.</summary>
    public static IEnumerable<(string Name, string? SignIn)> Of(SyncProfile profile)
    {
        var named = Values(profile).OfType<ProfileValue>().SelectMany(value => value.SecretNames).Distinct(StringComparer.Ordinal).Select(name => (name, (string?)null));
        return named.Concat(SignIns(profile)).DistinctBy(secret => secret.Item1, StringComparer.Ordinal);
    }

    private static IEnumerable<ProfileValue?> Values(SyncProfile profile) =>
        [profile.Proxy, .. OfConnection(profile.Crm), .. OfConnection(profile.Qb), .. OfNotify(profile.Notify)];

    private static ImmutableArray<ProfileValue?> OfConnection(ConnectionSettings settings) => settings switch
    {
        ZohoCrmSettings zoho => [zoho.ClientId, zoho.ClientSecret, zoho.RefreshToken, zoho.AccountsUrl, zoho.ApiUrl],
        QuickBooksOnlineSettings online => [online.ClientId, online.ClientSecret, online.RefreshToken, online.TokenUrl, online.ApiUrl],
        QuickBooksDesktopSettings desktop => [desktop.CompanyFile, desktop.Listen, desktop.UserName, desktop.Password],
        _ => [],
    };

    private static IEnumerable<ProfileValue?> OfNotify(NotifySettings? notify) => notify is null
        ? []
        : [notify.Smtp?.Host, notify.Smtp?.From, notify.Smtp?.UserName, notify.Smtp?.Password, .. notify.Smtp?.To ?? [], notify.Webhook?.Url, .. notify.Command];

    /// <summary>Where a refresh token is not named, it is the secret that the sign-in writes.</summary>
    private static IEnumerable<(string, string?)> SignIns(SyncProfile profile)
    {
        if (profile.Crm is ZohoCrmSettings { RefreshToken: null })
            yield return ($"{profile.Name}-crm-refresh", "Connect-CrmAccount");
        if (profile.Qb is QuickBooksOnlineSettings { RefreshToken: null })
            yield return ($"{profile.Name}-qb-refresh", "Connect-QbAccount");
    }
}

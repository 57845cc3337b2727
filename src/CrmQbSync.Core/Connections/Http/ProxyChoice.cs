using System.Net;
using CrmQbSync.Secrets;

namespace CrmQbSync.Connections.Http;

/// <summary>Which way requests go out.</summary>
internal sealed class ProxyChoice
{
    private ProxyChoice(bool isUsed, Uri? address, ICredentials? credentials)
    {
        IsUsed = isUsed;
        Address = address;
        Credentials = credentials;
    }

    /// <summary>The system's proxy, with the user's own credentials.</summary>
    public static ProxyChoice System { get; } = new(true, null, CredentialCache.DefaultCredentials);

    /// <summary>No proxy, whatever the system says.</summary>
    public static ProxyChoice None { get; } = new(false, null, null);

    /// <summary>Whether a proxy is used at all.</summary>
    public bool IsUsed { get; }

    /// <summary>The proxy that the profile names, without user and password; null for the system's.</summary>
    public Uri? Address { get; }

    /// <summary>What the proxy is told if it asks.</summary>
    public ICredentials? Credentials { get; }

    /// <summary>What messages call it.</summary>
    public string Name => Address is null ? "the system's proxy" : $"the proxy {Address.Scheme}://{Address.Authority}";

    /// <summary>What a profile says.</summary>
    /// <exception cref="SyncException">SecretMissing, SecretStoreFailed, ProfileInvalid.</exception>
    public static async Task<ProxyChoice> OfAsync(SyncProfile profile, ISecretSource secrets, CancellationToken cancellationToken)
    {
        if (profile.Proxy is not { } setting)
            return System;
        var value = (await secrets.ResolveAsync(setting, cancellationToken).ConfigureAwait(false)).Trim();
        if (value.Equals("none", StringComparison.OrdinalIgnoreCase))
            return None;
        if (!Uri.TryCreate(value, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https" or "socks4" or "socks4a" or "socks5"))
        {
            // The value may hold a password, so it is not shown.
            throw new SyncException(
                SyncErrorId.ProfileInvalid,
                $"{setting.Place}: {setting.Key}: this is no address of a proxy.",
                "Write it like http://proxy:8080, or none.")
            {
                Subject = profile.Path,
            };
        }
        return Of(address);
    }

    /// <summary>A proxy by its address; user and password in it are what it is told.</summary>
    public static ProxyChoice Of(Uri address)
    {
        if (address.UserInfo.Length == 0)
            return new ProxyChoice(true, address, CredentialCache.DefaultCredentials);
        var parts = address.UserInfo.Split(':', 2);
        var credentials = new NetworkCredential(Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
        return new ProxyChoice(true, new UriBuilder(address) { UserName = "", Password = "" }.Uri, credentials);
    }
}

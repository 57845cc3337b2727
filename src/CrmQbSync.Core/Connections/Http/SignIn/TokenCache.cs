using System.Security.Cryptography;
using System.Text;
using CrmQbSync.Secrets;
using Newtonsoft.Json;

namespace CrmQbSync.Connections.Http;

/// <summary>
/// The sealed file that all processes of the user share an access token by. It is named after the client and the place of the refresh token, and counts
/// only for the refresh token that it was written with: after another sign-in nothing in it holds any more.
/// </summary>
internal sealed class TokenCache
{
    private const string Purpose = "CrmQbSync access token";

    private readonly PrivateFolder _folder;
    private readonly WebServices _web;
    private readonly string _name;

    /// <summary>The cache of a sign-in.</summary>
    public TokenCache(WebServices web, string storeName, SignInSettings settings)
    {
        _web = web;
        _folder = new PrivateFolder(Path.Combine(web.Home, "tokens"), PrivateFiles.OfUser());
        // Two profiles that take the refresh token from one place share the cache too.
        _name = HashOf(string.Join('\n', storeName, settings.RefreshSecret ?? settings.RefreshToken!.ToString(), settings.Profile.SettingsOf(settings.Side).Type));
    }

    /// <summary>Waits until no other process renews this sign-in.</summary>
    /// <exception cref="SyncException">SecretStoreFailed.</exception>
    public Task<IDisposable> LockAsync(CancellationToken cancellationToken) => _folder.LockAsync(_name + ".lock", cancellationToken);

    /// <summary>What was kept with a refresh token; null if nothing was, or it cannot be unsealed any more.</summary>
    /// <exception cref="SyncException">SecretStoreFailed if others can read the file.</exception>
    public CachedToken? Read(string refreshToken)
    {
        if (_folder.Read(_name + ".token") is not { } sealedBytes)
            return null;
        try
        {
            var plain = _web.Protection.Unprotect(sealedBytes, Purpose);
            var content = JsonConvert.DeserializeObject<Content>(Encoding.UTF8.GetString(plain));
            return content?.RefreshHash == HashOf(refreshToken) ? content.Cached : null;
        }
        catch (Exception exception) when (exception is CryptographicException or JsonException)
        {
            // All of it can be had again.
            _web.Log.Verbose($"The cached access token cannot be read and is not used ({exception.GetType().Name}).");
            return null;
        }
    }

    /// <summary>Keeps something with a refresh token.</summary>
    /// <exception cref="SyncException">SecretStoreFailed.</exception>
    public void Write(CachedToken cached, string refreshToken)
    {
        var plain = Encoding.UTF8.GetBytes(JsonConvert.SerializeObject(new Content(HashOf(refreshToken), cached)));
        _folder.Replace(_name + ".token", _web.Protection.Protect(plain, Purpose));
    }

    /// <summary>Forgets it.</summary>
    /// <exception cref="SyncException">SecretStoreFailed.</exception>
    public void Remove() => _folder.Remove(_name + ".token");

    private static string HashOf(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private sealed record Content(string RefreshHash, CachedToken Cached);
}

using System.Security.Cryptography;
using System.Text;
using CrmQbSync.Secrets;
using Newtonsoft.Json;

namespace CrmQbSync.Connections.Http;

/// <summary>A sign-in that was begun and waits for the address that the browser ended on, which may be given in another session.</summary>
internal sealed class PendingSignIn
{
    private const string Purpose = "CrmQbSync pending sign-in";

    // Codes live for minutes; nobody comes back after this.
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    private readonly WebServices _web;
    private readonly PrivateFolder _folder;
    private readonly string _name;

    /// <summary>The pending sign-in of a profile's side.</summary>
    public PendingSignIn(WebServices web, SignInSettings settings)
    {
        _web = web;
        _folder = new PrivateFolder(Path.Combine(web.Home, "tokens"), PrivateFiles.OfUser());
        _name = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{settings.Profile.Path}\n{settings.Side}"))) + ".pending";
    }

    /// <summary>Remembers it.</summary>
    /// <exception cref="SyncException">SecretStoreFailed.</exception>
    public void Begin(string state, Uri redirectUri)
    {
        var content = JsonConvert.SerializeObject(new Content(state, redirectUri, _web.Clock.GetUtcNow()));
        _folder.Replace(_name, _web.Protection.Protect(Encoding.UTF8.GetBytes(content), Purpose));
    }

    /// <summary>What was remembered; null if nothing was, or too long ago.</summary>
    /// <exception cref="SyncException">SecretStoreFailed.</exception>
    public (string State, Uri RedirectUri)? Find()
    {
        if (_folder.Read(_name) is not { } sealedBytes)
            return null;
        try
        {
            var content = JsonConvert.DeserializeObject<Content>(Encoding.UTF8.GetString(_web.Protection.Unprotect(sealedBytes, Purpose)));
            var age = _web.Clock.GetUtcNow() - content!.Begun;
            return age >= TimeSpan.Zero && age < Lifetime ? (content.State, content.RedirectUri) : null;
        }
        catch (Exception exception) when (exception is CryptographicException or JsonException)
        {
            // One that cannot be read is as good as none: the user begins anew.
            _web.Log.Verbose($"The pending sign-in cannot be read ({exception.GetType().Name}).");
            return null;
        }
    }

    /// <summary>Forgets it: a state is good once.</summary>
    /// <exception cref="SyncException">SecretStoreFailed.</exception>
    public void End() => _folder.Remove(_name);

    private sealed record Content(string State, Uri RedirectUri, DateTimeOffset Begun);
}

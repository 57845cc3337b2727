using CrmQbSync.Secrets;

namespace CrmQbSync.Connections.Http;

/// <summary>
/// What everything that talks to a web service is given instead of reaching for it. Made once by the engine's factory and handed to the connections.
/// </summary>
internal sealed record WebServices
{
    /// <summary>The clock: waiting, ends of tokens, times in messages.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>The folder of the module's own files, secrets and tokens among them; it may not exist yet.</summary>
    public required string Home { get; init; }

    /// <summary>The secret store of a profile: its vault (<see cref="SyncProfile.SecretVault"/>), or the module's own store for null.</summary>
    public required Func<string?, ISecretStore> Secrets { get; init; }

    /// <summary>What keeps the token cache secret; the same as in the module's own store.</summary>
    public required IFileProtection Protection { get; init; }

    /// <summary>Random numbers from 0 up to 1, for waiting times.</summary>
    public Func<double> Jitter { get; init; } = Random.Shared.NextDouble;

    /// <summary>Makes what sends requests through a proxy; tests put another thing here.</summary>
    public Func<ProxyChoice, HttpMessageHandler> MakeHandler { get; init; } = HttpHandlers.Create;

    /// <summary>Shows a page to the user.</summary>
    public IBrowser Browser { get; init; } = new SystemBrowser();

    /// <summary>Where requests and decisions are told.</summary>
    public IServiceLog Log { get; init; } = SilentLog.Instance;

    /// <summary>The secret store of a profile.</summary>
    public ISecretStore SecretsOf(SyncProfile profile) => Secrets(profile.SecretVault);

    /// <summary>What sends requests for a profile, through the proxy that it names. The caller disposes it.</summary>
    /// <exception cref="SyncException">SecretMissing, SecretStoreFailed, or ProfileInvalid for a proxy that is no address.</exception>
    public async Task<HttpExchange> CreateExchangeAsync(SyncProfile profile, CancellationToken cancellationToken)
    {
        var proxy = await ProxyChoice.OfAsync(profile, SecretsOf(profile), cancellationToken).ConfigureAwait(false);
        return new HttpExchange(MakeHandler(proxy), proxy, Clock);
    }
}

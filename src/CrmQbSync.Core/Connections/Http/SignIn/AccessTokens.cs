using System.Collections.Immutable;
using CrmQbSync.Secrets;

namespace CrmQbSync.Connections.Http;

/// <summary>
/// The access token of a sign-in, one for all processes of the user: kept in a protected file, renewed by one process at a time, some minutes before it
/// ends and when the service refuses it. A refresh token that changes with its use is stored before the new access token is used.
/// </summary>
internal sealed class AccessTokens : IDisposable
{
    private readonly WebServices _web;
    private readonly ISecretStore _secrets;
    private readonly TokenRenewal _renewal;
    private readonly TokenCache _cache;
    private readonly SemaphoreSlim _one = new(1, 1);
    private CachedToken? _current;

    /// <summary>The tokens of a sign-in.</summary>
    /// <param name="web">The clock and the rest.</param>
    /// <param name="exchange">What sends; not disposed by this.</param>
    /// <param name="dialect">What is peculiar to the token endpoint.</param>
    /// <param name="settings">What the profile says.</param>
    public AccessTokens(WebServices web, HttpExchange exchange, ITokenDialect dialect, SignInSettings settings)
    {
        _web = web;
        _secrets = web.SecretsOf(settings.Profile);
        _renewal = new TokenRenewal(web, exchange, dialect, settings);
        _cache = new TokenCache(web, _secrets.Name, settings);
        Settings = settings;
    }

    /// <summary>What the profile says.</summary>
    public SignInSettings Settings { get; }

    /// <summary>An access token that still has some minutes to live.</summary>
    /// <exception cref="SyncException">SecretMissing or AuthenticationFailed where the user has to connect; SecretStoreFailed, ServiceUnavailable, RateLimited.</exception>
    public async ValueTask<AccessToken> GetAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _current) is { } held && IsFresh(held))
            return held.Token!;
        return await RenewUnlessAsync(IsFresh, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Another access token than the one that the service refused; the one that another process got meanwhile, if there is one.</summary>
    /// <exception cref="SyncException">As <see cref="GetAsync"/>.</exception>
    public async ValueTask<AccessToken> RenewAsync(AccessToken refused, CancellationToken cancellationToken) =>
        await RenewUnlessAsync(cached => IsFresh(cached) && cached.Token!.Value != refused.Value, cancellationToken).ConfigureAwait(false);

    /// <summary>A small value that was remembered with this sign-in; null if there is none, or the sign-in is another one now.</summary>
    /// <exception cref="SyncException">As <see cref="GetAsync"/>.</exception>
    public async ValueTask<string?> RecallAsync(string key, CancellationToken cancellationToken)
    {
        var cached = await ReadAsync(cancellationToken).ConfigureAwait(false);
        return cached?.Remembered.GetValueOrDefault(key);
    }

    /// <summary>Remembers a small value with this sign-in, for all processes; null forgets it. No secrets.</summary>
    /// <exception cref="SyncException">As <see cref="GetAsync"/>.</exception>
    public async ValueTask RememberAsync(string key, string? value, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using var fileLock = await _cache.LockAsync(cancellationToken).ConfigureAwait(false);
            var refreshToken = await _renewal.RefreshTokenAsync(_secrets, cancellationToken).ConfigureAwait(false);
            var cached = _cache.Read(refreshToken) ?? CachedToken.Empty;
            var remembered = value is null ? cached.Remembered.Remove(key) : cached.Remembered.SetItem(key, value);
            Keep(cached with { Remembered = remembered }, refreshToken);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>When the refresh token ends if it is not used, and when consent must be given anew; null where that is never or unknown.</summary>
    /// <exception cref="SyncException">As <see cref="GetAsync"/>.</exception>
    public async ValueTask<(DateTimeOffset? Unused, DateTimeOffset? AtLatest)> EndsAsync(CancellationToken cancellationToken)
    {
        var cached = await ReadAsync(cancellationToken).ConfigureAwait(false);
        return (cached?.RefreshEndsAt, cached?.ConsentEndsAt);
    }

    /// <summary>Takes the tokens of a new sign-in: the refresh token is stored first, all that was remembered with the former one is forgotten.</summary>
    /// <exception cref="SyncException">SecretStoreFailed.</exception>
    public async Task TakeAsync(TokenReply reply, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using var fileLock = await _cache.LockAsync(cancellationToken).ConfigureAwait(false);
            var refreshToken = reply.RefreshToken ?? throw new InvalidOperationException("A sign-in gives a refresh token.");
            await _renewal.StoreAsync(_secrets, refreshToken).ConfigureAwait(false);
            Keep(CachedOf(reply, CachedToken.Empty), refreshToken);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Forgets the tokens here: the cached one and the secret.</summary>
    /// <exception cref="SyncException">SecretStoreFailed.</exception>
    public async Task ForgetAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using var fileLock = await _cache.LockAsync(cancellationToken).ConfigureAwait(false);
            Volatile.Write(ref _current, null);
            _cache.Remove();
            if (Settings.RefreshSecret is { } secret)
                await _secrets.RemoveAsync(secret, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private async Task<AccessToken> RenewUnlessAsync(Func<CachedToken, bool> suits, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (Volatile.Read(ref _current) is { } held && suits(held))
                return held.Token!;
            var refreshToken = await _renewal.RefreshTokenAsync(_secrets, cancellationToken).ConfigureAwait(false);
            if (_cache.Read(refreshToken) is { } cached && suits(cached))
                return Hold(cached);
            using var fileLock = await _cache.LockAsync(cancellationToken).ConfigureAwait(false);
            // Another process may have renewed both tokens while this one waited.
            refreshToken = await _renewal.RefreshTokenAsync(_secrets, cancellationToken).ConfigureAwait(false);
            var former = _cache.Read(refreshToken);
            if (former is not null && suits(former))
                return Hold(former);
            var (reply, used) = await _renewal.RenewAsync(_secrets, refreshToken, cancellationToken).ConfigureAwait(false);
            // From here on nothing may be broken off: the former refresh token may be worth nothing any more.
            if (reply.RefreshToken is { } rotated && rotated != used)
                await _renewal.StoreAsync(_secrets, used = rotated).ConfigureAwait(false);
            Keep(CachedOf(reply, former ?? CachedToken.Empty), used);
            return _current!.Token!;
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<CachedToken?> ReadAsync(CancellationToken cancellationToken)
    {
        var refreshToken = await _renewal.RefreshTokenAsync(_secrets, cancellationToken).ConfigureAwait(false);
        return _cache.Read(refreshToken);
    }

    private AccessToken Hold(CachedToken cached)
    {
        Volatile.Write(ref _current, cached);
        return cached.Token!;
    }

    private void Keep(CachedToken cached, string refreshToken)
    {
        _cache.Write(cached, refreshToken);
        Volatile.Write(ref _current, cached);
    }

    /// <summary>Whether a token has some minutes left. One that seems to come from the future was written before this machine's clock was set back; its end is not to be relied on.</summary>
    private bool IsFresh(CachedToken cached) =>
        cached.Token is not null && _web.Clock.GetUtcNow() is var now && now >= cached.SavedAt && now < cached.RenewAt;

    private CachedToken CachedOf(TokenReply reply, CachedToken former)
    {
        var now = _web.Clock.GetUtcNow();
        var margin = TimeSpan.FromTicks(Math.Min(TimeSpan.FromMinutes(5).Ticks, reply.ExpiresIn.Ticks / 2));
        return former with
        {
            Token = new AccessToken
            {
                Value = reply.AccessToken!,
                EndsAt = now + reply.ExpiresIn,
                // A renewal may leave out what an earlier reply said.
                Facts = (former.Token?.Facts ?? ImmutableDictionary<string, string>.Empty).SetItems(reply.Facts),
            },
            SavedAt = now,
            RenewAt = now + reply.ExpiresIn - margin,
            RefreshEndsAt = reply.RefreshExpiresIn is { } unused ? now + unused : former.RefreshEndsAt,
            ConsentEndsAt = reply.ConsentExpiresIn is { } consent ? now + consent : former.ConsentEndsAt,
            Scopes = reply.Scopes ?? former.Scopes,
        };
    }
}

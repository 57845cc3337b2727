using CrmQbSync.Secrets;

namespace CrmQbSync.Connections.Http;

/// <summary>Asks the token endpoint for a new access token.</summary>
internal sealed class TokenRenewal(WebServices web, HttpExchange exchange, ITokenDialect dialect, SignInSettings settings)
{
    private readonly TokenCall _call = new(web, exchange, dialect.ServiceName, settings);

    /// <summary>The refresh token as it is now.</summary>
    /// <exception cref="SyncException">SecretMissing, SecretStoreFailed.</exception>
    public async Task<string> RefreshTokenAsync(ISecretStore secrets, CancellationToken cancellationToken)
    {
        if (settings.RefreshSecret is not { } name)
            return await secrets.ResolveAsync(settings.RefreshToken!, cancellationToken).ConfigureAwait(false);
        if (await secrets.FindAsync(name, cancellationToken).ConfigureAwait(false) is { Length: > 0 } value)
            return value;
        throw new SyncException(
            SyncErrorId.SecretMissing,
            $"Profile '{settings.Profile.Name}' is not signed in to {dialect.ServiceName}: the secret '{name}' is not set in {secrets.Name}.",
            $"Sign in: {settings.ConnectCmdlet} -Profile '{settings.Profile.Path}'.")
        {
            Subject = name,
        };
    }

    /// <summary>Stores a refresh token; not to be broken off.</summary>
    /// <exception cref="SyncException">SecretStoreFailed.</exception>
    public async Task StoreAsync(ISecretStore secrets, string refreshToken)
    {
        if (settings.RefreshSecret is not { } name)
        {
            throw new SyncException(
                SyncErrorId.SecretStoreFailed,
                $"{dialect.ServiceName} gave a new refresh token, and {settings.RefreshToken!.Key} in profile '{settings.Profile.Name}' is no place where it can be stored.",
                $"Write {settings.RefreshToken.Key}: ${{secret:{settings.DefaultSecret}}}, or leave it out; then {settings.ConnectCmdlet}.")
            {
                Subject = settings.Profile.Path,
            };
        }
        await secrets.SetAsync(name, refreshToken, null, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Renews.</summary>
    /// <returns>The reply, whose verdict is Ok, and the refresh token that got it.</returns>
    /// <exception cref="SyncException">AuthenticationFailed, ServiceUnavailable, RateLimited, and what resolving the client's settings can give.</exception>
    public async Task<(TokenReply Reply, string Used)> RenewAsync(ISecretStore secrets, string refreshToken, CancellationToken cancellationToken)
    {
        var values = await secrets.ResolveAllAsync([settings.ClientId, settings.ClientSecret], cancellationToken).ConfigureAwait(false);
        var client = new ClientCredentials(values[0], values[1]);
        web.Log.Verbose($"The access token for {dialect.ServiceName} is renewed.");
        var reply = await AskAsync(client, refreshToken, cancellationToken).ConfigureAwait(false);
        if (reply.Verdict.Kind == VerdictKind.SignInRefused)
        {
            // Another machine that shares the store may have renewed meanwhile; its refresh token is the one that counts then.
            var now = await RefreshTokenAsync(secrets, cancellationToken).ConfigureAwait(false);
            if (now != refreshToken)
                reply = await AskAsync(client, refreshToken = now, cancellationToken).ConfigureAwait(false);
        }
        if (reply.Verdict.Kind == VerdictKind.Ok)
            return (reply, refreshToken);
        throw _call.Refusal(reply.Verdict);
    }

    private Task<TokenReply> AskAsync(ClientCredentials client, string refreshToken, CancellationToken cancellationToken) => _call.AskAsync(
        "renew the access token",
        () => dialect.RefreshRequest(client, refreshToken),
        dialect.ReadTokens,
        [client.Secret, refreshToken],
        cancellationToken);
}

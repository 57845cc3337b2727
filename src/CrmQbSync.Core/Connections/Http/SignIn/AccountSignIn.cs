using CrmQbSync.Running;
using CrmQbSync.Secrets;

namespace CrmQbSync.Connections.Http;

/// <summary>Signs in and out, whatever the service.</summary>
internal sealed class AccountSignIn(WebServices web, Func<SyncProfile, Side, ISignInService?> services) : IAccountSignIn
{
    /// <inheritdoc/>
    public string Describe(SyncProfile profile, Side side)
    {
        var service = ServiceOf(profile, side);
        return $"{service.ServiceName} for profile '{profile.Name}'";
    }

    /// <inheritdoc/>
    public async Task<AccountInfo> ConnectAsync(
        SyncProfile profile, Side side, SignInOptions options, ISignInPrompt prompt, CancellationToken cancellationToken)
    {
        var service = ServiceOf(profile, side);
        var secret = service.Settings.RefreshSecret ?? throw NoPlace(service);
        await service.PrepareAsync(cancellationToken).ConfigureAwait(false);
        var client = await ClientAsync(service, cancellationToken).ConfigureAwait(false);
        using var exchange = await web.CreateExchangeAsync(profile, cancellationToken).ConfigureAwait(false);
        using var tokens = new AccessTokens(web, exchange, service, service.Settings);
        var grant = await new ConsentFlow(web, service, options, prompt).GetAsync(client.Id, cancellationToken).ConfigureAwait(false);
        var reply = await ExchangeAsync(service, exchange, client, grant, cancellationToken).ConfigureAwait(false);
        // The code is spent: from here on a stop would lose the sign-in.
        await tokens.TakeAsync(reply, CancellationToken.None).ConfigureAwait(false);
        var info = await service.DescribeAsync(tokens, exchange, cancellationToken).ConfigureAwait(false);
        var (unused, atLatest) = await tokens.EndsAsync(cancellationToken).ConfigureAwait(false);
        return info with
        {
            Side = side,
            Service = service.ServiceName,
            Scopes = reply.Scopes ?? info.Scopes,
            EndsUnused = unused,
            EndsAt = atLatest,
            StoredIn = $"secret '{secret}' in {web.SecretsOf(profile).Name}",
            Profile = profile.Path,
        };
    }

    /// <inheritdoc/>
    public async Task<bool> DisconnectAsync(SyncProfile profile, Side side, CancellationToken cancellationToken)
    {
        var service = ServiceOf(profile, side);
        var secrets = web.SecretsOf(profile);
        using var exchange = await web.CreateExchangeAsync(profile, cancellationToken).ConfigureAwait(false);
        using var tokens = new AccessTokens(web, exchange, service, service.Settings);
        string refreshToken;
        try
        {
            refreshToken = await new TokenRenewal(web, exchange, service, service.Settings).RefreshTokenAsync(secrets, cancellationToken).ConfigureAwait(false);
        }
        catch (SyncException exception) when (exception.Id == SyncErrorId.SecretMissing)
        {
            // There is no sign-in, which is what was asked for.
            return false;
        }
        await service.PrepareAsync(cancellationToken).ConfigureAwait(false);
        var client = await ClientAsync(service, cancellationToken).ConfigureAwait(false);
        var call = new TokenCall(web, exchange, service.ServiceName, service.Settings);
        var verdict = await call.AskAsync(
            "end the sign-in", () => service.RevokeRequest(client, refreshToken), service.ReadRevocation, [client.Secret, refreshToken], repeats: true, cancellationToken)
            .ConfigureAwait(false);
        // A sign-in that had ended already is ended.
        if (verdict.Kind is not (VerdictKind.Ok or VerdictKind.SignInRefused))
            throw call.Refusal(verdict);
        await tokens.ForgetAsync(CancellationToken.None).ConfigureAwait(false);
        return true;
    }

    private async Task<TokenReply> ExchangeAsync(
        ISignInService service, HttpExchange exchange, ClientCredentials client, AuthorizationGrant grant, CancellationToken cancellationToken)
    {
        var call = new TokenCall(web, exchange, service.ServiceName, service.Settings);
        // A code is good once: after a lost answer it is spent.
        TokenReply? reply = null;
        var verdict = await call.AskAsync(
            "exchange the code", () => service.ExchangeRequest(client, grant), answer => (reply = service.ReadTokens(answer)).Verdict, [client.Secret, grant.Code], repeats: false, cancellationToken)
            .ConfigureAwait(false);
        if (verdict.Kind != VerdictKind.Ok)
        {
            throw new SyncException(
                verdict.ErrorId ?? SyncErrorId.AuthenticationFailed,
                $"{service.ServiceName} does not accept the sign-in for profile '{service.Settings.Profile.Name}' ({verdict.Text}).",
                verdict.Advice ?? "Sign in again at once, since codes live for minutes only; else compare client ID, client secret and redirect address with what the service's console shows.")
            {
                Subject = service.Settings.Profile.Path,
            };
        }
        if (reply!.RefreshToken is null)
        {
            throw new SyncException(
                SyncErrorId.AuthenticationFailed,
                $"{service.ServiceName} gave no refresh token, so the sign-in would end within the hour; nothing was stored.",
                "Remove the application from the account's connected applications, and sign in again; a code made elsewhere must be made for offline access.")
            {
                Subject = service.Settings.Profile.Path,
            };
        }
        return reply;
    }

    private async Task<ClientCredentials> ClientAsync(ISignInService service, CancellationToken cancellationToken)
    {
        var settings = service.Settings;
        var values = await web.SecretsOf(settings.Profile).ResolveAllAsync([settings.ClientId, settings.ClientSecret], cancellationToken).ConfigureAwait(false);
        return new ClientCredentials(values[0], values[1]);
    }

    private ISignInService ServiceOf(SyncProfile profile, Side side) => services(profile, side) ?? throw new SyncException(
        SyncErrorId.InputInvalid,
        $"Profile '{profile.Name}': {side.ToString().ToLowerInvariant()}.type {profile.SettingsOf(side).Type} needs no sign-in.",
        "Connect-CrmAccount and Connect-QbAccount are for web services.")
    {
        Subject = profile.Path,
    };

    private static SyncException NoPlace(ISignInService service) => new(
        SyncErrorId.InputInvalid,
        $"Profile '{service.Settings.Profile.Name}' takes {service.Settings.RefreshToken!.Key} from somewhere else than one secret, so a sign-in could not be stored.",
        $"Write {service.Settings.RefreshToken.Key}: ${{secret:{service.Settings.DefaultSecret}}}, or leave it out.")
    {
        Subject = service.Settings.Profile.Path,
    };
}

using System.Collections.Immutable;
using System.Globalization;
using System.Net.Http.Headers;
using CrmQbSync.Connections.Http;
using CrmQbSync.Profiles;

namespace CrmQbSync.Connections.ZohoCrm;

/// <summary>Signing in to Zoho's accounts server. Its errors mostly come with status 200.</summary>
internal sealed class ZohoSignIn : ISignInService
{
    private readonly Uri _accounts;
    private readonly bool _isNamed;
    private readonly ZohoDataCenter _dataCenter;

    /// <summary>The sign-in of a profile.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="settings">What it says of the CRM.</param>
    /// <exception cref="SyncException">ProfileInvalid for an address that cannot be used.</exception>
    public ZohoSignIn(SyncProfile profile, ZohoCrmSettings settings)
    {
        Settings = new SignInSettings
        {
            Profile = profile,
            Side = Side.Crm,
            ClientId = settings.ClientId,
            ClientSecret = settings.ClientSecret,
            RefreshToken = settings.RefreshToken,
        };
        _dataCenter = settings.DataCenter;
        _isNamed = settings.AccountsUrl is not null;
        _accounts = AddressOf(profile, settings.AccountsUrl) ?? ZohoDataCenters.AccountsOf(settings.DataCenter);
        Dialect = new ZohoDialect(AddressOf(profile, settings.ApiUrl));
    }

    /// <inheritdoc/>
    public SignInSettings Settings { get; }

    /// <summary>How the API is called.</summary>
    public ZohoDialect Dialect { get; }

    /// <inheritdoc/>
    public string ServiceName => "Zoho CRM";

    /// <inheritdoc/>
    public Uri DefaultRedirectUri => new("http://localhost:8765/callback");

    /// <inheritdoc/>
    public Uri AuthorizeAddress(string clientId, Uri redirectUri, string state) => new(
        $"{Root}/oauth/v2/auth?response_type=code&client_id={Uri.EscapeDataString(clientId)}&scope={Uri.EscapeDataString(ZohoScopes.All)}"
        + $"&redirect_uri={Uri.EscapeDataString(redirectUri.OriginalString)}&access_type=offline&prompt=consent&state={Uri.EscapeDataString(state)}");

    /// <inheritdoc/>
    public HttpRequestMessage ExchangeRequest(ClientCredentials client, AuthorizationGrant grant)
    {
        CheckServer(grant);
        var form = new List<KeyValuePair<string, string>>
        {
            new("grant_type", "authorization_code"),
            new("client_id", client.Id),
            new("client_secret", client.Secret),
            new("code", grant.Code),
        };
        if (grant.RedirectUri is { } redirectUri)
            form.Add(new("redirect_uri", redirectUri.OriginalString));
        return Post("/oauth/v2/token", form);
    }

    /// <inheritdoc/>
    public HttpRequestMessage RefreshRequest(ClientCredentials client, string refreshToken) => Post("/oauth/v2/token",
    [
        new("grant_type", "refresh_token"),
        new("client_id", client.Id),
        new("client_secret", client.Secret),
        new("refresh_token", refreshToken),
    ]);

    /// <inheritdoc/>
    public TokenReply ReadTokens(ServiceReply reply)
    {
        if (reply.JsonObject is { } json && ZohoRows.Text(json, "access_token") is { Length: > 0 } token)
        {
            return new TokenReply
            {
                Verdict = ReplyVerdict.Ok,
                AccessToken = token,
                ExpiresIn = LifeOf(ZohoRows.Text(json, "expires_in")),
                RefreshToken = ZohoRows.Text(json, "refresh_token"),
                Scopes = ZohoRows.Text(json, "scope"),
                Facts = ZohoRows.Text(json, "api_domain") is { Length: > 0 } domain && Uri.TryCreate(domain, UriKind.Absolute, out _)
                    ? ImmutableDictionary<string, string>.Empty.Add(ZohoDialect.ApiDomain, domain)
                    : ImmutableDictionary<string, string>.Empty,
            };
        }
        return new TokenReply { Verdict = RefusalOf(reply) };
    }

    /// <inheritdoc/>
    public HttpRequestMessage RevokeRequest(ClientCredentials client, string refreshToken) => Post("/oauth/v2/token/revoke", [new("token", refreshToken)]);

    /// <inheritdoc/>
    public ReplyVerdict ReadRevocation(ServiceReply reply)
    {
        // A token that is unknown, since it was revoked before, gives 400 and a page of HTML.
        if (reply.Status == 200 && reply.JsonObject is { } json && ZohoRows.Text(json, "error") is null)
            return ReplyVerdict.Ok;
        return reply.Status == 400 && reply.JsonObject is null ? ReplyVerdict.Ok : RefusalOf(reply);
    }

    /// <inheritdoc/>
    public async Task<AccountInfo> DescribeAsync(AccessTokens tokens, HttpExchange exchange, CancellationToken cancellationToken)
    {
        var description = await new ZohoDescription(Dialect, tokens, exchange).ReadAsync(cancellationToken).ConfigureAwait(false);
        return new AccountInfo
        {
            Side = Side.Crm,
            Service = ServiceName,
            User = description.User,
            Company = description.Company,
            CompanyId = description.CompanyId,
            Region = _dataCenter.ToString().ToLowerInvariant(),
        };
    }

    private string Root => _accounts.AbsoluteUri.TrimEnd('/');

    private static Uri? AddressOf(SyncProfile profile, ProfileValue? value)
    {
        if (value is null)
            return null;
        // Where a secret is sent to is nothing to keep secret; it must be seen in the profile, or in the environment of who runs it.
        if (value.SecretNames.IsEmpty && Uri.TryCreate(value.Compose(name => name), UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
            return address;
        throw new SyncException(
            SyncErrorId.ProfileInvalid,
            $"{value.Place}: {value.Key} is no address{(value.SecretNames.IsEmpty ? "" : "; it cannot come from the secret store")}.",
            "Write scheme, host and port, such as https://accounts.zoho.eu, or ${env:NAME}.")
        {
            Subject = profile.Path,
        };
    }

    /// <summary>The secret goes to the server that the profile means, never to one that only a redirect names.</summary>
    private void CheckServer(AuthorizationGrant grant)
    {
        if (!grant.Parameters.TryGetValue("accounts-server", out var text) || !Uri.TryCreate(text, UriKind.Absolute, out var server)
            || Uri.Compare(server, _accounts, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0)
        {
            return;
        }
        var found = ZohoDataCenters.Find(server);
        throw new SyncException(
            SyncErrorId.ProfileInvalid,
            found is { } dataCenter
                ? $"The account lives in Zoho's data centre '{dataCenter.ToString().ToLowerInvariant()}', and profile '{Settings.Profile.Name}' says '{_dataCenter.ToString().ToLowerInvariant()}'."
                : $"The sign-in ended on the server '{server.Host}', which is none of Zoho's known accounts servers. Nothing was sent to it.",
            found is { } other && !_isNamed
                ? $"Set crm.dataCenter: {other.ToString().ToLowerInvariant()} in the profile, and connect again."
                : "Set crm.dataCenter, or crm.accountsUrl, to where the account lives, and connect again.")
        {
            Subject = Settings.Profile.Path,
        };
    }

    private HttpRequestMessage Post(string path, IEnumerable<KeyValuePair<string, string>> form)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Root + path)) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return request;
    }

    private static TimeSpan LifeOf(string? seconds) =>
        int.TryParse(seconds, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 86400 ? TimeSpan.FromSeconds(number) : TimeSpan.FromHours(1);

    private static ReplyVerdict RefusalOf(ServiceReply reply)
    {
        var json = reply.JsonObject;
        var error = json is null ? null : ZohoRows.Text(json, "error");
        var message = json is null ? null : ZohoRows.Text(json, "error_description");
        return error switch
        {
            "Access Denied" => new ReplyVerdict(VerdictKind.Throttled, error, message)
            {
                Wait = TimeSpan.FromMinutes(10),
                Advice = "Zoho gives 10 tokens in 10 minutes for a sign-in.",
            },
            "invalid_code" => new ReplyVerdict(VerdictKind.SignInRefused, error, "the sign-in was revoked or has ended, or belongs to another data centre"),
            "access_denied" => new ReplyVerdict(VerdictKind.SignInRefused, error, message),
            "invalid_client" => new ReplyVerdict(VerdictKind.Rejected, error, "the client ID is not known in this data centre")
            {
                Advice = "Compare crm.clientId and crm.dataCenter with Zoho's API console.",
            },
            "invalid_client_secret" => new ReplyVerdict(VerdictKind.Rejected, error, "the client secret is wrong; each data centre has its own")
            {
                Advice = "Compare crm.clientSecret with Zoho's API console.",
            },
            "invalid_redirect_uri" => new ReplyVerdict(VerdictKind.Rejected, error, "the redirect address is not registered with the client")
            {
                Advice = "Add the address to the client's authorised redirect URIs in Zoho's API console: http://localhost:8765/callback, or what -RedirectUri says.",
            },
            not null => new ReplyVerdict(VerdictKind.Rejected, error, message),
            null when reply.Status == 429 => new ReplyVerdict(VerdictKind.Throttled),
            null when reply.Status >= 500 => new ReplyVerdict(VerdictKind.Unavailable),
            null when reply.Status < 300 => new ReplyVerdict(VerdictKind.Unavailable, null, "the answer holds no token"),
            null => new ReplyVerdict(VerdictKind.Rejected),
        };
    }
}

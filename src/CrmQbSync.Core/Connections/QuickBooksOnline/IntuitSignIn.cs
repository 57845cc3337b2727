using System.Net.Http.Headers;
using System.Text;
using CrmQbSync.Connections.Http;
using CrmQbSync.Profiles;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Connections.QuickBooksOnline;

/// <summary>Signing in to a company of QuickBooks Online (Intuit, OAuth 2.0; authorization code flow without PKCE).</summary>
internal sealed class IntuitSignIn(SyncProfile profile, QuickBooksOnlineSettings quickBooks, WebServices web) : ISignInService
{
    /// <summary>The only scope that the accounting API has.</summary>
    private const string Scope = "com.intuit.quickbooks.accounting";

    /// <summary>Where a code comes from that was made without saying where: Intuit's OAuth 2.0 Playground.</summary>
    private const string Playground = "https://developer.intuit.com/v2/OAuth2Playground/RedirectUrl";

    private IntuitAddresses? _addresses;

    /// <inheritdoc/>
    public string ServiceName => IntuitDialect.Name;

    /// <inheritdoc/>
    public SignInSettings Settings { get; } = new()
    {
        Profile = profile,
        Side = Side.Qb,
        ClientId = quickBooks.ClientId,
        ClientSecret = quickBooks.ClientSecret,
        RefreshToken = quickBooks.RefreshToken,
    };

    /// <summary>Where the company is.</summary>
    public IntuitAddresses Addresses => _addresses ?? throw new InvalidOperationException("The sign-in was not prepared.");

    /// <inheritdoc/>
    /// <remarks>Intuit allows it for development keys only, as http on localhost; production keys need a page of their owner.</remarks>
    public Uri DefaultRedirectUri { get; } = new("http://localhost:8743/connected");

    /// <inheritdoc/>
    public async Task PrepareAsync(CancellationToken cancellationToken) =>
        _addresses ??= await IntuitAddresses.ResolveAsync(quickBooks, web.SecretsOf(profile), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public Uri AuthorizeAddress(string clientId, Uri redirectUri, string state) => new(
        $"{Addresses.Authorize}?client_id={Uri.EscapeDataString(clientId)}&response_type=code&scope={Uri.EscapeDataString(Scope)}" +
        $"&redirect_uri={Uri.EscapeDataString(redirectUri.OriginalString)}&state={Uri.EscapeDataString(state)}");

    /// <inheritdoc/>
    public HttpRequestMessage ExchangeRequest(ClientCredentials client, AuthorizationGrant grant)
    {
        DemandCompany(grant);
        return TokenRequest(client, new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["code"] = grant.Code,
            ["redirect_uri"] = grant.RedirectUri?.OriginalString ?? Playground,
        });
    }

    /// <inheritdoc/>
    public HttpRequestMessage RefreshRequest(ClientCredentials client, string refreshToken) =>
        TokenRequest(client, new Dictionary<string, string> { ["grant_type"] = "refresh_token", ["refresh_token"] = refreshToken });

    /// <inheritdoc/>
    public TokenReply ReadTokens(ServiceReply reply)
    {
        var json = reply.JsonObject;
        if (reply.Status == 200 && (string?)json?["access_token"] is { Length: > 0 } access)
        {
            return new TokenReply
            {
                Verdict = ReplyVerdict.Ok,
                AccessToken = access,
                ExpiresIn = Seconds(json, "expires_in") ?? TimeSpan.FromHours(1),
                RefreshToken = (string?)json["refresh_token"],
                RefreshExpiresIn = Seconds(json, "x_refresh_token_expires_in"),
                ConsentExpiresIn = Seconds(json, "x_refresh_token_hard_expires_in"),
                Scopes = Scope,
            };
        }
        return new TokenReply { Verdict = Refusal(reply.Status, json) };
    }

    /// <inheritdoc/>
    public HttpRequestMessage RevokeRequest(ClientCredentials client, string refreshToken) => Authorized(client, new HttpRequestMessage(HttpMethod.Post, Addresses.Revoke)
    {
        Content = new StringContent(new JObject { ["token"] = refreshToken }.ToString(Formatting.None), new UTF8Encoding(false), "application/json"),
    });

    /// <inheritdoc/>
    /// <remarks>A token that is unknown there (400) gives access to nothing any more, which is what was wanted.</remarks>
    public ReplyVerdict ReadRevocation(ServiceReply reply) =>
        reply.Status is 200 or 400 && (string?)reply.JsonObject?["error"] != "invalid_client" ? ReplyVerdict.Ok : Refusal(reply.Status, reply.JsonObject);

    /// <inheritdoc/>
    /// <remarks>No call tells the user's role; only an administrator of the company can consent at all.</remarks>
    public async Task<AccountInfo> DescribeAsync(AccessTokens tokens, HttpExchange exchange, CancellationToken cancellationToken)
    {
        var token = await tokens.GetAsync(cancellationToken).ConfigureAwait(false);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Addresses.Api, $"/v3/company/{Addresses.Realm}/companyinfo/{Addresses.Realm}?minorversion=75"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
        request.Headers.Accept.ParseAdd("application/json");
        var reply = await exchange.SendAsync(request, TimeSpan.FromSeconds(60), 1 << 20, cancellationToken).ConfigureAwait(false);
        reply.Conceal([token.Value]);
        var verdict = IntuitDialect.Judge(reply);
        if (verdict.Kind != VerdictKind.Ok)
        {
            throw new SyncException(
                verdict.Kind is VerdictKind.SignInExpired or VerdictKind.SignInRefused ? SyncErrorId.AuthenticationFailed : SyncErrorId.ServiceUnavailable,
                $"The sign-in to QuickBooks Online is stored, but company {Addresses.Realm} ({quickBooks.EnvironmentName}) does not answer: status {reply.Status} {verdict.Text}".TrimEnd() + ".",
                verdict.Advice ?? "Try Test-ContactSyncProfile later.");
        }
        return new AccountInfo
        {
            Side = Side.Qb,
            Service = IntuitDialect.Name,
            Company = (string?)(reply.JsonObject?["CompanyInfo"] as JObject)?["CompanyName"],
            CompanyId = Addresses.Realm,
            Region = quickBooks.EnvironmentName,
        };
    }

    private HttpRequestMessage TokenRequest(ClientCredentials client, Dictionary<string, string> form)
    {
        var request = Authorized(client, new HttpRequestMessage(HttpMethod.Post, Addresses.Token) { Content = new FormUrlEncodedContent(form) });
        // Without it the reply does not say when consent ends for good.
        request.Headers.Add("x-include-refresh-token-hard-expires-in", "true");
        return request;
    }

    private static HttpRequestMessage Authorized(ClientCredentials client, HttpRequestMessage request)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{client.Id}:{client.Secret}")));
        request.Headers.Accept.ParseAdd("application/json");
        return request;
    }

    /// <summary>The company is told only by the redirect, never by the token reply.</summary>
    private void DemandCompany(AuthorizationGrant grant)
    {
        var realm = grant.Parameters.GetValueOrDefault("realmId");
        if (realm is null)
        {
            throw new SyncException(
                SyncErrorId.InputInvalid,
                "The company that the authorization code is for is not known.",
                "Give it with -RealmId; it stands in the redirect address beside the code, and in the OAuth 2.0 Playground.");
        }
        if (realm != Addresses.Realm)
        {
            throw new SyncException(
                SyncErrorId.WrongCompany,
                $"The company that was chosen in the browser has the ID {realm}; profile '{profile.Name}' is for company {Addresses.Realm}. Nothing was stored.",
                "Connect again and choose the profile's company, or correct qb.realmId.")
            {
                Subject = profile.Path,
            };
        }
    }

    private static ReplyVerdict Refusal(int status, JObject? json)
    {
        var (code, message) = ((string?)json?["error"], (string?)json?["error_description"]);
        var kind = (status, code) switch
        {
            (429, _) => VerdictKind.Throttled,
            ( >= 500, _) => VerdictKind.Unavailable,
            (_, "invalid_grant") => VerdictKind.SignInRefused,
            _ => VerdictKind.Rejected,
        };
        return new ReplyVerdict(kind, code ?? (kind == VerdictKind.Rejected ? $"status {status}" : null), message);
    }

    private static TimeSpan? Seconds(JObject json, string name) =>
        json[name] is { Type: JTokenType.Integer } seconds ? TimeSpan.FromSeconds((long)seconds) : null;
}

using CrmQbSync.Connections.Http;
using CrmQbSync.Profiles;

namespace CrmQbSync.Tests.Connections.Http;

/// <summary>How the plain service is talked to.</summary>
internal sealed class PlainDialect(Uri address, SignInSettings settings) : IServiceDialect, ISignInService
{
    public string ServiceName => "Plain service";

    public string? RequestIdHeader => "X-Request";

    public SignInSettings Settings => settings;

    public Uri DefaultRedirectUri { get; set; } = new("http://localhost:8765/callback");

    public Uri BaseAddress(AccessToken token) => new(token.Facts["host"]);

    public void Authorize(HttpRequestMessage request, AccessToken token) => request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token.Value);

    public ReplyVerdict Judge(ServiceRequest request, ServiceReply reply)
    {
        var (code, message) = ((string?)reply.JsonObject?["code"], (string?)reply.JsonObject?["message"]);
        return reply.Status switch
        {
            < 300 => ReplyVerdict.Ok,
            401 => new(VerdictKind.SignInExpired, code, message),
            402 => new(VerdictKind.CreditsGone, code, message),
            429 => new(VerdictKind.Throttled, code, message),
            >= 500 => new(VerdictKind.Unavailable, code, message),
            _ => new(VerdictKind.Rejected, code, message),
        };
    }

    public HttpRequestMessage RefreshRequest(ClientCredentials client, string refreshToken) =>
        Form("token", client, ("grant_type", "refresh_token"), ("refresh_token", refreshToken));

    public HttpRequestMessage ExchangeRequest(ClientCredentials client, AuthorizationGrant grant) =>
        Form("token", client, ("grant_type", "authorization_code"), ("code", grant.Code));

    public HttpRequestMessage RevokeRequest(ClientCredentials client, string refreshToken) => Form("revoke", client, ("token", refreshToken));

    public TokenReply ReadTokens(ServiceReply reply)
    {
        var body = reply.JsonObject;
        if ((string?)body?["access_token"] is not { } token)
        {
            var (code, message) = ((string?)body?["error"], (string?)body?["error_description"]);
            var kind = reply.Status switch
            {
                429 => VerdictKind.Throttled,
                >= 500 => VerdictKind.Unavailable,
                _ => code == "invalid_grant" ? VerdictKind.SignInRefused : VerdictKind.Rejected,
            };
            return new TokenReply { Verdict = new(kind, code, message) };
        }
        return new TokenReply
        {
            Verdict = ReplyVerdict.Ok,
            AccessToken = token,
            RefreshToken = (string?)body["refresh_token"],
            ExpiresIn = TimeSpan.FromSeconds((int)body["expires_in"]!),
            RefreshExpiresIn = TimeSpan.FromDays(100),
            Facts = TokenReplyFacts.Of(("host", (string)body["host"]!)),
        };
    }

    public ReplyVerdict ReadRevocation(ServiceReply reply) => reply.Status == 200 ? ReplyVerdict.Ok : new(VerdictKind.SignInRefused);

    public Uri AuthorizeAddress(string clientId, Uri redirectUri, string state) =>
        new(address, $"authorize?client_id={clientId}&redirect_uri={Uri.EscapeDataString(redirectUri.AbsoluteUri)}&state={state}");

    public async Task<AccountInfo> DescribeAsync(AccessTokens tokens, HttpExchange exchange, CancellationToken cancellationToken)
    {
        await tokens.RememberAsync("user", "u-1", cancellationToken);
        return new AccountInfo { Side = settings.Side, Service = ServiceName, User = "ann@example.com", Company = "Bexley Ltd", CompanyId = "77" };
    }

    private HttpRequestMessage Form(string path, ClientCredentials client, params (string Name, string Value)[] fields) => new(HttpMethod.Post, new Uri(address, path))
    {
        Content = new FormUrlEncodedContent(
        [
            new("client_id", client.Id),
            new("client_secret", client.Secret),
            .. fields.Select(field => KeyValuePair.Create(field.Name, field.Value)),
        ]),
    };
}

using CrmQbSync.Connections.Http;
using CrmQbSync.Profiles;
using CrmQbSync.Secrets;

namespace CrmQbSync.Tests.StateHost;

/// <summary>Gets an access token as one process of several: says that it is there, waits for a line, and shows what it got.</summary>
internal static class TokenHost
{
    public static async Task<int> RunAsync(Uri service, string home, string profilePath)
    {
        var profile = new ProfileStore().Read(profilePath);
        var crm = (ZohoCrmSettings)profile.Crm;
        var settings = new SignInSettings { Profile = profile, Side = Side.Crm, ClientId = crm.ClientId, ClientSecret = crm.ClientSecret, RefreshToken = crm.RefreshToken };
        // The tests' clock stands elsewhere; what matters here is that the processes agree.
        var web = new WebServices
        {
            Clock = TimeProvider.System,
            Home = home,
            Secrets = _ => SecretStores.Open(home, null, TimeProvider.System),
            Protection = SecretStores.ProtectionOfUser(home),
        };
        using var exchange = new HttpExchange(HttpHandlers.Create(ProxyChoice.None), ProxyChoice.None, TimeProvider.System);
        using var tokens = new AccessTokens(web, exchange, new FormDialect(service), settings);
        Console.WriteLine("ready");
        Console.ReadLine();
        Console.WriteLine((await tokens.GetAsync(CancellationToken.None)).Value);
        Console.ReadLine();
        return 0;
    }

    private sealed class FormDialect(Uri service) : ITokenDialect
    {
        public string ServiceName => "Plain service";

        public HttpRequestMessage RefreshRequest(ClientCredentials client, string refreshToken) => new(HttpMethod.Post, new Uri(service, "token"))
        {
            Content = new FormUrlEncodedContent(
            [
                new("client_id", client.Id), new("client_secret", client.Secret), new("grant_type", "refresh_token"), new("refresh_token", refreshToken),
            ]),
        };

        public TokenReply ReadTokens(ServiceReply reply) => new()
        {
            Verdict = reply.Status == 200 ? ReplyVerdict.Ok : new(VerdictKind.SignInRefused),
            AccessToken = (string?)reply.JsonObject?["access_token"],
            RefreshToken = (string?)reply.JsonObject?["refresh_token"],
        };
    }
}

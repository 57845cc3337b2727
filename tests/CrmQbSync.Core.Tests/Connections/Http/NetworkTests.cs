using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using CrmQbSync.Connections.Http;

namespace CrmQbSync.Tests.Connections.Http;

/// <summary>Proxies, certificates, names: what stands between this machine and a service is named.</summary>
public sealed class NetworkTests
{
    [Theory]
    [InlineData("http://far.example/api")]
    [InlineData("https://far.example/api")]
    public async Task A_proxy_that_wants_a_sign_in_is_named(string address)
    {
        using var proxy = new OneAnswer("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"office\"\r\nContent-Length: 0\r\n\r\n");

        var fault = await FaultAsync(ProxyChoice.Of(new Uri($"http://127.0.0.1:{proxy.Port}")), address);

        Assert.Equal(SyncErrorId.ServiceUnavailable, fault.Error.Id);
        Assert.Contains($"the proxy http://127.0.0.1:{proxy.Port}", fault.Message, StringComparison.Ordinal);
        Assert.Contains("407", fault.Message, StringComparison.Ordinal);
        Assert.False(fault.MayPass);
        Assert.False(fault.WasSent);
    }

    [Fact]
    public async Task A_proxy_gets_the_credentials_of_its_address_and_they_are_never_shown()
    {
        using var proxy = new OneAnswer("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"office\"\r\nContent-Length: 0\r\n\r\n");
        var choice = ProxyChoice.Of(new Uri($"http://ann:p%40ss-word@127.0.0.1:{proxy.Port}"));

        var fault = await FaultAsync(choice, "http://far.example/api");

        Assert.Contains(proxy.Requests, request => request.Contains("Proxy-Authorization: Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("ann:p@ss-word")), StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("p@ss", fault.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("p%40ss", fault.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("ann", choice.Name, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxy_of_the_profile_is_used_and_none_is_none()
    {
        using var proxy = new OneAnswer("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
        await using var bench = await WebBench.StartAsync($"proxy: http://127.0.0.1:{proxy.Port}");
        using (var exchange = await bench.Web.CreateExchangeAsync(bench.Profile, default))
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "http://far.example/api?x=1");
            Assert.Equal(200, (await exchange.SendAsync(request, TimeSpan.FromMinutes(5), 100, default)).Status);
        }
        Assert.StartsWith("GET http://far.example/api?x=1 ", proxy.Requests.Single(), StringComparison.Ordinal);

        await using var direct = await WebBench.StartAsync("proxy: none");
        Assert.False((await ProxyChoice.OfAsync(direct.Profile, direct.Store, default)).IsUsed);
        await using var system = await WebBench.StartAsync();
        Assert.Same(ProxyChoice.System, await ProxyChoice.OfAsync(system.Profile, system.Store, default));
        Assert.Same(CredentialCache.DefaultCredentials, ProxyChoice.System.Credentials);
    }

    [Fact]
    public async Task A_certificate_that_is_not_trusted_is_named_and_nothing_is_sent()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using var server = new OneAnswer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", certificate);

        var fault = await FaultAsync(ProxyChoice.None, $"https://localhost:{server.Port}/api");

        Assert.Contains($"https://localhost:{server.Port} is not trusted", fault.Message, StringComparison.Ordinal);
        Assert.Contains("certificate", fault.Message, StringComparison.OrdinalIgnoreCase);
        Assert.False(fault.MayPass);
        Assert.False(fault.WasSent);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_since_it_would_carry_the_token_elsewhere()
    {
        using var server = new OneAnswer("HTTP/1.1 302 Found\r\nLocation: http://evil.example/\r\nContent-Length: 0\r\n\r\n");
        using var exchange = new HttpExchange(HttpHandlers.Create(ProxyChoice.None), ProxyChoice.None, TimeProvider.System);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://localhost:{server.Port}/api");

        Assert.Equal(302, (await exchange.SendAsync(request, TimeSpan.FromSeconds(30), 100, default)).Status);
    }

    [Fact]
    public async Task A_name_that_nobody_knows_is_no_lost_answer()
    {
        var fault = await FaultAsync(ProxyChoice.None, "https://nobody.invalid/api");

        Assert.Contains("https://nobody.invalid cannot be reached", fault.Message, StringComparison.Ordinal);
        Assert.False(fault.WasSent);
        Assert.True(fault.MayPass);
    }

    [Fact]
    public async Task A_proxy_that_is_no_address_is_told_without_showing_it()
    {
        await using var bench = await WebBench.StartAsync("proxy: ${secret:proxy}");
        await bench.Store.SetAsync("proxy", "user:pass-word@nowhere", null, default);

        var error = await Assert.ThrowsAsync<SyncException>(() => bench.Web.CreateExchangeAsync(bench.Profile, default));

        Assert.Equal(SyncErrorId.ProfileInvalid, error.Id);
        Assert.DoesNotContain("pass-word", error.Message, StringComparison.Ordinal);
    }

    private static async Task<ExchangeException> FaultAsync(ProxyChoice proxy, string address)
    {
        using var exchange = new HttpExchange(HttpHandlers.Create(proxy), proxy, TimeProvider.System);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        return await Assert.ThrowsAsync<ExchangeException>(() => exchange.SendAsync(request, TimeSpan.FromSeconds(30), 1000, default));
    }

    /// <summary>A server that gives everybody the same answer.</summary>
    private sealed class OneAnswer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly X509Certificate2? _certificate;
        private readonly byte[] _answer;

        public OneAnswer(string answer, X509Certificate2? certificate = null)
        {
            _answer = Encoding.ASCII.GetBytes(answer);
            _certificate = certificate;
            _listener.Start();
            _ = Task.Run(ServeAsync);
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public System.Collections.Concurrent.ConcurrentQueue<string> Requests { get; } = new();

        public void Dispose() => _listener.Stop();

        private async Task ServeAsync()
        {
            try
            {
                while (true)
                    _ = AnswerAsync(await _listener.AcceptTcpClientAsync());
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // The test is over.
            }
        }

        private async Task AnswerAsync(TcpClient client)
        {
            using var scope = client;
            try
            {
                Stream stream = client.GetStream();
                if (_certificate is not null)
                {
                    var secure = new SslStream(stream);
                    await secure.AuthenticateAsServerAsync(_certificate);
                    stream = secure;
                }
                var buffer = new byte[8192];
                int count;
                while ((count = await stream.ReadAsync(buffer)) > 0)
                {
                    Requests.Enqueue(Encoding.ASCII.GetString(buffer, 0, count));
                    await stream.WriteAsync(_answer);
                }
            }
            catch (Exception exception) when (exception is IOException or System.Security.Authentication.AuthenticationException)
            {
                // The client went away.
            }
        }
    }
}

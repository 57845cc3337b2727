using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using CrmQbSync.PowerShell.Tests.Hosting;

namespace CrmQbSync.PowerShell.Tests.EndToEnd.ZohoCrm;

/// <summary>The way to Zoho CRM: which host is asked, through which proxy and as whom, and what is told when that does not work.</summary>
public sealed class ZohoNetworkTests : IAsyncLifetime
{
    private readonly RecordingProxy _proxy = RecordingProxy.Start();
    private ZohoSession _session = null!;

    public async Task InitializeAsync() => _session = await ZohoSession.StartAsync();

    public async Task DisposeAsync()
    {
        await _session.DisposeAsync();
        await _proxy.DisposeAsync();
    }

    [Theory]
    [InlineData("us", "accounts.zoho.com")]
    [InlineData("eu", "accounts.zoho.eu")]
    [InlineData("in", "accounts.zoho.in")]
    [InlineData("au", "accounts.zoho.com.au")]
    [InlineData("jp", "accounts.zoho.jp")]
    [InlineData("ca", "accounts.zohocloud.ca")]
    [InlineData("cn", "accounts.zoho.com.cn")]
    [InlineData("sa", "accounts.zoho.sa")]
    [InlineData("uk", "accounts.zoho.uk")]
    public void Each_data_centre_is_signed_in_to_at_its_own_host(string dataCenter, string host)
    {
        WriteProfileOf(dataCenter, $"proxy: http://127.0.0.1:{_proxy.Port}");

        var error = _session.Shell.Fail("Connect-CrmAccount -Profile ./acme.yaml -AuthorizationCode 1000.code");

        Assert.StartsWith("ServiceUnavailable", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains($"https://{host}", error.ToString(), StringComparison.Ordinal);
        Assert.All(_proxy.Requests, request => Assert.StartsWith($"CONNECT {host}:443 ", request, StringComparison.Ordinal));
    }

    [Fact]
    public void A_proxy_that_wants_a_sign_in_gets_the_profiles_and_is_named_without_it()
    {
        var (user, password) = (_session.Variable("USER"), _session.Variable("PASSWORD"));
        _session.Run($"'ann' | Set-ContactSyncSecret {user}; 'p%40ss-word-5510' | Set-ContactSyncSecret {password}");
        _session.WriteProfile(more: $"proxy: http://${{secret:{user}}}:${{secret:{password}}}@127.0.0.1:{_proxy.Port}");

        var refused = _session.Shell.Fail("Get-CrmContact -Profile ./acme.yaml");

        _session.Run($"Remove-ContactSyncSecret {user}, {password} -Confirm:$false");
        Assert.StartsWith("ServiceUnavailable", refused.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains($"the proxy http://127.0.0.1:{_proxy.Port} wants a sign-in (status 407)", refused.ToString(), StringComparison.Ordinal);
        Assert.Contains("proxy:", refused.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.DoesNotContain("ss-word", $"{refused}{refused.ErrorDetails}{refused.Exception}", StringComparison.Ordinal);
        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes("ann:p@ss-word-5510"));
        Assert.Contains(_proxy.Requests, request => request.Contains($"Proxy-Authorization: Basic {credentials}", StringComparison.OrdinalIgnoreCase));
        Assert.Empty(_session.Zoho.Calls);
    }

    // How the system names its proxy differs; there it is a variable.
#if LINUX
    [Theory]
    [InlineData("", true)]
    [InlineData("proxy: none", false)]
    public async Task The_systems_proxy_is_used_unless_the_profile_says_otherwise(string setting, bool isUsed)
    {
        // A host that is nowhere: without the proxy the connection fails.
        WriteProfileOf("us", setting, "accountsUrl: https://accounts.zoho.invalid");
        var variables = new Dictionary<string, string>
        {
            ["CRMQBSYNC_HOME"] = _session.Shell.PathOf("home"),
            ["T_ID"] = "id",
            ["T_SECRET"] = "secret",
            ["https_proxy"] = $"http://127.0.0.1:{_proxy.Port}",
        };
        var script = _session.Shell.PathOf("connect.ps1");
        await File.WriteAllTextAsync(script, $"try {{ Connect-CrmAccount -Profile '{_session.Shell.PathOf("acme.yaml")}' -AuthorizationCode 1000.code -ErrorAction Stop }} catch {{ \"$_\" }}");

        using var process = ChildShell.Start(variables, "-File", script);
        var line = await process.StandardOutput.ReadLineAsync();
        process.Kill();

        Assert.Equal(isUsed, line?.Contains("the system's proxy wants a sign-in (status 407)", StringComparison.Ordinal));
        Assert.Equal(isUsed, _proxy.Requests.Any(request => request.StartsWith("CONNECT accounts.zoho.invalid:443 ", StringComparison.Ordinal)));
    }
#endif

    [Fact]
    public async Task A_certificate_that_is_not_trusted_is_named_and_nothing_is_sent()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var shaking = ShakeHandsAsync(server);
        var port = ((IPEndPoint)server.LocalEndpoint).Port;
        _session.WriteProfile(accounts: $"https://localhost:{port}");

        var untrusted = _session.Shell.Fail("Get-CrmContact -Profile ./acme.yaml");

        Assert.StartsWith("ServiceUnavailable", untrusted.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains($"https://localhost:{port} is not trusted", untrusted.ToString(), StringComparison.Ordinal);
        Assert.Contains("Certificates are never ignored", untrusted.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(_session.Zoho.Calls);
        server.Stop();
        Assert.Equal(0, await shaking);
    }

    private void WriteProfileOf(string dataCenter, string more, string moreOfCrm = "") => File.WriteAllText(_session.Shell.PathOf("acme.yaml"), $$"""
        {{more}}
        crm:
          type: ZohoCrm
          dataCenter: {{dataCenter}}
          clientId: ${env:{{(moreOfCrm.Length > 0 ? "T_ID" : _session.Variable("ID"))}}}
          clientSecret: ${env:{{(moreOfCrm.Length > 0 ? "T_SECRET" : _session.Variable("SECRET"))}}}
          {{moreOfCrm}}
        qb: { type: Csv, path: qb.csv }
        """);

    /// <returns>How many bytes came after a handshake.</returns>
    private static async Task<int> ShakeHandsAsync(TcpListener server)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var came = 0;
        await foreach (var client in RecordingProxy.ClientsOf(server))
        {
            using (client)
            {
                await using var stream = new SslStream(client.GetStream());
                try
                {
                    await stream.AuthenticateAsServerAsync(certificate);
                    came += await stream.ReadAsync(new byte[1]);
                }
                catch (Exception exception) when (exception is IOException or AuthenticationException)
                {
                    // Turned away by the client, as it should be.
                }
            }
        }
        return came;
    }
}

using System.Management.Automation;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using CrmQbSync.Emulators.ZohoCrm;
using CrmQbSync.PowerShell.Tests.Hosting;

namespace CrmQbSync.PowerShell.Tests.EndToEnd.ZohoCrm;

/// <summary>What Zoho CRM, or the network on the way to it, refuses: told by the cmdlets with an id and what to do.</summary>
public sealed class ZohoRefusalTests : IAsyncLifetime, IDisposable
{
    private readonly ModuleSession _session = new();
    private readonly string _prefix = $"T{Guid.NewGuid():N}";
    private ZohoCrmEmulator _zoho = null!;

    public async Task InitializeAsync()
    {
        _zoho = await ZohoCrmEmulator.StartAsync();
        Environment.SetEnvironmentVariable($"{_prefix}_ID", _zoho.Accounts.ClientId);
        Environment.SetEnvironmentVariable($"{_prefix}_SECRET", _zoho.Accounts.ClientSecret);
        Environment.SetEnvironmentVariable($"{_prefix}_REFRESH", _zoho.Accounts.Grant());
        WriteProfile();
        File.WriteAllText(_session.PathOf("qb.csv"), "Id,Email,LastName\n1,ann@x.example,Archer\n");
    }

    public async Task DisposeAsync() => await _zoho.DisposeAsync();

    public void Dispose()
    {
        foreach (var name in new[] { "ID", "SECRET", "REFRESH" })
            Environment.SetEnvironmentVariable($"{_prefix}_{name}", null);
        _session.Dispose();
    }

    [Theory]
    [InlineData("active", false, "profile 'Standard'")]
    [InlineData("inactive", true, "status inactive")]
    public void Only_an_active_administrator_may_synchronise_and_anybody_may_read(string status, bool isAdministrator, string why)
    {
        _zoho.Organisation.Users[0] = _zoho.Organisation.Users[0] with { Status = status, IsAdministrator = isAdministrator, ProfileName = isAdministrator ? "Administrator" : "Standard" };
        _zoho.Organisation.AddContact(("Email", "bob@x.example"), ("Last_Name", "Baker"));

        foreach (var command in new[] { "Invoke-ContactSync -Profile ./acme.yaml", "Invoke-ContactSync -Profile ./acme.yaml -WhatIf" })
        {
            var error = _session.Fail(command);
            Assert.StartsWith("NotAdministrator", error.FullyQualifiedErrorId, StringComparison.Ordinal);
            Assert.Contains(why, error.ToString(), StringComparison.Ordinal);
        }
        Assert.Equal(["bob@x.example"], _session.Run("(Get-CrmContact -Profile ./acme.yaml).Email").Texts);
        Assert.Equal(["Failed"], _session.Run("Test-ContactSyncProfile ./acme.yaml | Where-Object Check -eq CRM | ForEach-Object { \"$($_.Status)\" }").Texts);
        Assert.DoesNotContain(_zoho.ApiCalls, call => call.Method is "PUT" || call.Path.EndsWith("/v8/Contacts", StringComparison.Ordinal));
    }

    [Fact]
    public void When_the_credits_are_gone_the_user_is_told_when_to_go_on_and_the_next_run_does()
    {
        var lines = Enumerable.Range(1, 500).Select(number => $"{number},p{number}@x.example,Person {number}");
        File.WriteAllText(_session.PathOf("qb.csv"), $"Id,Email,LastName\n{string.Join('\n', lines)}\n");
        (_zoho.Organisation.Edition, _zoho.Organisation.CreditLimit) = ("free", 24);

        var error = _session.Fail("Invoke-ContactSync -Profile ./acme.yaml");

        Assert.StartsWith("RateLimited", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.LimitsExceeded, error.CategoryInfo.Category);
        Assert.Matches(@"Go on after \d{4}-\d\d-\d\d \d\d:\d\d:\d\d", error.ErrorDetails.RecommendedAction);
        var made = _zoho.Organisation.Contacts.Existing.Count();
        Assert.InRange(made, 100, 499);
        Assert.Equal([$"Failed {made}"], _session.Run("Get-ContactSyncHistory -Profile ./acme.yaml | ForEach-Object { \"$($_.Status) $($_.CrmCreated)\" }").Texts);

        _zoho.Organisation.CreditLimit = 5000;
        Assert.Equal([$"Succeeded {500 - made}"], _session.Run("Invoke-ContactSync -Profile ./acme.yaml | ForEach-Object { \"$($_.Status) $($_.CrmCreated)\" }").Texts);
        Assert.Equal(500, _zoho.Organisation.Contacts.Existing.Select(contact => contact.Text("Email")).Distinct().Count());
    }

    [Fact]
    public void A_telephone_number_that_Zoho_refuses_is_left_out_with_Zohos_code()
    {
        File.WriteAllText(_session.PathOf("qb.csv"), "Id,Email,LastName,Phone\n1,ann@x.example,Archer,1/2/3\n");

        var entry = _session.Run("(Invoke-ContactSync -Profile ./acme.yaml -PassThru)[1] | ForEach-Object { \"$($_.Status) $($_.Warning)\" }");

        Assert.Equal(["Done Phone holds a value that the other side refuses (INVALID_DATA) and was not written."], entry.Texts);
        Assert.Equal("Archer", Assert.Single(_zoho.Organisation.Contacts.Existing).Text("Last_Name"));
    }

    [Fact]
    public async Task A_proxy_that_wants_a_sign_in_and_a_certificate_that_is_not_trusted_are_named()
    {
        using var proxy = new TcpListener(IPAddress.Loopback, 0);
        proxy.Start();
        var refusing = RefuseAsync(proxy);
        var port = ((IPEndPoint)proxy.LocalEndpoint).Port;
        WriteProfile(proxy: $"http://127.0.0.1:{port}");
        var refused = _session.Fail("Get-CrmContact -Profile ./acme.yaml");
        Assert.StartsWith("ServiceUnavailable", refused.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains($"the proxy http://127.0.0.1:{port}", refused.ToString(), StringComparison.Ordinal);
        Assert.Contains("407", refused.ToString(), StringComparison.Ordinal);

        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var shaking = ShakeHandsAsync(server);
        port = ((IPEndPoint)server.LocalEndpoint).Port;
        WriteProfile(accounts: $"https://localhost:{port}");
        var untrusted = _session.Fail("Get-CrmContact -Profile ./acme.yaml");
        Assert.StartsWith("ServiceUnavailable", untrusted.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains($"https://localhost:{port} is not trusted", untrusted.ToString(), StringComparison.Ordinal);
        Assert.NotNull(untrusted.ErrorDetails.RecommendedAction);
        Assert.Empty(_zoho.Calls);
        proxy.Stop();
        server.Stop();
        await Task.WhenAll(refusing, shaking);
    }

    private void WriteProfile(string? proxy = null, string? accounts = null) => File.WriteAllText(_session.PathOf("acme.yaml"), $$"""
        {{(proxy is null ? "" : $"proxy: {proxy}")}}
        crm:
          type: ZohoCrm
          dataCenter: us
          clientId: ${env:{{_prefix}}_ID}
          clientSecret: ${env:{{_prefix}}_SECRET}
          refreshToken: ${env:{{_prefix}}_REFRESH}
          accountsUrl: {{accounts ?? _zoho.Address.AbsoluteUri.TrimEnd('/')}}
        qb: { type: Csv, path: qb.csv }
        """);

    private static async Task RefuseAsync(TcpListener proxy)
    {
        await foreach (var client in ClientsOf(proxy))
        {
            using (client)
            {
                var stream = client.GetStream();
                _ = await stream.ReadAsync(new byte[4096]);
                await stream.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"office\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
            }
        }
    }

    private static async Task ShakeHandsAsync(TcpListener server)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await foreach (var client in ClientsOf(server))
        {
            using (client)
            {
                await using var stream = new SslStream(client.GetStream());
                try
                {
                    await stream.AuthenticateAsServerAsync(certificate);
                    _ = await stream.ReadAsync(new byte[1]);
                }
                catch (Exception exception) when (exception is IOException or System.Security.Authentication.AuthenticationException)
                {
                    // Turned away by the client, as it should be.
                }
            }
        }
    }

    private static async IAsyncEnumerable<TcpClient> ClientsOf(TcpListener listener)
    {
        while (true)
        {
            TcpClient client;
            try
            {
                client = await listener.AcceptTcpClientAsync();
            }
            catch (Exception exception) when (exception is SocketException or InvalidOperationException)
            {
                // Stopped, while it waited or before it waited again.
                yield break;
            }
            yield return client;
        }
    }
}

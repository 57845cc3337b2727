using System.Management.Automation;
using CrmQbSync.Emulators.WebConnector;
using Engine = System.Management.Automation.PowerShell;

namespace CrmQbSync.PowerShell.Tests.EndToEnd.QuickBooksDesktop;

/// <summary>What is seen of a server while it serves: by its user, by the Web Connector's, and from outside.</summary>
public sealed class ServedTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task An_update_that_is_ended_in_the_Web_Connector_is_a_cancelled_run_and_the_server_goes_on()
    {
        using var desktop = new DesktopSession(ownThread: true);
        desktop.Session.Run("New-QbWebConnectorFile acme acme.qwc");
        using var shell = Engine.Create(desktop.Session.Runspace);
        var output = new PSDataCollection<PSObject>();
        shell.AddScript("Start-QbWebConnector acme -Verbose -Debug").BeginInvoke<PSObject, PSObject>(null, output);
        var connector = await desktop.AddAsync("acme.qwc", desktop.Company);

        var ended = await connector.UpdateAsync(new UpdatePlan { FaultOf = (number, _) => number == 1 ? RequestFault.Cancelled : RequestFault.None }).WaitAsync(s_patience);
        Assert.True(SpinWait.SpinUntil(() => output.Count == 1, s_patience));
        var update = await connector.UpdateAsync().WaitAsync(s_patience);
        Assert.True(SpinWait.SpinUntil(() => output.Count == 2, s_patience));

        // A stream that is still written to is not read to its end.
        shell.Stop();
        Assert.Equal("Stopped", ended.Status);
        Assert.Equal(["Cancelled", "Succeeded"], output.Select(run => run.Properties["Status"].Value.ToString()));
        Assert.All(output, run => Assert.Equal("WebConnector", run.Properties["Trigger"].Value.ToString()));
        Assert.Contains("1 added", update.Status, StringComparison.Ordinal);
        Assert.StartsWith("Cancelled", Assert.Single(shell.Streams.Error).FullyQualifiedErrorId, StringComparison.Ordinal);
        // What the Web Connector signs in with shows nowhere.
        string[] told = [.. shell.Streams.Verbose.Select(line => line.Message), .. shell.Streams.Debug.Select(line => line.Message), .. desktop.Session.Host.RawLines];
        Assert.NotEmpty(shell.Streams.Verbose);
        Assert.DoesNotContain(told, line => line.Contains(DesktopSession.Password, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Behind_a_reverse_proxy_the_Web_Connector_finds_its_address_and_a_stranger_no_names()
    {
        using var desktop = new DesktopSession(ownThread: true);
        desktop.WriteProfile("acme", "inner", listen: "https://sync.example.com:8443/acme/");
        desktop.Session.Run("New-QbWebConnectorFile acme acme.qwc");
        using var shell = Engine.Create(desktop.Session.Runspace);
        shell.AddScript("Start-QbWebConnector acme").BeginInvoke();
        using var outside = new HttpClient(new ProxyHandler($"http://localhost:{desktop.Port}/inner/"));
        var connector = await desktop.AddAsync("acme.qwc", desktop.Company, outside);
        desktop.Company.Refuse = request => request.Name.LocalName == "CustomerAddRq" ? (3260, "Insufficient permission.") : null;

        var update = await connector.UpdateAsync().WaitAsync(s_patience);

        Assert.True(update.IsComplete, update.Error);
        Assert.Contains("1 failed", update.Status, StringComparison.Ordinal);
        Assert.Contains("location=\"https://sync.example.com:8443/acme/\"", await outside.GetStringAsync(new Uri("https://sync.example.com:8443/acme/?wsdl")), StringComparison.Ordinal);
        var (seen, own) = (await outside.GetStringAsync(new Uri("https://sync.example.com:8443/acme/support")), await desktop.Http.GetStringAsync(new Uri($"http://localhost:{desktop.Port}/inner/support")));
        Assert.Contains("3260", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("ann@x.com", seen, StringComparison.Ordinal);
        Assert.Contains("ann@x.com", own, StringComparison.Ordinal);
        Assert.Contains("Insufficient permission.", own, StringComparison.Ordinal);
        Assert.Contains("<td>1<td>", own, StringComparison.Ordinal);
        shell.Stop();
    }

    /// <summary>A reverse proxy at https://sync.example.com:8443/acme/.</summary>
    private sealed class ProxyHandler(string inner) : DelegatingHandler(new HttpClientHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var address = request.RequestUri!.AbsoluteUri;
            Assert.StartsWith("https://sync.example.com:8443/acme/", address, StringComparison.Ordinal);
            request.RequestUri = new Uri(inner + address["https://sync.example.com:8443/acme/".Length..]);
            request.Headers.Add("X-Forwarded-For", "203.0.113.9");
            return base.SendAsync(request, cancellationToken);
        }
    }
}

using CrmQbSync.Emulators.WebConnector;
using Engine = System.Management.Automation.PowerShell;

namespace CrmQbSync.PowerShell.Tests.EndToEnd.QuickBooksDesktop;

/// <summary>A Web Connector whose connection is reset in the middle of a call of a session that Start-QbWebConnector serves.</summary>
public sealed class BrokenConnectionTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Whichever_call_it_is_the_next_session_finishes_the_work_and_doubles_nothing()
    {
        using var desktop = new DesktopSession(ownThread: true);
        desktop.Session.Run("New-QbWebConnectorFile acme acme.qwc");
        using var shell = Engine.Create(desktop.Session.Runspace);
        shell.AddScript("Start-QbWebConnector $args[0]").AddArgument(desktop.Profile).BeginInvoke();
        var connector = await desktop.AddAsync("acme.qwc", desktop.Company);
        var at = 0;
        for (var struck = true; struck;)
        {
            at++;
            File.AppendAllText(desktop.Session.PathOf("acme.csv"), $"{at + 1},new{at}@x.com,New,{at},\n");
            using var aborting = new AbortingHandler((number, _) => number == at);
            using var http = new HttpClient(aborting);
            var broken = await desktop.AddAsync("acme.qwc", desktop.Company, http);
            try
            {
                await broken.UpdateAsync().WaitAsync(s_patience);
            }
            catch (HttpRequestException)
            {
                // The update ends there, without another call.
            }
            struck = aborting.HasStruck;

            var update = await connector.UpdateAsync().WaitAsync(s_patience);

            Assert.True(update.IsComplete, update.Error);
            Assert.Equal(at + 1, desktop.Company.Customers.Count);
            Assert.Single(desktop.Company.Customers, customer => customer["Email"] == $"new{at}@x.com");
        }
        Assert.InRange(at, 8, 20);
        Assert.Empty(desktop.Company.Messages.Stored);
        shell.Stop();
    }
}

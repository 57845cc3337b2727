using System.Xml.Linq;
using CrmQbSync.Emulators.WebConnector;
using CrmQbSync.PowerShell.Tests.Hosting;

namespace CrmQbSync.PowerShell.Tests.EndToEnd.QuickBooksDesktop;

/// <summary>Servers in processes of their own that are killed while QuickBooks works on a request of theirs (rules 6.5 and 8.5).</summary>
public sealed class KilledServerTests
{
    [Theory]
    [InlineData("CustomerAddRq")]
    [InlineData("oldMessageSetID")]
    public async Task A_server_killed_between_request_and_response_doubles_nothing_on_the_very_next_session(string at)
    {
        using var desktop = new DesktopSession();
        desktop.Company.Add("Bob Ames", null, ("Email", "bob@x.com"), ("LastName", "Ames"));
        desktop.Session.Run("New-QbWebConnectorFile acme acme.qwc");
        using (var server = Start(desktop))
        {
            var connector = await desktop.AddAsync("acme.qwc", desktop.Company);
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => connector.UpdateAsync(new UpdatePlan
            {
                FaultOf = (_, set) =>
                {
                    if (IsAt(set, at))
                        server.Kill();
                    return RequestFault.None;
                },
            }));
            await server.WaitForExitAsync();
        }
        // QuickBooks has carried it out, and nobody heard of it.
        Assert.Equal(2, desktop.Company.Customers.Count);

        using (var server = Start(desktop))
        {
            var connector = await desktop.AddAsync("acme.qwc", desktop.Company);
            var update = await connector.UpdateAsync().WaitAsync(TimeSpan.FromSeconds(60));
            Assert.True(update.IsComplete, update.Error);
            server.Kill();
            await server.WaitForExitAsync();
        }
        Assert.Equal(["Ann Lee", "Bob Ames"], desktop.Company.Customers.Select(customer => customer.Name).Order());
        var rows = File.ReadAllLines(desktop.Session.PathOf("acme.csv"));
        Assert.Equal((3, 1), (rows.Length, rows.Count(row => row.Contains("bob@x.com", StringComparison.Ordinal))));
        Assert.Empty(desktop.Company.Messages.Stored);
        Assert.Equal("Interrupted", desktop.Session.Run("(Get-ContactSyncHistory acme)[-1].Status.ToString()").Output[0].BaseObject);
    }

    private static bool IsAt(XElement set, string what) => set.Element(what) is not null || set.Attribute(what) is not null;

    private static System.Diagnostics.Process Start(DesktopSession desktop) => ChildShell.Start("-Command", $"Start-QbWebConnector '{desktop.Profile}'");
}

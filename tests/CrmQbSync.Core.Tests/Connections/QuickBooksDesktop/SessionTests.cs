using CrmQbSync.Emulators.WebConnector;

namespace CrmQbSync.Tests.Connections.QuickBooksDesktop;

/// <summary>Whole sessions: Web Connector, server, engine, company file.</summary>
public sealed class SessionTests
{
    [Fact]
    public async Task A_session_brings_both_sides_together()
    {
        await using var world = await DesktopWorld.StartAsync();
        world.AddContact("ann@x.com", ("FirstName", "Ann"), ("LastName", "Lee"), ("Phone", "775-555-0100"), ("BillingStreet", "1 Main St\nSuite 2"), ("BillingCity", "Reno"));
        world.Company.Add("Bob Ames", null, ("Email", "bob@x.com"), ("LastName", "Ames"), ("BillAddress.Addr1", "Bob Ames"), ("BillAddress.Addr2", "2 Oak St"));

        var update = await world.SyncAsync();

        Assert.Equal(["serverVersion", "clientVersion", "authenticate", "sendRequestXML"], update.Calls.Take(4));
        Assert.Equal("closeConnection", update.Calls[^1]);
        Assert.Null(update.Error);
        var ann = world.Customer("ann@x.com");
        Assert.Equal("Ann Lee", ann.Name);
        Assert.Equal(("1 Main St", "Suite 2", "Reno"), (ann["BillAddress.Addr1"], ann["BillAddress.Addr2"], ann["BillAddress.City"]));
        var bob = Assert.Single(world.Crm.Existing, record => record["Email"] == "bob@x.com");
        Assert.Equal("2 Oak St", bob["BillingStreet"]);
        Assert.Equal((RunStatus.Succeeded, RunTrigger.WebConnector, 1, 1), (world.Run.Status, world.Run.Trigger, world.Run.QbCreated, world.Run.CrmCreated));
        Assert.Contains("1 added", update.Status);
    }

    [Fact]
    public async Task A_second_session_writes_nothing()
    {
        await using var world = await DesktopWorld.StartAsync();
        world.AddContact("ann@x.com", ("FirstName", "Ann"), ("LastName", "Lee"));
        world.Company.Add("Bob Ames", null, ("Email", "bob@x.com"), ("LastName", "Ames"));
        await world.SyncAsync();
        world.Company.Requests.Clear();
        world.Clock.Advance(TimeSpan.FromMinutes(15));

        await world.SyncAsync();

        Assert.DoesNotContain(world.Company.Requests, request => request is "CustomerAddRq" or "CustomerModRq");
        Assert.Equal(RunStatus.Succeeded, world.Run.Status);
        Assert.Equal(0, world.Run.QbUpdated + world.Run.CrmUpdated + world.Run.QbCreated + world.Run.CrmCreated);
    }
}

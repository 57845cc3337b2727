using CrmQbSync.Emulators.WebConnector;

namespace CrmQbSync.Tests.Connections.QuickBooksDesktop;

public sealed class CompanyTests
{
    [Fact]
    public async Task Another_company_file_is_refused_by_name_before_anything_is_read()
    {
        await using var world = await DesktopWorld.StartAsync();
        world.AddContact("ann@x.com", ("LastName", "Lee"));
        var other = new CompanyFile(world.Clock) { CompanyName = "Castle Two", Path = @"D:\Two.qbw" };
        world.Connector.Company = other;

        var update = await world.UpdateAsync();

        Assert.False(update.IsComplete);
        Assert.Contains("Castle Two", update.Error);
        Assert.Contains(@"D:\Two.qbw", update.Error);
        Assert.All(other.Requests, request => Assert.Equal("CompanyQueryRq", request));
        var run = Assert.Single(await world.HistoryAsync());
        Assert.Equal(RunStatus.Failed, run.Status);
        Assert.Equal(SyncErrorId.WrongCompany, Assert.Single(world.Watcher.Results).Error!.Id);
    }

    [Fact]
    public async Task A_company_of_another_profile_is_refused()
    {
        await using var world = await DesktopWorld.StartAsync();
        world.Company.FileIds[world.Application.OwnerId] = Guid.NewGuid().ToString("B");

        var update = await world.UpdateAsync();

        Assert.Contains(world.Company.CompanyName, update.Error);
        Assert.Empty(world.Company.Requests);
    }

    [Fact]
    public async Task A_named_company_file_is_asked_for_and_made_sure_of()
    {
        await using var world = await DesktopWorld.StartAsync(companyFile: @"C:\Users\Public\Documents\Rock Castle.qbw");
        Assert.True((await world.SyncAsync()).IsComplete);
        Assert.Equal(@"C:\Users\Public\Documents\Rock Castle.qbw", (await world.UpdateAsync()).Work);
        world.Connector.Company = new CompanyFile(world.Clock) { Path = @"C:\Other.qbw" };

        var update = await world.UpdateAsync();

        Assert.Contains("connectionError", update.Calls);
        Assert.Empty(world.Connector.Company.Requests);
        Assert.Equal(RunStatus.Failed, world.Run.Status);
        Assert.Contains("different from the one requested", world.Run.Message);
    }

    [Theory]
    [InlineData("0x80040414", "A modal dialog box is showing in the QuickBooks user interface.", "waits for an answer")]
    [InlineData("0x80040408", "Could not start QuickBooks.", "same Windows user")]
    public async Task QuickBooks_that_does_not_open_ends_the_run_with_advice(string hresult, string message, string advice)
    {
        await using var world = await DesktopWorld.StartAsync();

        var update = await world.UpdateAsync(new UpdatePlan { CannotOpen = _ => (hresult, message) });

        Assert.Equal(message, update.Error);
        Assert.Contains(advice, world.Run.Message);
        Assert.Equal(RunStatus.Failed, world.Run.Status);
    }

    [Fact]
    public async Task QuickBooks_that_is_closed_is_opened_with_the_named_file()
    {
        await using var world = await DesktopWorld.StartAsync(companyFile: @"C:\Users\Public\Documents\Rock Castle.qbw");
        var update = await world.SyncAsync(new UpdatePlan { CannotOpen = attempt => attempt == 1 ? ("0x80040416", "The company file name must be supplied.") : null });
        Assert.Single(update.Calls, "connectionError");
    }

    [Fact]
    public async Task An_old_version_of_QuickBooks_gets_what_it_knows()
    {
        await using var world = await DesktopWorld.StartAsync();
        world.Company.Switches = new CompanySwitches { HighestVersion = 8.0m };
        world.Company.Schema = null;
        world.AddContact("ann@x.com", ("LastName", "Lee"), ("JobTitle", "Buyer"));

        var update = await world.SyncAsync();

        Assert.All(update.Requests, request => Assert.Contains("<?qbxml version=\"8.0\"?>", request));
        Assert.Equal(("Lee", null), (world.Customer("ann@x.com")["LastName"], world.Customer("ann@x.com")["JobTitle"]));
    }
}

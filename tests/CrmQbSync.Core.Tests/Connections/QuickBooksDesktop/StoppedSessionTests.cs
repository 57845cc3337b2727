using System.Xml.Linq;
using CrmQbSync.Emulators.WebConnector;

namespace CrmQbSync.Tests.Connections.QuickBooksDesktop;

/// <summary>
/// Whoever is stopped in the middle of a session tells the Web Connector before he leaves, and the next session finishes the work (rule 8.5). The clock
/// stands, so that a server which waits for the Web Connector to close waits until it does.
/// </summary>
public sealed class StoppedSessionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(StopPoint.BeforeFirstCall, false)]
    [InlineData(StopPoint.QuickBooksReads, false)]
    [InlineData(StopPoint.QuickBooksWrites, false)]
    [InlineData(StopPoint.BeforeAnswer, false)]
    [InlineData(StopPoint.CallHeld, false)]
    [InlineData(StopPoint.QuickBooksReads, true)]
    [InlineData(StopPoint.QuickBooksWrites, true)]
    [InlineData(StopPoint.BeforeAnswer, true)]
    [InlineData(StopPoint.CallHeld, true)]
    public async Task A_command_tells_before_it_leaves_whether_it_listens_itself_or_uses_a_running_server(StopPoint at, bool usesServer)
    {
        await using var world = await PrepareAsync(usesServer);
        using var stop = new CancellationTokenSource();
        var plan = Stopping(world, at, stop.Cancel);
        var run = WaitingCommand.RunAsync(world, stop.Token);

        var update = usesServer ? await WaitingCommand.EngageAsync(world, run, plan) : await ReadingTests.ConnectAsync(world, run, plan);

        Assert.Equal(RunStatus.Cancelled, (await run).Run!.Status);
        WaitingCommand.AssertTold(update, "The command that used this session was stopped.");
        world.ConnectCrm = null;
        if (!usesServer)
        {
            // Nobody listens any more.
            await Assert.ThrowsAsync<HttpRequestException>(() => world.Http.GetAsync(world.Address));
            await world.ServeAsync();
        }
        await AssertWholeAsync(world);
    }

    [Theory]
    [InlineData(StopPoint.BeforeFirstCall)]
    [InlineData(StopPoint.QuickBooksReads)]
    [InlineData(StopPoint.QuickBooksWrites)]
    [InlineData(StopPoint.BeforeAnswer)]
    [InlineData(StopPoint.CallHeld)]
    public async Task A_server_that_is_stopped_tells_before_it_leaves(StopPoint at)
    {
        await using var world = await PrepareAsync(serve: true);
        var stopping = Task.CompletedTask;
        var plan = Stopping(world, at, () => stopping = world.StopAsync());

        var update = await world.Connector.UpdateAsync(plan).WaitAsync(Patience);

        WaitingCommand.AssertTold(update, "was stopped");
        await stopping.WaitAsync(Patience);
        // Stopped before its first call, the run may not even have begun.
        Assert.All(await world.HistoryAsync(), run => Assert.Equal(RunStatus.Cancelled, run.Status));
        await Assert.ThrowsAsync<HttpRequestException>(() => world.Http.GetAsync(world.Address));
        world.ConnectCrm = null;
        await world.ServeAsync();
        await AssertWholeAsync(world);
    }

    [Fact]
    public async Task A_name_that_is_refused_after_the_stop_is_tried_again_by_the_next_run()
    {
        await using var world = await PrepareAsync(serve: false);
        world.Company.OtherNames.Add("Lee");
        using var stop = new CancellationTokenSource();
        var run = WaitingCommand.RunAsync(world, stop.Token);

        var update = await ReadingTests.ConnectAsync(world, run, Stopping(world, StopPoint.QuickBooksWrites, stop.Cancel));

        Assert.Equal(RunStatus.Cancelled, (await run).Run!.Status);
        WaitingCommand.AssertTold(update, "The command that used this session was stopped.");
        Assert.Single(world.Company.Requests, "CustomerAddRq");
        await world.ServeAsync();
        await AssertWholeAsync(world);
    }

    /// <summary>One to be created on either side.</summary>
    private static async Task<DesktopWorld> PrepareAsync(bool serve)
    {
        var world = await DesktopWorld.StartAsync(serve: serve);
        world.AddContact("ann@x.com", ("LastName", "Lee"));
        world.Company.Add("Bob Ames", null, ("Email", "bob@x.com"), ("LastName", "Ames"));
        return world;
    }

    /// <summary>An update in which somebody stops at a certain point, once.</summary>
    private static UpdatePlan Stopping(DesktopWorld world, StopPoint at, Action stop)
    {
        var stopped = 0;
        void Stop(bool isThere)
        {
            if (isThere && Interlocked.Exchange(ref stopped, 1) == 0)
                stop();
        }

        if (at == StopPoint.CallHeld)
        {
            // By now the customers are read; so the call that brought them is held.
            world.HookCrm(beforeWrite: token =>
            {
                Stop(isThere: true);
                return Task.Delay(Timeout.InfiniteTimeSpan, token);
            });
        }
        return new UpdatePlan
        {
            OnCall = operation =>
            {
                Stop((at, operation) is (StopPoint.BeforeFirstCall, "sendRequestXML") or (StopPoint.BeforeAnswer, "receiveResponseXML"));
                return Task.CompletedTask;
            },
            FaultOf = (_, set) =>
            {
                Stop((at == StopPoint.QuickBooksReads && Has(set, "CustomerQueryRq")) || (at == StopPoint.QuickBooksWrites && Has(set, "CustomerAddRq")));
                return RequestFault.None;
            },
        };
    }

    private static bool Has(XElement set, string request) => set.Element(request) is not null;

    private static async Task AssertWholeAsync(DesktopWorld world)
    {
        await world.SyncAsync();
        Assert.Equal(RunStatus.Succeeded, world.Run.Status);
        Assert.Equal(["ann@x.com", "bob@x.com"], world.Company.Customers.Select(customer => customer["Email"]).Order());
        Assert.Equal(["ann@x.com", "bob@x.com"], world.Crm.Existing.Select(contact => contact["Email"]).Order());
        Assert.Empty(world.Company.Messages.Stored);
    }
}

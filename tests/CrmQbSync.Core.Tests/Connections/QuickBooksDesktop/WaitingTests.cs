using System.Text;
using System.Xml.Linq;
using CrmQbSync.Connections.QuickBooksDesktop;
using CrmQbSync.Emulators.WebConnector;
using CrmQbSync.Running;
using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Connections.QuickBooksDesktop;

/// <summary>Commands that wait for a session: by listening themselves, or through a server that runs.</summary>
public sealed class WaitingTests
{
    [Fact]
    public async Task A_run_listens_itself_where_no_server_does()
    {
        await using var world = await DesktopWorld.StartAsync(serve: false);
        world.AddContact("ann@x.com", ("LastName", "Lee"));

        var run = RunAsync(world);
        var update = await ReadingTests.ConnectAsync(world, run);

        var result = await run;
        Assert.Null(result.Error);
        Assert.Equal((1, RunTrigger.Manual), (result.Run!.QbCreated, result.Run.Trigger));
        Assert.True(update!.IsComplete, update.Error);
        Assert.Equal("OK", update.Status);
    }

    [Fact]
    public async Task A_run_uses_the_next_session_of_the_server_that_runs()
    {
        await using var world = await DesktopWorld.StartAsync();
        world.AddContact("ann@x.com", ("LastName", "Lee"));

        var run = RunAsync(world);
        var update = await WaitingCommand.EngageAsync(world, run);

        var result = await run;
        Assert.Null(result.Error);
        Assert.Equal((1, RunTrigger.Manual), (result.Run!.QbCreated, result.Run.Trigger));
        Assert.True(update.IsComplete, update.Error);
        // The server's own runs go on afterwards.
        world.AddContact("bob@x.com", ("LastName", "Ames"));
        await world.SyncAsync();
        Assert.Equal((1, RunTrigger.WebConnector), (world.Run.QbCreated, world.Run.Trigger));
    }

    [Fact]
    public async Task A_run_that_fails_through_the_server_is_told_in_the_Web_Connector()
    {
        await using var world = await DesktopWorld.StartAsync();
        world.Connector.Company = new CompanyFile(world.Clock) { CompanyName = "Castle Two" };

        var run = RunAsync(world);
        var update = await WaitingCommand.EngageAsync(world, run);

        Assert.Equal(SyncErrorId.WrongCompany, (await run).Error!.Id);
        Assert.Contains("Castle Two", update.Error);
    }

    [Fact]
    public async Task Without_a_session_in_time_it_says_what_to_look_at()
    {
        await using var world = await DesktopWorld.StartAsync(serve: false);

        var run = RunAsync(world, TimeSpan.FromMinutes(3));
        while (!run.IsCompleted)
        {
            await Task.Delay(5);
            world.Clock.Advance(TimeSpan.FromSeconds(10));
        }

        var error = (await run).Error!;
        Assert.Equal(SyncErrorId.WebConnectorTimeout, error.Id);
        Assert.Contains("3 minutes", error.Message);
        Assert.Contains("Auto-Run", error.Advice);
        Assert.Equal(RunStatus.Failed, Assert.Single(await world.HistoryAsync()).Status);
    }

    [Fact]
    public async Task An_address_that_another_program_has_is_ListenFailed()
    {
        await using var world = await DesktopWorld.StartAsync(serve: false);
        var other = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, world.Address.Port);
        other.Start();
        var dropping = Task.Run(async () =>
        {
            using var socket = await other.AcceptSocketAsync();
            other.Stop();
        });

        var result = await RunAsync(world);

        Assert.Equal(SyncErrorId.ListenFailed, result.Error!.Id);
        Assert.Contains(world.Address.AbsoluteUri, result.Error.Message);
        await dropping;
    }

    [Fact]
    public async Task A_profile_without_a_file_for_the_Web_Connector_says_so()
    {
        await using var world = await DesktopWorld.StartAsync(serve: false);
        File.Delete(WebConnectorIdentity.PathOf(world.Profile.StatePath));

        Assert.Equal(SyncErrorId.SourceNotFound, (await RunAsync(world)).Error!.Id);
        Assert.Contains("New-QbWebConnectorFile", (await RunAsync(world)).Error!.Advice);
    }

    [Fact]
    public async Task Checking_a_profile_waits_for_nobody()
    {
        await using var world = await DesktopWorld.StartAsync(serve: false);
        var checks = new List<ProfileCheck>();
        await foreach (var check in world.Engine().CheckAsync(world.Profile, CancellationToken.None))
            checks.Add(check);
        Assert.All(checks, check => Assert.Equal(CheckStatus.Passed, check.Status));
    }

    [Fact]
    public async Task A_preview_reads_and_writes_nothing()
    {
        await using var world = await DesktopWorld.StartAsync(serve: false);
        world.AddContact("ann@x.com", ("LastName", "Lee"));
        var comparing = Task.Run(async () =>
        {
            var changes = new List<ContactChange>();
            await foreach (var change in world.Engine().CompareAsync(world.Profile, new RunOptions(), new SilentObserver(), CancellationToken.None))
                changes.Add(change);
            return changes;
        }).WaitAsync(TimeSpan.FromSeconds(60));

        await ReadingTests.ConnectAsync(world, comparing);

        Assert.Equal(ChangeAction.Create, Assert.Single(await comparing).Action);
        Assert.All(world.Company.Requests, request => Assert.True(request is "CustomerQueryRq" or "HostQueryRq", request));
        Assert.False(File.Exists(world.Profile.StatePath));
    }

    [Fact]
    public async Task A_CRM_that_keeps_us_waiting_is_waited_for()
    {
        await using var world = await DesktopWorld.StartAsync(times: new SessionTimes { Holding = TimeSpan.Zero });
        world.AddContact("ann@x.com", ("LastName", "Lee"));

        var update = await world.SyncAsync();

        Assert.Contains("getLastError", update.Calls);
        Assert.Null(update.Error);
        Assert.Equal(1, world.Run.QbCreated);
    }

    [Fact]
    public async Task A_session_that_comes_as_the_program_at_the_server_leaves_is_ended_too()
    {
        await using var world = await DesktopWorld.StartAsync(serve: false);
        var options = new EndpointOptions { Profile = "acme", Address = world.Address, Binding = world.Address, UserName = "u", Password = "p" };
        var here = new CallerMachine("here", "here");
        for (var round = 0; round < 200; round++)
        {
            await using var endpoint = new WebConnectorEndpoint(options, world.Clock);
            await using var client = new RelayClient(endpoint, world.Clock);
            var opening = client.OpenAsync(CancellationToken.None);
            var answering = Task.Run(() => endpoint.AnswerAsync(Call("authenticate", ("strUserName", "u"), ("strPassword", "p")), here, CancellationToken.None));
            client.Close("The command was stopped.");
            await client.DisposeAsync();
            var items = XDocument.Parse(Encoding.UTF8.GetString(await answering)).Descendants().Where(element => element.Name.LocalName == "string").ToList();

            // Of a session that nobody ended the call would be held: the clock stands.
            await endpoint.AnswerAsync(Call("sendRequestXML", ("ticket", items[0].Value)), here, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));
            await Task.WhenAny(opening);
        }

        static SoapCall Call(string operation, params (string Name, string Value)[] arguments) =>
            new(operation, arguments.ToDictionary(pair => pair.Name, pair => pair.Value), ResponseText.None);
    }

    private static Task<RunResult> RunAsync(DesktopWorld world, TimeSpan? timeout = null) =>
        Task.Run(() => world.Engine().RunAsync(world.Profile, new RunOptions { Timeout = timeout }, new SilentObserver(), CancellationToken.None)).WaitAsync(TimeSpan.FromSeconds(60));
}

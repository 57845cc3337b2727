using CrmQbSync.Connections.QuickBooksDesktop;
using CrmQbSync.Emulators.WebConnector;
using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Connections.QuickBooksDesktop;

/// <summary>
/// Web Connectors whose connection is reset in the middle of a call that is held: nothing is lost or doubled, the server goes on, and the next session finds
/// out what became of the last request. The clock stands.
/// </summary>
public sealed class AbortedCallTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task SendRequestXML_while_the_CRM_looks_up_its_user()
    {
        await using var world = await PrepareAsync();
        var (entered, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        world.HookCrm(beforeCheck: async token =>
        {
            // With both sides open the first sendRequestXML has come; there is no document yet that it could take.
            entered.TrySetResult();
            await release.Task.WaitAsync(token);
        });

        await AbortAsync(world, (_, operation) => operation == "sendRequestXML", entered.Task);
        // The first question goes to the call that nobody waits for any more.
        release.SetResult();

        await AssertNextSessionAsync(world, 2);
    }

    [Fact]
    public async Task ReceiveResponseXML_while_the_CRM_writes()
    {
        await using var world = await PrepareAsync();
        var (entered, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        world.HookCrm(beforeWrite: async token =>
        {
            // The customers are read; so the call that brought them has come, and has another document to wait for at the most.
            entered.TrySetResult();
            await release.Task.WaitAsync(token);
        });

        await AbortAsync(world, (_, operation) => operation == "receiveResponseXML", entered.Task);
        release.SetResult();

        await AssertNextSessionAsync(world, 2);
    }

    [Fact]
    public async Task ReceiveResponseXML_with_the_answer_to_a_write()
    {
        await using var world = await PrepareAsync();
        var release = new TaskCompletionSource();
        var receives = 0;
        world.HookCrm(beforeWrite: token => release.Task.WaitAsync(token));

        // Once the creation is recorded, its answer has come, and the call that brought it is held while the CRM writes.
        await AbortAsync(world, (_, operation) => operation == "receiveResponseXML" && ++receives == 2, WhenRecordedAsync(world));
        Assert.Contains(world.Company.Customers, customer => customer["Email"] == "ann@x.com");
        release.SetResult();

        await AssertNextSessionAsync(world, 2);
    }

    [Fact]
    public async Task Authenticate_with_a_wrong_password()
    {
        await using var world = await PrepareAsync();
        using var http = new HttpClient(new AbortingHandler((_, operation) => operation == "authenticate"));

        // Wrong ones are answered slowly, and the clock stands.
        await Assert.ThrowsAsync<HttpRequestException>(() => Connector(world, http, "wrong").UpdateAsync());

        await world.SyncAsync();
        AssertWhole(world);
    }

    [Fact]
    public async Task Authenticate_while_the_session_before_settles()
    {
        await using var server = new BareServer();
        var (broken, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        var runs = 0;
        server.Serve(async (session, token) =>
        {
            runs++;
            var facts = await session.OpenAsync(token);
            if (runs > 1)
                return (null, $"Run {runs} in {facts.CompanyFile}");
            await Assert.ThrowsAsync<SyncException>(() => session.SendAsync("<QBXML/>", 0, null, token));
            broken.SetResult();
            await release.Task;
            return ("Broken.", "Failed");
        });
        var first = (await server.AuthenticateAsync())[0];
        Assert.Equal("<QBXML/>", await server.CallAsync("sendRequestXML", ("ticket", first), ("strCompanyFileName", "acme.qbw")));

        // It signs in anew; that breaks its first session, and while that settles, it goes.
        using var http = new HttpClient(new AbortingHandler((_, operation) => operation == "authenticate", () => broken.Task.WaitAsync(Patience)));
        var application = new WebConnectorApplication { Name = "acme", Url = server.Address, UserName = "crmqbsync", OwnerId = "{1}", FileId = "{2}" };
        await Assert.ThrowsAsync<HttpRequestException>(() => new WebConnectorClient(application, DesktopWorld.Password, new CompanyFile(server.Clock), http).UpdateAsync());
        release.SetResult();

        // Whether the run for the one that went has begun or not, there is one for whoever comes.
        var items = await server.AuthenticateAsync();
        Assert.Equal("", items[1]);
        Assert.Contains("HostQueryRq", await server.CallAsync("sendRequestXML", ("ticket", items[0]), ("strCompanyFileName", "acme.qbw")));
        Assert.Equal("100", await server.CallAsync("receiveResponseXML", ("ticket", items[0]), ("response", "<QBXML/>")));
        Assert.Equal("Run 2 in acme.qbw", await server.CallAsync("closeConnection", ("ticket", items[0])));
        Assert.Equal("-1", await server.CallAsync("receiveResponseXML", ("ticket", first), ("response", "<QBXML/>")));
    }

    [Fact]
    public async Task Authenticate_of_a_command_that_waits_is_not_its_only_chance()
    {
        await using var world = await DesktopWorld.StartAsync(serve: false);
        world.AddContact("ann@x.com", ("LastName", "Lee"));
        using var http = new HttpClient(new LosingHandler("authenticate"));
        var run = WaitingCommand.RunAsync(world);

        await Assert.ThrowsAsync<TaskCanceledException>(async () =>
        {
            while (true)
            {
                try
                {
                    await Connector(world, http).UpdateAsync();
                }
                catch (HttpRequestException)
                {
                    // Nobody listens yet.
                    await Task.Delay(10);
                }
            }
        });
        var update = await ReadingTests.ConnectAsync(world, run);

        Assert.Null((await run).Error);
        Assert.True(update!.IsComplete, update.Error);
        Assert.Equal(1, (await run).Run!.QbCreated);
    }

    [Fact]
    public async Task Any_call_as_soon_as_it_is_sent()
    {
        var at = 0;
        for (var struck = true; struck;)
        {
            at++;
            await using var world = await PrepareAsync();
            using var aborting = new AbortingHandler((number, _) => number == at);
            using var http = new HttpClient(aborting);
            try
            {
                await Connector(world, http).UpdateAsync().WaitAsync(Patience);
            }
            catch (HttpRequestException)
            {
                // The update ends there, without another call.
            }
            struck = aborting.HasStruck;
            await AssertNextSessionAsync(world, struck ? null : 2);
        }
        Assert.InRange(at, 10, 30);
    }

    /// <summary>One to be created on either side.</summary>
    private static async Task<DesktopWorld> PrepareAsync()
    {
        var world = await DesktopWorld.StartAsync();
        world.AddContact("ann@x.com", ("LastName", "Lee"));
        world.Company.Add("Bob Ames", null, ("Email", "bob@x.com"), ("LastName", "Ames"));
        return world;
    }

    private static WebConnectorClient Connector(DesktopWorld world, HttpClient http, string password = DesktopWorld.Password) =>
        new(world.Application, password, world.Company, http);

    private static async Task AbortAsync(DesktopWorld world, Func<int, string, bool> isAt, Task held)
    {
        using var http = new HttpClient(new AbortingHandler(isAt, () => held.WaitAsync(Patience)));
        await Assert.ThrowsAsync<HttpRequestException>(() => Connector(world, http).UpdateAsync().WaitAsync(Patience));
        // Nobody else is the worse for it.
        Assert.Contains("acme", await world.Http.GetStringAsync(new Uri(world.Address, "support")), StringComparison.Ordinal);
    }

    private static async Task WhenRecordedAsync(DesktopWorld world)
    {
        while ((await world.HistoryAsync()) is not [var run] || !(await world.EntriesAsync(run.SyncId)).Any(entry => entry is { Action: ChangeAction.Create, Target: ChangeTarget.Qb }))
            await Task.Delay(10);
    }

    /// <summary>The very next session ends as if nothing had been, and the one after it finds nothing to do.</summary>
    private static async Task AssertNextSessionAsync(DesktopWorld world, int? runs)
    {
        world.ConnectCrm = null;
        await world.SyncAsync();
        Assert.Equal(RunStatus.Succeeded, world.Run.Status);
        AssertWhole(world);
        if (runs is not null)
            Assert.InRange((await world.HistoryAsync()).Count, 1, runs.Value);
        world.Company.Requests.Clear();
        world.Clock.Advance(TimeSpan.FromMinutes(15));
        await world.SyncAsync();
        Assert.DoesNotContain(world.Company.Requests, request => request is "CustomerAddRq" or "CustomerModRq");
        AssertWhole(world);
    }

    private static void AssertWhole(DesktopWorld world)
    {
        Assert.Equal(["ann@x.com", "bob@x.com"], world.Company.Customers.Select(customer => customer["Email"]).Order());
        Assert.Equal(["ann@x.com", "bob@x.com"], world.Crm.Existing.Select(contact => contact["Email"]).Order());
        Assert.Empty(world.Company.Messages.Stored);
    }

    /// <summary>The answer to an operation is lost on its way.</summary>
    private sealed class LosingHandler(string lost) : DelegatingHandler(new HttpClientHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = await base.SendAsync(request, cancellationToken);
            if (!request.Headers.GetValues("SOAPAction").First().Contains(lost, StringComparison.Ordinal))
                return answer;
            answer.Dispose();
            throw new TaskCanceledException("The operation has timed out.");
        }
    }
}

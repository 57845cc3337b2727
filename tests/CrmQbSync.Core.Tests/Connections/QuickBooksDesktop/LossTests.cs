using CrmQbSync.Emulators.WebConnector;

namespace CrmQbSync.Tests.Connections.QuickBooksDesktop;

/// <summary>What breaks off between Web Connector, QuickBooks and us leads to no double and no loss, on the very next session.</summary>
public sealed class LossTests
{
    [Theory]
    [InlineData(RequestFault.KilledBefore)]
    [InlineData(RequestFault.KilledAfter)]
    [InlineData(RequestFault.ResponseLost)]
    [InlineData(RequestFault.ReceivedTwice)]
    [InlineData(RequestFault.AnsweredWithError)]
    [InlineData(RequestFault.Refused)]
    [InlineData(RequestFault.Cancelled)]
    public async Task Whatever_befalls_any_request_the_next_session_ends_as_if_nothing_had(RequestFault fault)
    {
        var at = 0;
        var struck = true;
        while (struck && at < 20)
        {
            at++;
            struck = false;
            await using var world = await PrepareAsync();

            await world.UpdateAsync(new UpdatePlan
            {
                FaultOf = (number, _) =>
                {
                    if (number != at)
                        return RequestFault.None;
                    struck = true;
                    return fault;
                },
            });
            await AssertWholeAsync(world);
        }
        Assert.InRange(at, 4, 19);
    }

    [Fact]
    public async Task Whichever_call_the_Web_Connector_gives_up_on_the_next_session_ends_as_if_nothing_had()
    {
        var at = 0;
        var gaveUp = true;
        while (gaveUp && at < 40)
        {
            at++;
            await using var world = await PrepareAsync();
            using var impatient = new HttpClient(new ImpatientHandler(at));
            try
            {
                await new WebConnectorClient(world.Application, DesktopWorld.Password, world.Company, impatient).UpdateAsync();
                gaveUp = false;
            }
            catch (TaskCanceledException)
            {
                // The update ends there, without another call.
            }
            await AssertWholeAsync(world);
        }
        Assert.InRange(at, 15, 39);
    }

    /// <summary>A company and a CRM that were brought together, and then 55 people of whom most are new and some changed on either side.</summary>
    private static async Task<DesktopWorld> PrepareAsync()
    {
        var world = await DesktopWorld.StartAsync();
        var id = world.AddContact("ann@x.com", ("LastName", "Lee"));
        world.Company.Add("Bob", null, ("Email", "bob@x.com"), ("LastName", "Ames"));
        await world.SyncAsync();
        world.Crm.Edit(id, "LastName", "Long");
        for (var number = 0; number < 53; number++)
            world.AddContact($"n{number}@x.com", ("LastName", "Same"));
        world.Company.Edit(world.Customer("bob@x.com"), ("LastName", "Bell"));
        world.Clock.Advance(TimeSpan.FromMinutes(15));
        return world;
    }

    /// <summary>The very next session finishes all that, without a double, and the one after it finds nothing to do.</summary>
    private static async Task AssertWholeAsync(DesktopWorld world)
    {
        world.Clock.Advance(TimeSpan.FromMinutes(15));
        await SettleAsync(world);

        Assert.Equal(55, world.Company.Customers.Count);
        Assert.All(world.Company.Customers.CountBy(customer => customer["Email"] ?? ""), pair => Assert.Equal(1, pair.Value));
        Assert.Equal("Long", world.Customer("ann@x.com")["LastName"]);
        Assert.Equal(55, world.Crm.Existing.Count);
        Assert.Equal("Bell", world.Crm.Existing.Single(record => record["Email"] == "bob@x.com")["LastName"]);
        Assert.Empty(world.Company.Messages.Stored);
        world.Company.Requests.Clear();
        world.Clock.Advance(TimeSpan.FromMinutes(15));
        await world.SyncAsync();
        Assert.DoesNotContain(world.Company.Requests, request => request is "CustomerAddRq" or "CustomerModRq");
    }

    [Fact]
    public async Task A_lost_answer_is_asked_for_in_the_same_session()
    {
        await using var world = await DesktopWorld.StartAsync();
        world.AddContact("ann@x.com", ("LastName", "Lee"));

        var update = await world.UpdateAsync(new UpdatePlan
        {
            FaultOf = (_, set) => set.Element("CustomerAddRq") is null ? RequestFault.None : RequestFault.AnsweredWithError,
        });

        Assert.True(update.IsComplete, update.Error);
        Assert.Equal((1, 0), (world.Run.QbCreated, world.Run.Failed));
        Assert.Contains(update.Requests, request => request.Contains("oldMessageSetID", StringComparison.Ordinal) && request.Contains("newMessageSetID", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_next_session_asks_for_the_lost_answer_before_it_writes()
    {
        await using var world = await DesktopWorld.StartAsync();
        world.AddContact("ann@x.com", ("LastName", "Lee"));
        await world.UpdateAsync(new UpdatePlan { FaultOf = (_, set) => set.Element("CustomerAddRq") is null ? RequestFault.None : RequestFault.KilledAfter });
        Assert.NotEmpty(world.Company.Messages.Stored);

        var update = await world.SyncAsync();

        Assert.Contains("oldMessageSetID", update.Requests[0]);
        Assert.Single(world.Company.Customers);
        Assert.Empty(world.Company.Messages.Stored);
        var history = await world.HistoryAsync();
        Assert.Equal([RunStatus.Succeeded, RunStatus.Failed], history.Select(run => run.Status));
        Assert.Equal(1, history[1].QbCreated);
    }

    [Fact]
    public async Task Rule_8_12_A_customer_made_inactive_without_an_answer_becomes_active_again_when_that_is_undone()
    {
        await using var world = await DesktopWorld.StartAsync(profile => profile with { Deletions = DeletionsPolicy.Propagate });
        var ann = world.AddContact("ann@x.com", ("LastName", "Lee"));
        world.AddContact("bob@x.com", ("LastName", "Ames"));
        await world.SyncAsync();
        world.Crm.Delete(ann);
        world.Clock.Advance(TimeSpan.FromMinutes(15));
        await world.UpdateAsync(new UpdatePlan { FaultOf = (_, set) => set.Element("CustomerModRq") is null ? RequestFault.None : RequestFault.KilledAfter });
        Assert.False(world.Customer("ann@x.com").IsActive);
        world.Clock.Advance(TimeSpan.FromMinutes(15));
        await SettleAsync(world);
        var broken = (await world.HistoryAsync()).Single(run => run.Status == RunStatus.Failed);
        Assert.Equal(1, broken.QbDeleted);
        await world.StopAsync();

        var undo = Task.Run(() => world.Engine().UndoAsync(world.Profile, broken.SyncId, new Doubles.SilentObserver(), CancellationToken.None)).WaitAsync(TimeSpan.FromSeconds(60));
        await ReadingTests.ConnectAsync(world, undo);

        Assert.Null((await undo).Error);
        Assert.True(world.Customer("ann@x.com").IsActive);
        Assert.Contains(world.Crm.Existing, contact => contact["Email"] == "ann@x.com");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task QuickBooks_is_told_to_forget_stored_answers_in_the_way_that_it_knows(bool atOnce)
    {
        await using var world = await DesktopWorld.StartAsync();
        world.Company.Switches = new CompanySwitches { ForgetsAllSetsAtOnce = atOnce };
        world.Company.Add("Bob", null, ("Email", "bob@x.com"), ("LastName", "Ames"));
        for (var number = 0; number < 230; number++)
            world.AddContact($"n{number}@x.com", ("LastName", $"Name {number}"));

        var first = await world.SyncAsync();

        Assert.Equal((230, atOnce ? 0 : 3), (world.Run.QbCreated, world.Company.Messages.Stored.Count));
        Assert.InRange(first.Requests.Count, 1, 1 + 5 + 5);
        // What is left over makes no later run read everything, and goes a little in each.
        for (var left = 3; left > 0 && !atOnce; left -= 2)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(15));
            var later = await world.SyncAsync();
            Assert.Contains("FromModifiedDate", string.Concat(later.Requests));
            Assert.DoesNotContain("ClearAllMessageSets", string.Concat(later.Requests));
            Assert.InRange(later.Requests.Count, 1, 1 + 5);
        }
        Assert.Empty(world.Company.Messages.Stored);
    }

    [Fact]
    public async Task A_second_session_of_another_machine_is_told_to_wait()
    {
        await using var world = await DesktopWorld.StartAsync();
        world.AddContact("ann@x.com", ("LastName", "Lee"));
        UpdateResult? other = null;
        using var elsewhere = OtherMachine.Client();
        var second = new WebConnectorClient(world.Application, DesktopWorld.Password, world.Company, elsewhere);

        var first = await world.UpdateAsync(new UpdatePlan
        {
            OnCall = async operation =>
            {
                if (operation == "receiveResponseXML" && other is null)
                    other = await second.UpdateAsync();
            },
        });

        Assert.Equal("busy", other!.Work);
        Assert.True(first.IsComplete, first.Error);
    }

    /// <summary>Runs until a session goes through; the one after the broken one has to.</summary>
    private static async Task SettleAsync(DesktopWorld world)
    {
        await world.SyncAsync();
        Assert.Equal(RunStatus.Succeeded, world.Run.Status);
    }
}

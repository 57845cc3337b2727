using CrmQbSync.Contacts;
using CrmQbSync.Emulators.WebConnector;
using CrmQbSync.Profiles;
using CrmQbSync.Running;
using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Connections.QuickBooksDesktop;

/// <summary>Commands that fail while they have a session: the Web Connector shows why, whether they listen themselves or use a server that runs.</summary>
public sealed class FailedSessionTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_CRM_that_goes(bool isServed, bool writes)
    {
        await using var world = await PrepareAsync(isServed);
        world.HookCrm(beforeRead: writes ? null : Fail, beforeWrite: writes ? Fail : null);

        var (result, update) = await RunAsync(world, isServed);

        Assert.Equal((RunStatus.Failed, SyncErrorId.ServiceUnavailable), (result.Run!.Status, result.Error!.Id));
        WaitingCommand.AssertTold(update, "The CRM has gone. Come again.");
        world.ConnectCrm = null;
        if (!isServed)
            await world.ServeAsync();
        await world.SyncAsync();
        Assert.Equal(["ann@x.com", "bob@x.com"], world.Company.Customers.Select(customer => customer["Email"]).Order());
        Assert.Equal(["ann@x.com", "bob@x.com"], world.Crm.Existing.Select(contact => contact["Email"]).Order());
        Assert.Empty(world.Company.Messages.Stored);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Rule_3_4_A_user_who_is_no_administrator(bool isServed)
    {
        await using var world = await PrepareAsync(isServed);
        world.Crm.RefusesAdministration = true;

        var (result, update) = await RunAsync(world, isServed);

        Assert.Equal(SyncErrorId.NotAdministrator, result.Error!.Id);
        WaitingCommand.AssertTold(update, "The user is no administrator.");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Rule_8_6_A_run_that_would_create_too_much(bool isServed)
    {
        await using var world = await PrepareAsync(isServed);
        world.Profile = world.Profile with { MaxCreates = 1 };

        var (result, update) = await RunAsync(world, isServed);

        Assert.Equal(RunStatus.Blocked, result.Run!.Status);
        WaitingCommand.AssertTold(update, result.Error!.Message);
        Assert.Single(world.Company.Customers);
    }

    [Fact]
    public async Task A_comparison_whose_CRM_cannot_be_read()
    {
        await using var world = await PrepareAsync(isServed: false);
        world.HookCrm(beforeRead: Fail);

        var comparing = Assert.ThrowsAsync<SyncException>(() => CountAsync(world.Engine().CompareAsync(world.Profile, new RunOptions(), new SilentObserver(), CancellationToken.None)));

        WaitingCommand.AssertTold(await ReadingTests.ConnectAsync(world, comparing), "The CRM has gone. Come again.");
        Assert.Equal(SyncErrorId.ServiceUnavailable, (await comparing).Id);
    }

    [Fact]
    public async Task A_question_that_QuickBooks_refuses()
    {
        await using var world = await PrepareAsync(isServed: false);
        world.Company.Refuse = _ => (3260, "Insufficient permission level to perform this action.");

        var reading = Assert.ThrowsAsync<SyncException>(() => CountAsync(world.Engine().ReadContactsAsync(world.Profile, Side.Qb, new ContactFilter(), (_, _) => { }, CancellationToken.None)));

        WaitingCommand.AssertTold(await ReadingTests.ConnectAsync(world, reading), "Insufficient permission level");
        Assert.Equal(SyncErrorId.ServiceRejected, (await reading).Id);
    }

    [Fact]
    public async Task What_a_variable_of_the_profile_stands_for_is_not_told()
    {
        await using var world = await PrepareAsync(isServed: false);
        world.Profile = world.Profile with { Variables = [new ValuePart(ValuePartKind.Environment, "PLACE", "has gone")] };
        world.HookCrm(beforeRead: Fail);

        var (_, update) = await RunAsync(world, isServed: false);

        WaitingCommand.AssertTold(update, "The CRM ${env:PLACE}. Come again.");
    }

    [Fact]
    public async Task A_fault_of_the_program_is_told_without_its_details()
    {
        await using var world = await PrepareAsync(isServed: false);
        world.HookCrm(beforeRead: _ => throw new NotSupportedException("secret details"));

        var run = Assert.ThrowsAsync<NotSupportedException>(() => WaitingCommand.RunAsync(world));
        var update = await ReadingTests.ConnectAsync(world, run);

        await run;
        WaitingCommand.AssertTold(update, "A fault of the program ended it (NotSupportedException).");
        Assert.DoesNotContain("secret", update!.Error);
    }

    /// <summary>One to be created on either side.</summary>
    private static async Task<DesktopWorld> PrepareAsync(bool isServed)
    {
        var world = await DesktopWorld.StartAsync(serve: isServed);
        world.AddContact("ann@x.com", ("LastName", "Lee"));
        world.Company.Add("Bob Ames", null, ("Email", "bob@x.com"), ("LastName", "Ames"));
        return world;
    }

    private static Task Fail(CancellationToken cancellationToken) => throw new SyncException(SyncErrorId.ServiceUnavailable, "The CRM has gone.", "Come again.");

    private static async Task<(RunResult Result, UpdateResult Update)> RunAsync(DesktopWorld world, bool isServed)
    {
        var run = WaitingCommand.RunAsync(world);
        var update = isServed ? await WaitingCommand.EngageAsync(world, run) : await ReadingTests.ConnectAsync(world, run);
        return (await run, update!);
    }

    private static async Task<int> CountAsync<T>(IAsyncEnumerable<T> items)
    {
        var count = 0;
        await foreach (var _ in items)
            count++;
        return count;
    }
}

using CrmQbSync.Connections.QuickBooksDesktop;
using CrmQbSync.Contacts;
using CrmQbSync.Running;
using CrmQbSync.Tests.Doubles;
using Microsoft.Extensions.Time.Testing;

namespace CrmQbSync.Tests.Connections.QuickBooksDesktop;

/// <summary>How long a command waits for a session.</summary>
public sealed class PatienceTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Twenty_minutes_where_nobody_says_how_long()
    {
        await using var world = await DesktopWorld.StartAsync(serve: false);
        var started = world.Clock.GetUtcNow();
        var run = Task.Run(() => world.Engine().RunAsync(world.Profile, new RunOptions(), new SilentObserver(), CancellationToken.None)).WaitAsync(s_patience);
        while (!run.IsCompleted)
        {
            await Task.Delay(2);
            world.Clock.Advance(TimeSpan.FromSeconds(20));
        }

        var error = (await run).Error!;
        Assert.Equal(SyncErrorId.WebConnectorTimeout, error.Id);
        Assert.Contains("within 20 minutes", error.Message);
        Assert.True(world.Clock.GetUtcNow() - started >= TimeSpan.FromMinutes(20));
    }

    [Fact]
    public async Task As_long_where_the_sessions_are_those_of_a_server_that_runs()
    {
        await using var world = await DesktopWorld.StartAsync();
        var clock = new FakeTimeProvider();
        var options = new EndpointOptions { Profile = "acme", Address = world.Address, Binding = world.Address, UserName = "crmqbsync", Password = DesktopWorld.Password };
        var waits = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var line = new WaitingLine(_ => Task.FromResult(options), TimeSpan.FromMinutes(7), clock, (_, _, _) => waits.TrySetResult());
        var opening = line.OpenAsync(CancellationToken.None);
        await waits.Task.WaitAsync(s_patience);

        clock.Advance(TimeSpan.FromMinutes(7));

        var error = await Assert.ThrowsAsync<SyncException>(() => opening.WaitAsync(s_patience));
        Assert.Equal(SyncErrorId.WebConnectorTimeout, error.Id);
        Assert.Contains("within 7 minutes (profile 'acme')", error.Message);
        await line.CloseAsync(error.Message);
        // The server has its next session for itself.
        world.AddContact("ann@x.com", ("LastName", "Lee"));
        await world.SyncAsync();
        Assert.Equal(1, world.Run.QbCreated);
    }

    [Fact]
    public async Task A_server_of_another_profile_is_a_program_like_any_other()
    {
        await using var world = await DesktopWorld.StartAsync();
        var options = new EndpointOptions { Profile = "best", Address = world.Address, Binding = world.Address, UserName = "crmqbsync", Password = "another one" };
        await using var line = new WaitingLine(_ => Task.FromResult(options), TimeSpan.FromMinutes(7), new FakeTimeProvider(), null);
        var opening = line.OpenAsync(CancellationToken.None);
        while (!opening.IsCompleted)
        {
            await Task.Delay(2);
            world.Clock.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.Equal(SyncErrorId.ListenFailed, (await Assert.ThrowsAsync<SyncException>(() => opening)).Id);
    }
}

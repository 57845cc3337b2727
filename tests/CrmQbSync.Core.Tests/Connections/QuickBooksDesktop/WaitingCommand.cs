using CrmQbSync.Contacts;
using CrmQbSync.Emulators.WebConnector;
using CrmQbSync.Running;
using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Connections.QuickBooksDesktop;

/// <summary>Commands that wait for a session of the Web Connector: alone, or at the server that runs.</summary>
internal static class WaitingCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>A run.</summary>
    public static Task<RunResult> RunAsync(DesktopWorld world, CancellationToken stop = default) =>
        Task.Run(() => world.Engine().RunAsync(world.Profile, new RunOptions(), new SilentObserver(), stop), CancellationToken.None).WaitAsync(Patience, CancellationToken.None);

    /// <summary>The update whose session a command at the server uses. Until it waits there, sessions are the server's own, whose runs are refused for its lock.</summary>
    public static async Task<UpdateResult> EngageAsync(DesktopWorld world, Task<RunResult> run, UpdatePlan? plan = null)
    {
        while ((await world.HistoryAsync()).Count == 0 && !run.IsCompleted)
            await Task.Delay(10);
        while (true)
        {
            var update = await world.Connector.UpdateAsync(plan).WaitAsync(Patience);
            if (world.Watcher.Failures.IsEmpty)
                return update;
            Assert.All(world.Watcher.Failures, failure => Assert.Equal(SyncErrorId.SyncAlreadyRunning, failure.Id));
            world.Watcher.Failures.Clear();
            await Task.Delay(20);
        }
    }

    /// <summary>That the session ended as one that failed, and the Web Connector was told so as it has to be.</summary>
    public static void AssertTold(UpdateResult? update, string text)
    {
        Assert.Equal(["getLastError", "closeConnection"], update!.Calls.TakeLast(2));
        Assert.Contains(text, update.Error);
        Assert.DoesNotContain(100, update.Percentages);
        Assert.NotNull(update.Status);
    }
}

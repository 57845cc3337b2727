using CrmQbSync.Profiles;
using CrmQbSync.Running;

namespace CrmQbSync.Tests.StateHost;

/// <summary>A run in a process of its own. Says when it begins, when it is about to write, and how it ended.</summary>
/// <param name="waits">Whether it waits for a line of input before it writes.</param>
internal sealed class SyncHost(bool waits) : IRunObserver
{
    public static async Task<int> RunAsync(string profile, bool waits)
    {
        var read = new ProfileStore().Read(profile);
        Console.WriteLine("begins");
        var result = await ContactSyncFactory.Create().RunAsync(read, new RunOptions(), new SyncHost(waits), CancellationToken.None);
        Console.WriteLine(result.Run!.Status);
        return result.Error is null ? 0 : 1;
    }

    public void Progress(string activity, long done, long? total)
    {
    }

    public void Warning(string message)
    {
    }

    public void Verbose(string message)
    {
    }

    public bool Confirm(PlanFigures figures)
    {
        Console.WriteLine("writes");
        return !waits || Console.ReadLine() is not null;
    }
}

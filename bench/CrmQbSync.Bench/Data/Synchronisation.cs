using CrmQbSync.Bench.Measuring;
using CrmQbSync.Running;

namespace CrmQbSync.Bench.Data;

/// <summary>Runs of the whole engine, as Invoke-ContactSync has them.</summary>
internal static class Synchronisation
{
    /// <summary>One run, which has to end well and write as many records as expected.</summary>
    public static SyncRun Run(SyncFolder folder)
    {
        var sync = ContactSyncFactory.Create();
        var result = sync.RunAsync(folder.ReadProfile(), new RunOptions(), new QuietObserver(), CancellationToken.None).GetAwaiter().GetResult();
        if (result.Run is not { Status: RunStatus.Succeeded } run)
            throw new InvalidOperationException($"The run ended as {result.Run?.Status}: {result.Run?.Message} {result.Error}");
        return run;
    }

    /// <summary>How many records a run wrote.</summary>
    public static int Written(SyncRun run) =>
        run.CrmCreated + run.CrmUpdated + run.CrmDeleted + run.QbCreated + run.QbUpdated + run.QbDeleted;
}

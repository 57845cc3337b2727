using System.Runtime.CompilerServices;
using CrmQbSync.State;

namespace CrmQbSync.Running;

/// <summary>The undo of a run; itself a run in the history (rule 8.12).</summary>
internal sealed class UndoRunner(SyncServices services, SyncProfile profile, long syncId, IRunObserver observer)
{
    /// <summary>Undoes the run.</summary>
    public async Task<RunResult> RunAsync(CancellationToken cancellationToken)
    {
        var reader = await OpenReaderAsync(cancellationToken).ConfigureAwait(false);
        SyncRun undone;
        await using (reader.ConfigureAwait(false))
            undone = await FindAsync(reader, cancellationToken).ConfigureAwait(false);
        var begin = new SyncRun { Mode = undone.Mode, Priority = undone.Priority, UndoOf = syncId };
        return await new RunSession(services, profile, observer).RunAsync(begin, WorkAsync, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What the undo would write.</summary>
    public async IAsyncEnumerable<ContactChange> PreviewAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = await OpenReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var readerScope = reader.ConfigureAwait(false);
        await FindAsync(reader, cancellationToken).ConfigureAwait(false);
        var run = await new RunPreparer(services, new ConnectionDemands { Purpose = ConnectionPurpose.Preview, Observer = observer })
            .OpenAsync(profile, new RunOptions(), reader, cancellationToken).ConfigureAwait(false);
        await using var runScope = run.ConfigureAwait(false);
        var planner = new UndoPlanner(run, reader, syncId);
        var changes = planner.Describe(await run.GuardAsync(() => planner.PlanAsync(cancellationToken)).ConfigureAwait(false)).ToList();
        foreach (var change in changes)
            yield return change;
        WarnOf(PlanFigures.Of(changes));
    }

    private async Task<IStateReader> OpenReaderAsync(CancellationToken cancellationToken) =>
        await services.States.OpenReaderAsync(RunSession.LocationOf(profile), cancellationToken).ConfigureAwait(false)
        ?? throw StateQueries.NoSuchRun(profile, syncId, null);

    private async Task<SyncRun> FindAsync(IStateReader reader, CancellationToken cancellationToken)
    {
        SyncRun? undone = null;
        SyncRun? earlier = null;
        var takenBack = new HashSet<long>();
        await foreach (var run in reader.ReadRunsAsync(new RunQuery { SyncIds = [syncId] }, cancellationToken).ConfigureAwait(false))
            undone = run;
        if (undone is null)
            throw StateQueries.NoSuchRun(profile, syncId, await StateQueries.OldestAndNewestAsync(reader, cancellationToken).ConfigureAwait(false));
        // Newest first: an undo that was itself undone, by a later run, no longer counts.
        await foreach (var run in reader.ReadRunsAsync(new RunQuery { After = syncId }, cancellationToken).ConfigureAwait(false))
        {
            if (run.UndoOf is not { } of || run.Status != RunStatus.Succeeded || takenBack.Contains(run.SyncId))
                continue;
            takenBack.Add(of);
            if (of == syncId)
                earlier = run;
        }
        if (earlier is not null)
            throw Nothing($"Run {syncId} of profile '{profile.Name}' was undone by run {earlier.SyncId} already.", "To take that back, undo that run.");
        var writes = await UndoPlanner.ReadWritesAsync(reader, syncId, cancellationToken).ConfigureAwait(false);
        // Of a run that is still under way the lock will tell.
        if (writes.Count == 0 && undone.Status != RunStatus.Running)
            throw Nothing($"Run {syncId} of profile '{profile.Name}' wrote nothing.", "See Get-ContactSyncHistory for the run that did.");
        return undone;
    }

    private void WarnOf(PlanFigures figures)
    {
        if (SafetyGuard.WarningOf(profile, figures) is { } warning)
            observer.Warning(warning);
    }

    private SyncException Nothing(string message, string advice) =>
        new(SyncErrorId.NothingToUndo, message, advice) { Subject = syncId };

    private async Task<(RunStatus Status, SyncException? Error)> WorkAsync(
        IStateStore store, SyncRun started, RunHolder holder, CancellationToken cancellationToken)
    {
        var run = await new RunPreparer(services, new ConnectionDemands { Observer = observer })
            .OpenAsync(profile, new RunOptions(), store, cancellationToken).ConfigureAwait(false);
        await using var runScope = run.ConfigureAwait(false);
        holder.Layout = run.Layout;
        using var recorder = new RunRecorder(store, run.Layout, started);
        try
        {
            return await run.GuardAsync(() => WriteAsync(store, run, recorder, cancellationToken)).ConfigureAwait(false);
        }
        finally
        {
            await recorder.CommitRestAsync().ConfigureAwait(false);
            await NewIdApplier.ApplyAsync(store, run.Layout, recorder, services.NewToken, CancellationToken.None).ConfigureAwait(false);
            holder.Run = recorder.Run;
        }
    }

    private async Task<(RunStatus Status, SyncException? Error)> WriteAsync(
        IStateStore store, PreparedRun run, RunRecorder recorder, CancellationToken cancellationToken)
    {
        var planner = new UndoPlanner(run, store, syncId);
        var steps = await planner.PlanAsync(cancellationToken).ConfigureAwait(false);
        var figures = PlanFigures.Of(planner.Describe(steps));
        observer.Verbose($"Plan: {figures}.");
        WarnOf(figures);
        if (!figures.WritesNothing && !observer.Confirm(figures))
            return (recorder.Decline(), null);
        await new UndoWriter(run, planner, recorder, services, observer).WriteAsync(steps, cancellationToken).ConfigureAwait(false);
        return (recorder.Run.Failed > 0 ? RunStatus.CompletedWithErrors : RunStatus.Succeeded, null);
    }
}

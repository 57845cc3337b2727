using CrmQbSync.Merging;
using CrmQbSync.State;

namespace CrmQbSync.Running;

/// <summary>One synchronisation: read, plan, guard, apply, record.</summary>
internal sealed class SyncRunner(SyncServices services, SyncProfile profile, RunOptions options, IRunObserver observer)
{
    /// <summary>Runs it.</summary>
    public Task<RunResult> RunAsync(CancellationToken cancellationToken)
    {
        var begin = new SyncRun
        {
            Mode = options.Mode ?? profile.Mode,
            Priority = options.Priority ?? profile.Priority,
            Trigger = options.Trigger,
        };
        return new RunSession(services, profile, observer).RunAsync(begin, WorkAsync, cancellationToken);
    }

    private async Task<(RunStatus Status, SyncException? Error)> WorkAsync(
        IStateStore store, SyncRun started, RunHolder holder, CancellationToken cancellationToken)
    {
        var run = await new RunPreparer(services, new ConnectionDemands { Timeout = options.Timeout, Observer = observer })
            .OpenAsync(profile, options, store, cancellationToken).ConfigureAwait(false);
        await using var runScope = run.ConfigureAwait(false);
        holder.Layout = run.Layout;
        holder.IsWhole = !run.Selector.HasSelection && run.Context.Policy.Mode == profile.Mode;
        using var recorder = new RunRecorder(store, run.Layout, started);
        try
        {
            return await run.GuardAsync(async () =>
            {
                await PlanAsync(store, run, recorder, cancellationToken).ConfigureAwait(false);
                return await ApplyAsync(store, run, recorder, holder, cancellationToken).ConfigureAwait(false);
            }).ConfigureAwait(false);
        }
        finally
        {
            // What was done up to here is recorded also if the run cannot go on.
            await recorder.CommitRestAsync().ConfigureAwait(false);
            await NewIdApplier.ApplyAsync(store, run.Layout, recorder, services.NewToken, CancellationToken.None).ConfigureAwait(false);
            holder.Run = recorder.Run;
            holder.Header ??= RunHeader.Partial(run, await store.ReadIntentsAsync(CancellationToken.None).ConfigureAwait(false));
        }
    }

    private async Task PlanAsync(IStateStore store, PreparedRun run, RunRecorder recorder, CancellationToken cancellationToken)
    {
        var reader = new RunReader(run, store, observer);
        await reader.ReadSidesAsync(cancellationToken).ConfigureAwait(false);
        recorder.Change(row => row with { CrmRead = run.Crm.Read, QbRead = run.Qb.Read });
        var intents = await store.ReadIntentsAsync(cancellationToken).ConfigureAwait(false);
        if (intents.Count > 0)
        {
            observer.Verbose($"{intents.Count} writes of an earlier run are undecided; finding out what became of them.");
            var recovered = await new IntentRecovery(run, reader.Planner, store, services.Clock)
                .RecoverAsync(intents, cancellationToken).ConfigureAwait(false);
            await store.CommitAsync(recovered, cancellationToken).ConfigureAwait(false);
        }
        await reader.PlanAsync([], cancellationToken).ConfigureAwait(false);
    }

    private async Task<(RunStatus Status, SyncException? Error)> ApplyAsync(
        IStateStore store, PreparedRun run, RunRecorder recorder, RunHolder holder, CancellationToken cancellationToken)
    {
        var figures = SafetyGuard.FiguresOf(run.Plan);
        observer.Verbose($"Plan: {figures}.");
        if (!options.Force && SafetyGuard.Check(run, figures) is { } blocked)
        {
            run.NoteFailure(blocked);
            return (RunStatus.Blocked, blocked);
        }
        if (!(figures.WritesNothing && figures.Links == 0) && !observer.Confirm(figures))
            return (recorder.Decline(), null);
        await new PlanExecutor(run, recorder, services, observer).ExecuteAsync(cancellationToken).ConfigureAwait(false);
        if (!run.Selector.HasSelection)
            holder.Header = await CloseAsync(run, cancellationToken).ConfigureAwait(false);
        return (recorder.Run.Failed > 0 ? RunStatus.CompletedWithErrors : RunStatus.Succeeded, null);
    }

    /// <summary>What a run leaves that dealt with everything it could read.</summary>
    private static async Task<StateHeader> CloseAsync(PreparedRun run, CancellationToken cancellationToken)
    {
        foreach (var session in new[] { run.Crm, run.Qb })
            await session.Reading!.CloseAsync(cancellationToken).ConfigureAwait(false);
        return RunHeader.Complete(run);
    }
}

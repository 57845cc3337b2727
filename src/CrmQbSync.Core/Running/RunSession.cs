using CrmQbSync.Notices;
using CrmQbSync.State;

namespace CrmQbSync.Running;

/// <summary>
/// The frame of every run: lock, row in the history, the work, how it ended. What keeps a run from beginning is thrown; a run that began is in
/// the history however it ends (rule 8.4).
/// </summary>
internal sealed class RunSession(SyncServices services, SyncProfile profile, IRunObserver observer)
{
    /// <summary>Does some work as a run.</summary>
    /// <param name="begin">The row to begin with; Sync ID and start are filled in.</param>
    /// <param name="work">The work. Gives how it ended: a status, and what stopped it (null if nothing did).</param>
    /// <param name="cancellationToken">Stops the run.</param>
    public async Task<RunResult> RunAsync(
        SyncRun begin, Func<IStateStore, SyncRun, RunHolder, CancellationToken, Task<(RunStatus Status, SyncException? Error)>> work, CancellationToken cancellationToken)
    {
        var store = await services.States.OpenAsync(LocationOf(profile), cancellationToken).ConfigureAwait(false);
        await using var storeScope = store.ConfigureAwait(false);
        var runLock = await store.AcquireLockAsync(cancellationToken).ConfigureAwait(false);
        await using var lockScope = runLock.ConfigureAwait(false);
        var run = await store.BeginRunAsync(
            begin with { Profile = profile.Path, Status = RunStatus.Running, StartedAt = services.Clock.GetUtcNow() },
            profile.HistoryKeepDays,
            cancellationToken).ConfigureAwait(false);
        observer.Verbose($"Run {run.SyncId} of profile '{profile.Name}' began.");
        var holder = new RunHolder { Run = run };
        var started = services.Clock.GetTimestamp();
        var (status, error) = await WorkAsync(store, run, holder, work, cancellationToken).ConfigureAwait(false);
        var finished = await FinishAsync(store, holder, status, error, services.Clock.GetElapsedTime(started)).ConfigureAwait(false);
        return new RunResult { Run = await NotifyAsync(store, new EndedRun(finished, error, holder.IsWhole), cancellationToken).ConfigureAwait(false), Error = error };
    }

    /// <summary>Where a profile's state is.</summary>
    public static StateLocation LocationOf(SyncProfile profile) => new(profile.StateType, profile.StateFile, profile.Path);

    private static async Task<(RunStatus Status, SyncException? Error)> WorkAsync(
        IStateStore store,
        SyncRun run,
        RunHolder holder,
        Func<IStateStore, SyncRun, RunHolder, CancellationToken, Task<(RunStatus Status, SyncException? Error)>> work,
        CancellationToken cancellationToken)
    {
        try
        {
            return await work(store, run, holder, cancellationToken).ConfigureAwait(false);
        }
        catch (SyncException exception)
        {
            // Also a person at the Web Connector can stop a run.
            return (exception.Id == SyncErrorId.Cancelled ? RunStatus.Cancelled : RunStatus.Failed, exception);
        }
        catch (OperationCanceledException exception) when (cancellationToken.IsCancellationRequested)
        {
            return (RunStatus.Cancelled, new SyncException(
                SyncErrorId.Cancelled,
                $"Run {run.SyncId} was stopped. What it had done is recorded.",
                "Run again: the next run goes on where this one stopped.",
                exception));
        }
    }

    /// <summary>Tells people of the run. What could not be told is a warning in the history, and changes nothing about how the run ended.</summary>
    private async Task<SyncRun> NotifyAsync(IStateStore store, EndedRun ended, CancellationToken cancellationToken)
    {
        var run = ended.Run;
        // Who stopped the run by hand need not be told of it.
        if (services.Notifier is null || cancellationToken.IsCancellationRequested)
            return run;
        try
        {
            var outcome = await services.Notifier.NotifyAsync(profile, ended, store, cancellationToken).ConfigureAwait(false);
            foreach (var warning in outcome.Warnings)
                observer.Warning(warning);
            var told = outcome.Warnings.Count == 0
                ? run
                : run with { Message = string.Join(' ', outcome.Warnings.Prepend(run.Message).Where(text => !string.IsNullOrEmpty(text))) };
            var changes = new StateChanges { Run = told == run ? null : told, Header = outcome.Header };
            await store.CommitAsync(changes, CancellationToken.None).ConfigureAwait(false);
            return told;
        }
        catch (Exception exception) when (exception is SyncException || (exception is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            // The run has ended and is on record.
            observer.Warning($"The notices of run {run.SyncId} were broken off: {profile.Conceal(exception.Message)}");
            return run;
        }
    }

    private async Task<SyncRun> FinishAsync(IStateStore store, RunHolder holder, RunStatus status, SyncException? error, TimeSpan duration)
    {
        var now = services.Clock.GetUtcNow();
        var run = holder.Run with
        {
            Status = status,
            FinishedAt = now,
            Duration = duration,
            Message = error is null ? holder.Run.Message : profile.Conceal($"{error.Message} {error.Advice}"),
        };
        var changes = new StateChanges { Layout = holder.Layout, Run = run, Header = holder.Header };
        await store.CommitAsync(changes, CancellationToken.None).ConfigureAwait(false);
        observer.Verbose($"Run {run.SyncId} ended: {run.Status}.");
        return run;
    }
}

using System.Collections.Immutable;
using CrmQbSync.Profiles;
using CrmQbSync.State;

namespace CrmQbSync.Notices;

/// <summary>Decides whether a run is to be told of, and what is said.</summary>
internal sealed class NoticeComposer(SyncProfile profile, SyncRun run, SyncException? error)
{
    private const int FirstEntries = 5;

    /// <summary>The notice; null if the run is none of the events that people want to be told of.</summary>
    /// <param name="history">Where the run's entries are.</param>
    /// <param name="signInEnds">What ends soon: a sentence a sign-in.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<Notice?> ComposeAsync(IStateReader history, IReadOnlyList<string> signInEnds, CancellationToken cancellationToken)
    {
        var events = EventsOf(signInEnds.Count > 0).Intersect(profile.Notify!.On).ToImmutableArray();
        if (events.IsEmpty)
            return null;
        return new Notice
        {
            ProfileName = profile.Name,
            Run = run,
            Machine = Environment.MachineName,
            Events = events,
            Reasons = [.. events.SelectMany(each => ReasonsOf(each, signInEnds))],
            Entries = await EntriesAsync(history, cancellationToken).ConfigureAwait(false),
            Advice = [.. events.SelectMany(AdviceOf).Distinct()],
        };
    }

    private IEnumerable<NotifyEvent> EventsOf(bool signInEnds)
    {
        if (run.Status is RunStatus.Failed or RunStatus.CompletedWithErrors)
            yield return NotifyEvent.Failure;
        if (run.Status == RunStatus.Blocked)
            yield return NotifyEvent.Blocked;
        if (run.Conflicts > 0)
            yield return NotifyEvent.Conflict;
        if (signInEnds)
            yield return NotifyEvent.SignInExpiring;
        yield return NotifyEvent.Always;
    }

    private IEnumerable<string> ReasonsOf(NotifyEvent told, IReadOnlyList<string> signInEnds) => told switch
    {
        NotifyEvent.Failure when run.Status == RunStatus.Failed => ["The run could not go on."],
        NotifyEvent.Failure => [$"{run.Failed.ToInvariant()} records failed."],
        NotifyEvent.Blocked => ["A safety stop kept the run from writing anything."],
        NotifyEvent.Conflict => [$"{run.Conflicts.ToInvariant()} records wait for a person's decision."],
        NotifyEvent.SignInExpiring => signInEnds,
        _ => [$"Every run is told: {run.CrmCreated + run.QbCreated} created, {run.CrmUpdated + run.QbUpdated} updated, {run.CrmDeleted + run.QbDeleted} deleted, {run.Failed} failed."],
    };

    private IEnumerable<string> AdviceOf(NotifyEvent told)
    {
        var name = $"-Profile '{run.Profile!.Replace("'", "''", StringComparison.Ordinal)}'";
        switch (told)
        {
            case NotifyEvent.Failure when run.Status == RunStatus.Failed:
                yield return error is null ? $"See Get-ContactSyncHistory {name} -SyncId {run.SyncId.ToInvariant()}." : profile.Conceal(error.Advice);
                break;
            case NotifyEvent.Failure:
                yield return $"See which, and why: Get-ContactSyncEntry {name} -SyncId {run.SyncId.ToInvariant()} -Status Failed. The next run tries them again.";
                break;
            case NotifyEvent.Blocked:
                yield return $"See what the run would do: Invoke-ContactSync {name} -WhatIf. If that is right, let one run pass: Invoke-ContactSync {name} -Force.";
                break;
            case NotifyEvent.Conflict:
                yield return $"See them: Get-ContactConflict {name}. Decide them with Resolve-ContactConflict; the next run carries it out.";
                break;
            case NotifyEvent.SignInExpiring:
                yield return $"Sign in again: Connect-CrmAccount {name} or Connect-QbAccount {name}.";
                break;
        }
    }

    private async Task<ImmutableArray<SyncEntry>> EntriesAsync(IStateReader history, CancellationToken cancellationToken)
    {
        var entries = ImmutableArray.CreateBuilder<SyncEntry>();
        var query = new EntryQuery { SyncId = run.SyncId, Statuses = [EntryStatus.Failed, EntryStatus.Conflict] };
        await foreach (var entry in history.ReadEntriesAsync(query, cancellationToken).ConfigureAwait(false))
        {
            entries.Add(entry);
            if (entries.Count == FirstEntries)
                break;
        }
        return entries.ToImmutable();
    }
}

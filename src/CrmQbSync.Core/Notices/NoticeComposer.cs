using System.Collections.Immutable;
using System.Globalization;
using CrmQbSync.Profiles;

namespace CrmQbSync.Notices;

/// <summary>Puts into words what people are told of a run.</summary>
internal sealed class NoticeComposer(SyncProfile profile, EndedRun ended, RunEvents events)
{
    private const int FirstEntries = 5;

    private SyncRun Run => ended.Run;

    /// <summary>The notice; null if there is nothing to tell.</summary>
    public Notice? Compose(DueNotices due)
    {
        var isEveryRunTold = profile.Notify!.On.Contains(NotifyEvent.Always);
        if (due.Tellings.Count == 0 && !isEveryRunTold)
            return null;
        // Who is told of every run is told all of it every time.
        var told = profile.Notify.On.Where(each => each != NotifyEvent.Always)
            .Where(each => isEveryRunTold ? events.MarksOf(each) is not null : due.Tellings.TryGetValue(each, out var telling) && telling != Telling.Over)
            .ToImmutableArray();
        ImmutableArray<NotifyEvent> over = [.. due.Tellings.Where(pair => pair.Value == Telling.Over).Select(pair => pair.Key)];
        return new Notice
        {
            ProfileName = profile.Name,
            Run = Run,
            Machine = Environment.MachineName,
            Events = isEveryRunTold ? told.Add(NotifyEvent.Always) : told,
            Over = over,
            IsReminder = !isEveryRunTold && due.Tellings.Values.All(telling => telling == Telling.Reminder),
            Reasons = [.. Reasons(told, over, due, isEveryRunTold)],
            Entries = told.IsEmpty ? [] : events.FirstEntries(FirstEntries, told.Select(due.Known).OfType<ToldEvent>()),
            Advice = [.. told.SelectMany(AdviceOf).Distinct()],
        };
    }

    private IEnumerable<string> Reasons(ImmutableArray<NotifyEvent> told, ImmutableArray<NotifyEvent> over, DueNotices due, bool isEveryRunTold)
    {
        foreach (var each in told)
        {
            foreach (var reason in ReasonsOf(each))
                yield return reason;
            if (due.Known(each) is { } known)
                yield return Since(known, due.Tellings.GetValueOrDefault(each, Telling.Begun));
        }
        foreach (var each in over)
            yield return $"{OverOf(each)} It began with run {Moment(due.Known(each)!)}.";
        if (isEveryRunTold)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"Every run is told: {Run.CrmCreated + Run.QbCreated} created, {Run.CrmUpdated + Run.QbUpdated} updated, {Run.CrmDeleted + Run.QbDeleted} deleted, {Run.Failed} failed.");
        }
    }

    private static string Since(ToldEvent known, Telling telling) => telling switch
    {
        Telling.Changed => $"It goes on since run {Moment(known)}; this run brought something new.",
        Telling.Reminder => $"It goes on since run {Moment(known)}. While it does, you are reminded once a day.",
        _ => $"It goes on since run {Moment(known)}.",
    };

    private static string Moment(ToldEvent known) => string.Create(CultureInfo.InvariantCulture, $"{known.SinceRun} ({known.Since:yyyy-MM-dd HH:mm zzz})");

    private IEnumerable<string> ReasonsOf(NotifyEvent told) => told switch
    {
        NotifyEvent.Failure when Run.Status == RunStatus.Failed => ["The run could not go on."],
        NotifyEvent.Failure => [$"{Run.Failed.ToInvariant()} {(Run.Failed == 1 ? "record" : "records")} failed."],
        NotifyEvent.Blocked => ["A safety stop kept the run from writing anything."],
        NotifyEvent.Conflict => [$"{Run.Conflicts.ToInvariant()} {(Run.Conflicts == 1 ? "record waits" : "records wait")} for a person's decision."],
        _ => events.SignInEnds!.OrderBy(end => end.Key).Select(end => end.Value),
    };

    private static string OverOf(NotifyEvent told) => told switch
    {
        NotifyEvent.Failure => "Over: the run went through, and no record failed.",
        NotifyEvent.Blocked => "Over: no safety stop holds the runs back any more.",
        NotifyEvent.Conflict => "Over: no record waits for a person's decision any more.",
        _ => "Over: no sign-in ends soon any more.",
    };

    private IEnumerable<string> AdviceOf(NotifyEvent told)
    {
        var name = $"-Profile '{Run.Profile!.Replace("'", "''", StringComparison.Ordinal)}'";
        switch (told)
        {
            case NotifyEvent.Failure when Run.Status == RunStatus.Failed:
                yield return ended.Error is null ? $"See Get-ContactSyncHistory {name} -SyncId {Run.SyncId.ToInvariant()}." : profile.Conceal(ended.Error.Advice);
                break;
            case NotifyEvent.Failure:
                yield return $"See which, and why: Get-ContactSyncEntry {name} -SyncId {Run.SyncId.ToInvariant()} -Status Failed. The next run tries them again.";
                break;
            case NotifyEvent.Blocked:
                yield return $"See what the run would do: Invoke-ContactSync {name} -WhatIf. If that is right, let one run pass: Invoke-ContactSync {name} -Force.";
                break;
            case NotifyEvent.Conflict:
                yield return $"See them: Get-ContactConflict {name}. Decide them with Resolve-ContactConflict; the next run carries it out.";
                break;
            case NotifyEvent.SignInExpiring:
                foreach (var side in events.SignInEnds!.Keys.Order())
                    yield return $"Sign in again: {(side == Side.Crm ? "Connect-CrmAccount" : "Connect-QbAccount")} {name}.";
                break;
        }
    }
}

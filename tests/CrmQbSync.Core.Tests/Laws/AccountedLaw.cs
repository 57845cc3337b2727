using CrmQbSync.Connections;
using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Laws;

/// <summary>Law 7.</summary>
public sealed class AccountedLaw
{
    [Fact]
    public void Each_write_is_in_exactly_one_entry() => Law.HoldsForRuns(run => EntryText.Difference(
        "written", run.Writes.Select(Text),
        "told", run.Entries.Where(IsWrite).Select(entry => Text(Mapped(entry, run.Policy)))));

    [Fact]
    public void The_counts_of_a_run_are_the_sums_of_its_entries() => Law.Holds(scenario => ScenarioPlay.PlayAsync(scenario, async run =>
    {
        var stored = (await run.After.HistoryAsync()).Single(stored => stored.SyncId == run.Run.SyncId);
        if (stored != run.Run)
            throw new LawViolationException($"{run.Run} was given, {stored} is in the history");
        Law.Demand(Counts(run).Where(count => count.Told != count.Counted).Select(count => $"{count.Name} is {count.Told}, entries say {count.Counted}"));
    }));

    [Fact]
    public void Every_entry_says_what_it_is_about() => Law.HoldsForRuns(SaysTooLittle);

    /// <summary>The entries that leave something out.</summary>
    internal static IEnumerable<string> SaysTooLittle(RunObservation run) =>
        from entry in run.Entries
        where entry.SyncId != run.Run.SyncId
            || entry.Profile != run.After.Profile.Path
            || (entry.CrmId is null && entry.QbId is null)
            || (IsWrite(entry) && entry.Target == ChangeTarget.None)
            || (entry.Status == EntryStatus.Failed && (entry.ErrorCode is null || entry.Message is null))
            || (entry.Status is EntryStatus.Skipped or EntryStatus.Held && entry.Reason is null && entry.ErrorCode is null)
        select $"says too little: {entry.Status} {EntryText.Of(entry)}";

    /// <summary>A write as its entry tells it.</summary>
    internal static string Text(SideWrite write) => Text(
        write.Kind switch { WriteKind.Create or WriteKind.Restore => ChangeAction.Create, WriteKind.Update => ChangeAction.Update, _ => ChangeAction.Delete },
        write.Side,
        write.Id,
        write.Kind == WriteKind.Delete ? [] : write.Values.Select(value => (value.Field, value.Old, value.New)));

    internal static string Text(SyncEntry entry) => Text(
        entry.Action,
        entry.Target == ChangeTarget.Crm ? Side.Crm : Side.Qb,
        entry.Target == ChangeTarget.Crm ? entry.CrmId : entry.QbId,
        entry.Action is ChangeAction.Update or ChangeAction.Create
            ? entry.Fields.Where(field => field.Target == entry.Target).Select(field => (field.Field, field.OldValue, field.NewValue))
            : []);

    /// <summary>An entry without fields that are not mapped any more: those of a record that was brought back come with the whole of it.</summary>
    private static SyncEntry Mapped(SyncEntry entry, ScenarioPolicy policy) =>
        entry with { Fields = new FieldChangeList([.. entry.Fields.Where(field => policy.Mapped.Contains(field.Field))]) };

    internal static bool IsWrite(SyncEntry entry) =>
        entry.Status == EntryStatus.Done && entry.Action is ChangeAction.Create or ChangeAction.Update or ChangeAction.Delete;

    private static string Text(ChangeAction action, Side side, string? id, IEnumerable<(string Field, string? Old, string? New)> values) =>
        $"{action} {side} {id}: {string.Join("; ", values.Select(value => $"{value.Field}: '{value.Old}' → '{value.New}'").Order(StringComparer.Ordinal))}";

    internal static IEnumerable<(string Name, int Told, int Counted)> Counts(RunObservation run)
    {
        int Writes(ChangeAction action, ChangeTarget target) => run.Entries.Count(entry => entry.Status == EntryStatus.Done && entry.Action == action && entry.Target == target);
        int With(EntryStatus status) => run.Entries.Count(entry => entry.Status == status);
        var told = run.Run;
        yield return (nameof(told.CrmCreated), told.CrmCreated, Writes(ChangeAction.Create, ChangeTarget.Crm));
        yield return (nameof(told.CrmUpdated), told.CrmUpdated, Writes(ChangeAction.Update, ChangeTarget.Crm));
        yield return (nameof(told.CrmDeleted), told.CrmDeleted, Writes(ChangeAction.Delete, ChangeTarget.Crm));
        yield return (nameof(told.QbCreated), told.QbCreated, Writes(ChangeAction.Create, ChangeTarget.Qb));
        yield return (nameof(told.QbUpdated), told.QbUpdated, Writes(ChangeAction.Update, ChangeTarget.Qb));
        yield return (nameof(told.QbDeleted), told.QbDeleted, Writes(ChangeAction.Delete, ChangeTarget.Qb));
        yield return (nameof(told.Linked), told.Linked, run.Entries.Count(entry => entry is { Status: EntryStatus.Done, Action: ChangeAction.Link }));
        yield return (nameof(told.Skipped), told.Skipped, With(EntryStatus.Skipped));
        yield return (nameof(told.Held), told.Held, With(EntryStatus.Held));
        yield return (nameof(told.Ambiguous), told.Ambiguous, With(EntryStatus.Ambiguous));
        yield return (nameof(told.Conflicts), told.Conflicts, With(EntryStatus.Conflict));
        yield return (nameof(told.Failed), told.Failed, With(EntryStatus.Failed));
        yield return (nameof(told.Warnings), told.Warnings, run.Entries.Count(entry => entry.Warning is not null));
    }
}

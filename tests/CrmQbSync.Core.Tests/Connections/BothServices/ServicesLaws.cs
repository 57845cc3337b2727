using CrmQbSync.Connections;
using CrmQbSync.Contacts;
using CrmQbSync.Tests.Doubles;
using CrmQbSync.Tests.Laws;

namespace CrmQbSync.Tests.Connections.BothServices;

/// <summary>The laws as they can be seen from outside on two services.</summary>
internal static class ServicesLaws
{
    /// <summary>What is wrong with a run, or with several of which only the last was left in peace.</summary>
    public static IEnumerable<string> Breaches(RunObservation run) =>
    [
        .. run.After.Guard.Breaches,
        .. run.After.State!.Intents.Select(intent => $"still in the journal: {intent.Action} {intent.Target} {intent.Key}"),
        .. run.Entries.Where(entry => entry.Status == EntryStatus.Failed && entry.ErrorCode != ErrorCodes.EmailInUse).Select(entry => $"failed: {EntryText.Of(entry)} {entry.Message}"),
        .. ConvergentLaw.Differing(run),
        .. ConvergentLaw.NotCarriedOver(run),
        .. NeverBlankedLaw.Cleared(run),
        .. NothingLostLaw.Lost(run),
        .. OneRecordPerKeyLaw.CreatedBeside(run),
        .. OneRecordPerKeyLaw.CreatedTwice(run),
        .. OneRecordPerKeyLaw.WrittenTwice(run),
        .. OneWayLaw.AgainstTheMode(run),
        .. OneWayLaw.AgainstTheDirection(run),
    ];

    /// <summary>What of a run that was left in peace is not told, or not as it was foretold, or counted otherwise.</summary>
    /// <param name="run">The run.</param>
    /// <param name="foretold">What was foretold; null if it could not be.</param>
    public static IEnumerable<string> Untold(RunObservation run, IReadOnlyList<ContactChange>? foretold) =>
    [
        .. EntryText.Difference("written", run.Writes.Select(Text), "told", run.Entries.Where(AccountedLaw.IsWrite).Select(Text)),
        .. foretold is null ? [] : EntryText.Difference("foretold", foretold.Select(EntryText.Of), "done", run.Entries.Select(EntryText.Of)),
        .. AccountedLaw.Counts(run).Where(count => count.Told != count.Counted).Select(count => $"{count.Name} is {count.Told}, entries say {count.Counted}"),
        .. AccountedLaw.SaysTooLittle(run),
    ];

    /// <summary>Whether a run made a customer active again in place of a new one: what that one holds was not known before.</summary>
    public static bool BroughtBack(RunObservation run) =>
        run.Writes.Any(write => write.Side == Side.Qb && write.Kind == WriteKind.Create && run.Before.Qb.Find(write.Id) is not null);

    /// <summary>What a run wrote, nobody changed since, and an undo did not take back.</summary>
    public static IEnumerable<string> NotUndone(RunObservation run, RunObservation undo)
    {
        foreach (var write in run.Writes)
        {
            var (before, now) = (undo.Before[write.Side].Find(write.Id)!, undo.After[write.Side].Find(write.Id)!);
            if (undo.Entries.Any(entry => entry.Status != EntryStatus.Done && (write.Side == Side.Crm ? entry.CrmId : entry.QbId) == write.Id))
                continue;
            if (write.Kind == WriteKind.Update && !before.Deleted)
            {
                foreach (var value in write.Values.Where(value => before[value.Field] == value.New && now[value.Field] != value.Old && !IsRequired(write.Side, value) && run.Policy.Mapped.Contains(value.Field)))
                    yield return $"{value.Field} is '{now[value.Field]}' instead of '{value.Old}': {now}";
            }
        }
    }

    private static bool IsRequired(Side side, ValueWrite value) =>
        value.Old is null && (value.Field == Pools.Email || (value.Field == Pools.LastName && side == Side.Crm));

    /// <summary>A customer made active again in place of a new one had its values already; what a creation says of values is for other tests.</summary>
    private static string Text(SideWrite write) => write.Kind == WriteKind.Create ? $"{ChangeAction.Create} {write.Side} {write.Id}" : AccountedLaw.Text(write);

    private static string Text(SyncEntry entry) => entry.Action == ChangeAction.Create
        ? $"{ChangeAction.Create} {entry.Target} {(entry.Target == ChangeTarget.Crm ? entry.CrmId : entry.QbId)}"
        : AccountedLaw.Text(entry);
}

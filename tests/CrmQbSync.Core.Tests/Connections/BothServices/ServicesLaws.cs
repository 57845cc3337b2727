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
        .. Unlinked(run),
        .. Beyond(run),
    ];

    /// <summary>What of a run that was left in peace is not told, or not as it was foretold, or counted otherwise.</summary>
    /// <param name="run">The run.</param>
    /// <param name="foretold">What was foretold; null if it could not be.</param>
    public static IEnumerable<string> Untold(RunObservation run, IReadOnlyList<ContactChange>? foretold) =>
    [
        .. EntryText.Difference("written", run.Writes.Select(Text), "told", run.Entries.Where(AccountedLaw.IsWrite).Select(entry => Text(Shown(run, entry)))),
        .. foretold is null ? [] : EntryText.Difference("foretold", foretold.Select(EntryText.Of), "done", run.Entries.Select(EntryText.Of)),
        .. AccountedLaw.Counts(run).Where(count => count.Told != count.Counted).Select(count => $"{count.Name} is {count.Told}, entries say {count.Counted}"),
        .. AccountedLaw.SaysTooLittle(run),
    ];

    /// <summary>One contact and one customer of an address that were not linked, though nothing stood in the way (rule 4.4).</summary>
    private static IEnumerable<string> Unlinked(RunObservation run)
    {
        if (run.SomethingWasUndone || run.WasEditedMeanwhile || run.Options is not { Selection: null } || run.Policy.City is not null || run.Entries.Any(entry => entry.Status == EntryStatus.Failed))
            return [];
        var linked = run.Links.SelectMany(link => new[] { (Side.Crm, link.CrmId!), (Side.Qb, link.QbId!) }).ToHashSet();
        ILookup<string?, MemoryRecord> ByKey(Side side) => run.After[side].Existing
            .Where(record => Agreement.IsAddress(record[Pools.Email]) && (!record.IsJob || run.Policy.IncludeJobs))
            .ToLookup(record => Agreement.Normal(Pools.Email, record[Pools.Email]));
        var customers = ByKey(Side.Qb);
        return from contacts in ByKey(Side.Crm)
               where contacts.Count() == 1 && customers[contacts.Key].Count() == 1
               let contact = contacts.Single()
               let customer = customers[contacts.Key].Single()
               where !linked.Contains((Side.Crm, contact.Id)) && !linked.Contains((Side.Qb, customer.Id))
               select $"not linked: {contact} and {customer}";
    }

    /// <summary>What a run over selected records wrote of others (rule 3.5).</summary>
    private static IEnumerable<string> Beyond(RunObservation run) => run.Options?.Selection is not { } selection
        ? []
        : from entry in run.Entries.Where(AccountedLaw.IsWrite)
          let addresses = new[] { entry.Email, AddressOf(run, Side.Crm, entry.CrmId), AddressOf(run, Side.Qb, entry.QbId) }.Select(address => Agreement.Normal(Pools.Email, address))
          where !selection.CrmIds.Contains(entry.CrmId) && !selection.QbIds.Contains(entry.QbId)
              && !selection.Emails.Any(email => addresses.Contains(Agreement.Normal(Pools.Email, email)))
          select $"was not selected: {EntryText.Of(entry)}";

    private static string? AddressOf(RunObservation run, Side side, string? id) => id is null ? null : run.Before[side].Find(id)?[Pools.Email];

    /// <summary>Decisions about conflicts that a run over everything was to carry out, and did not (rule 5.5).</summary>
    public static IEnumerable<string> Undecided(RunObservation run, IEnumerable<Decision> decisions) =>
        from decision in decisions
        where Binds(run, decision)
        let crm = run.After.Crm[decision.CrmId]
        let qb = run.After.Qb[decision.QbId]
        where !crm.Deleted && !qb.Deleted
        from side in new[] { Side.Crm, Side.Qb }
        let stands = (side == Side.Crm ? crm : qb)[decision.Field]
        where Agreement.IsBlank(decision.Value)
            ? !Agreement.IsBlank(stands) && decision.Field is not (Pools.Email or Pools.LastName)
            : Agreement.Fits(decision.Field, decision.Value!, side, run.StoreOf(crm, qb))
                && !Agreement.Holds(decision.Field, side == Side.Crm ? stands : decision.Value, side == Side.Crm ? decision.Value : stands, run.Policy.Region, run.StoreOf(crm, qb))
        select $"{decision.Field} is '{stands}' and was decided to be '{decision.Value}': {decision}";

    /// <summary>Whether a decision is about what this run found, and this run had to carry it out.</summary>
    private static bool Binds(RunObservation run, Decision decision) =>
        run is { IsUndo: false, WasEditedMeanwhile: false, Mode: SyncMode.Synchronize, Options.Selection: null }
        && run.Policy.City is null
        && run.Policy.Mapped.Contains(decision.Field)
        && run.Policy.Of(decision.Field).Direction == FieldDirection.Both
        && (run.Policy.Of(decision.Field).Priority ?? run.Priority) == SyncPriority.Manual
        && run.Links.Any(link => (link.CrmId, link.QbId, link.State) == (decision.CrmId, decision.QbId, LinkState.Live))
        && run.Before.Crm.Find(decision.CrmId) is { Deleted: false } crm && crm[decision.Field] == decision.CrmValue && Agreement.IsAddress(crm[Pools.Email])
        && run.Before.Qb.Find(decision.QbId) is { Deleted: false } qb && qb[decision.Field] == decision.QbValue && Agreement.IsAddress(qb[Pools.Email])
        && (!qb.IsJob || run.Policy.IncludeJobs)
        && !run.IsNamed(EntryStatus.Failed, Side.Crm, decision.CrmId) && !run.IsNamed(EntryStatus.Failed, Side.Qb, decision.QbId);

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

    /// <summary>An entry with what shows of what was written.</summary>
    private static SyncEntry Shown(RunObservation run, SyncEntry entry)
    {
        if (entry.Action != ChangeAction.Update || run.Store is null)
            return entry;
        var side = entry.Target == ChangeTarget.Crm ? Side.Crm : Side.Qb;
        var record = run.After[side][side == Side.Crm ? entry.CrmId! : entry.QbId!];
        return entry with { Fields = new FieldChangeList([.. entry.Fields.Select(change => change with { NewValue = run.Shown(change.Field, change.NewValue, side, record) })]) };
    }

    /// <summary>A customer made active again in place of a new one had its values already; what a creation says of values is for other tests.</summary>
    private static string Text(SideWrite write) => write.Kind == WriteKind.Create ? $"{ChangeAction.Create} {write.Side} {write.Id}" : AccountedLaw.Text(write);

    private static string Text(SyncEntry entry) => entry.Action == ChangeAction.Create
        ? $"{ChangeAction.Create} {entry.Target} {(entry.Target == ChangeTarget.Crm ? entry.CrmId : entry.QbId)}"
        : AccountedLaw.Text(entry);
}

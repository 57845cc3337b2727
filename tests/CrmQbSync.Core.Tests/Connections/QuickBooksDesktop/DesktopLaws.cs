using CrmQbSync.Tests.Laws;

namespace CrmQbSync.Tests.Connections.QuickBooksDesktop;

/// <summary>The laws as they can be seen in a company file and a CRM after a run.</summary>
internal static class DesktopLaws
{
    /// <summary>Throws if a law does not hold for a run, or for one straight after it.</summary>
    public static async Task DemandAsync(DesktopRun run)
    {
        if (run.Result.Error is { } error)
            throw new LawViolationException($"The run ended with {error}");
        Law.Demand([.. OneWay(run), .. run.WasDisturbed ? [] : Accounted(run), .. Doubled(run.CustomersBefore, run.Customers), .. Doubled(run.ContactsBefore, run.Contacts), .. Diverging(run)]);
        await DemandQuietAsync(run);
    }

    private static IEnumerable<string> OneWay(DesktopRun run)
    {
        if (run.Mode == SyncMode.Import && run.QbWrites.Count > 0)
            yield return $"Import wrote to QuickBooks: {string.Join(' ', run.QbWrites)}";
        if (run.Mode == SyncMode.Export && run.CrmWrites > 0)
            yield return $"Export wrote to the CRM {run.CrmWrites} times";
    }

    private static IEnumerable<string> Accounted(DesktopRun run)
    {
        int Told(ChangeTarget target, params ChangeAction[] actions) =>
            run.Entries.Count(entry => entry.Status == EntryStatus.Done && entry.Target == target && actions.Contains(entry.Action));
        if (Told(ChangeTarget.Qb, ChangeAction.Create) is var created && created != run.QbWrites.Count(write => write == "CustomerAddRq"))
            yield return $"{created} creations are told: {string.Join(' ', run.QbWrites)}";
        if (Told(ChangeTarget.Qb, ChangeAction.Update, ChangeAction.Delete) is var changed && changed != run.QbWrites.Count(write => write == "CustomerModRq"))
            yield return $"{changed} changes are told: {string.Join(' ', run.QbWrites)}";
        if (Told(ChangeTarget.Crm, ChangeAction.Create, ChangeAction.Update, ChangeAction.Delete) is var crm && crm != run.CrmWrites)
            yield return $"{crm} writes to the CRM are told, {run.CrmWrites} were made";
    }

    /// <summary>Rule 6.5: no key has more records on a side than before, unless there was none.</summary>
    private static IEnumerable<string> Doubled(IReadOnlyList<SeenRecord> earlier, IReadOnlyList<SeenRecord> later) =>
        from key in later.Where(record => Agreement.IsAddress(record.Email)).CountBy(record => Agreement.Normal(Pools.Email, record.Email)!)
        let before = earlier.Count(record => Agreement.IsAddress(record.Email) && Agreement.Normal(Pools.Email, record.Email) == key.Key)
        where key.Value > Math.Max(1, before)
        select $"{key.Key} stands {key.Value} times on a side, and {before} times before";

    private static IEnumerable<string> Diverging(DesktopRun run)
    {
        if (run.Mode != SyncMode.Synchronize || run.Options.Selection is not null || run.Policy.City is not null)
            return [];
        return from link in run.Links
               where link.State == CrmQbSync.LinkState.Live && !run.Entries.Any(entry => entry.Status == EntryStatus.Failed && (entry.CrmId == link.CrmId || entry.QbId == link.QbId))
               let contact = run.Contacts.SingleOrDefault(record => record.Id == link.CrmId)
               let customer = run.Customers.SingleOrDefault(record => record.Id == link.QbId)
               where contact is not null && customer is not null && Agreement.IsAddress(contact.Email) && Agreement.IsAddress(customer.Email)
               from field in run.Fields
               where run.Policy.Of(field).Direction == FieldDirection.Both && (run.Policy.Of(field).Priority ?? run.Priority) != SyncPriority.Manual
               let one = contact[field]
               let other = customer[field]
               where !Agreement.IsBlank(one) && !Agreement.IsBlank(other) && DesktopPlay.Fits(field, one!) && Agreement.Normal(field, one) != Agreement.Normal(field, other)
               select $"{field} differs: '{one}' of {contact.Id}, '{other}' of {customer.Name}";
    }

    private static async Task DemandQuietAsync(DesktopRun run)
    {
        if (run.Entries.Any(entry => entry.Status is EntryStatus.Failed or EntryStatus.Ambiguous))
            return;
        var again = await run.AgainAsync();
        Law.Demand(again.QbWrites.Select(write => $"a run straight after it sent {write}"));
        if (again.CrmWrites > 0)
            throw new LawViolationException($"a run straight after it wrote {again.CrmWrites} times to the CRM");
    }
}

using CrmQbSync.Tests.Laws;

namespace CrmQbSync.Tests.Connections.QuickBooksDesktop;

/// <summary>The laws over a company file, with the generated scenarios of the laws in memory: every run goes through Web Connector, server and SOAP.</summary>
public sealed class DesktopLawTests
{
    [Fact]
    public void What_the_company_file_shows_obeys_the_laws() => Law.Holds(
        scenario => DesktopPlay.PlayAsync(scenario, async run =>
        {
            if (run.Result.Error is { } error)
                throw new LawViolationException($"The run ended with {error}");
            Law.Demand([.. OneWay(run), .. Accounted(run), .. Doubled(run), .. Diverging(run)]);
            await DemandQuietAsync(run);
        }),
        share: 0.12);

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

    /// <summary>Rule 6.5: no key has more active customers than before, unless there was none.</summary>
    private static IEnumerable<string> Doubled(DesktopRun run) =>
        from key in run.Customers.Where(customer => Agreement.IsAddress(customer.Email)).CountBy(customer => Agreement.Normal(Pools.Email, customer.Email)!)
        let before = run.CustomersBefore.Count(customer => Agreement.IsAddress(customer.Email) && Agreement.Normal(Pools.Email, customer.Email) == key.Key)
        where key.Value > Math.Max(1, before)
        select $"{key.Key} stands {key.Value} times in QuickBooks, and {before} times before";

    private static IEnumerable<string> Diverging(DesktopRun run)
    {
        if (run.Mode != SyncMode.Synchronize || run.Options.Selection is not null || run.Policy.City is not null)
            return [];
        return from link in run.Links
               where link.State == CrmQbSync.LinkState.Live && !run.Entries.Any(entry => entry.Status == EntryStatus.Failed && (entry.CrmId == link.CrmId || entry.QbId == link.QbId))
               let contact = run.Contacts.SingleOrDefault(record => record.Id == link.CrmId)
               let customer = run.Customers.SingleOrDefault(record => record.Id == link.QbId)
               where contact is not null && customer is not null && Agreement.IsAddress(contact["Email"]) && Agreement.IsAddress(customer.Email)
               from field in Pools.Fields
               where run.Policy.Of(field).Direction == FieldDirection.Both && (run.Policy.Of(field).Priority ?? run.Priority) != SyncPriority.Manual
               let one = contact[field]
               let other = customer.Values.GetValueOrDefault(field)
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

using CrmQbSync.Contacts;
using CrmQbSync.Merging;
using CrmQbSync.Profiles;
using CrmQbSync.State;

namespace CrmQbSync.Running;

/// <summary>Selected records that neither a side nor the state knows: a slip of the pen would look like a run that found nothing to do.</summary>
internal sealed class UnknownSelection(PreparedRun run, Planner planner, IStateReader? state)
{
    private const int MostNamed = 10;

    /// <summary>The warning about them; null if there are none, or what could not be read may be they.</summary>
    public async Task<string?> DescribeAsync(RecordSelection selection, CancellationToken cancellationToken)
    {
        if (!run.Crm.Reading!.IsComplete || !run.Qb.Reading!.IsComplete)
            return null;
        var crmIds = Unread(Side.Crm, selection.CrmIds);
        var qbIds = Unread(Side.Qb, selection.QbIds);
        var addresses = Unread(selection.Emails);
        if (state is not null && crmIds.Count + qbIds.Count + addresses.Count > 0)
            await RemoveRememberedAsync(state, crmIds, qbIds, addresses, cancellationToken).ConfigureAwait(false);
        List<string> unknown = [.. addresses.Values.Select(text => $"'{text}'"), .. crmIds.Select(id => $"contact '{id}'"), .. qbIds.Select(id => $"customer '{id}'")];
        if (unknown.Count == 0)
            return null;
        var named = string.Join(", ", unknown.Take(MostNamed));
        var more = unknown.Count > MostNamed ? $" and {(unknown.Count - MostNamed).ToInvariant()} more" : "";
        return $"Selected, but known to neither side of profile '{run.Profile.Name}': {named}{more}.";
    }

    private HashSet<string> Unread(Side side, IReadOnlyCollection<string> ids) => ids.Where(id => !planner.Contains(side, id)).ToHashSet(StringComparer.Ordinal);

    /// <summary>Addresses as they were given, by their normal form.</summary>
    private Dictionary<string, string> Unread(IReadOnlyCollection<string> emails)
    {
        var unread = new Dictionary<string, string>(EmailAddress.Comparer);
        foreach (var email in emails)
            unread.TryAdd(EmailAddress.First(email) ?? email, email);
        foreach (var side in new[] { Side.Crm, Side.Qb })
        {
            foreach (var record in unread.Count == 0 ? [] : planner.RecordsOf(side))
                unread.Remove(SideView.KeyOf(record, run.Fields) ?? "");
        }
        return unread;
    }

    private async Task RemoveRememberedAsync(
        IStateReader reader, HashSet<string> crmIds, HashSet<string> qbIds, Dictionary<string, string> addresses, CancellationToken cancellationToken)
    {
        string[] keys = [.. addresses.Keys];
        var links = new LinkQuery { CrmIds = [.. crmIds], QbIds = [.. qbIds], Keys = keys };
        await foreach (var link in reader.ReadLinksAsync(links, run.Layout, cancellationToken).ConfigureAwait(false))
        {
            crmIds.Remove(link.CrmId);
            qbIds.Remove(link.QbId);
            addresses.Remove(link.CrmKey);
            addresses.Remove(link.QbKey);
        }
        var records = new RecordQuery { CrmIds = [.. crmIds], QbIds = [.. qbIds], Keys = keys };
        await foreach (var memory in reader.ReadRecordsAsync(records, run.Layout, cancellationToken).ConfigureAwait(false))
        {
            (memory.Side == Side.Crm ? crmIds : qbIds).Remove(memory.Id);
            addresses.Remove(memory.Key ?? "");
        }
    }
}

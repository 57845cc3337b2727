using CrmQbSync.Contacts;
using CrmQbSync.State;

namespace CrmQbSync.Running;

/// <summary>Records of a file without ids get lasting ones at the first write to it; what is remembered of them follows.</summary>
internal static class NewIdApplier
{
    /// <summary>Replaces former ids in everything that the state remembers.</summary>
    public static async Task ApplyAsync(
        IStateStore store, FieldLayout layout, RunRecorder recorder, Func<string> newToken, CancellationToken cancellationToken)
    {
        var newIds = recorder.NewIds;
        if (newIds.Count == 0)
            return;
        // Whoever pipes an entry of this very run into the next one means the record that it is about.
        var changes = new StateChanges { Layout = layout, ReplacedEntriesOf = recorder.SyncId };
        await foreach (var entry in store.ReadEntriesAsync(new EntryQuery { SyncId = recorder.SyncId }, cancellationToken).ConfigureAwait(false))
            changes.Entries.Add(entry with { CrmId = Renamed(Side.Crm, entry.CrmId, newIds), QbId = Renamed(Side.Qb, entry.QbId, newIds) });
        await foreach (var link in store.ReadLinksAsync(LinkQuery.All, layout, cancellationToken).ConfigureAwait(false))
        {
            var crmId = newIds.GetValueOrDefault((Side.Crm, link.CrmId), link.CrmId);
            var qbId = newIds.GetValueOrDefault((Side.Qb, link.QbId), link.QbId);
            if (crmId != link.CrmId || qbId != link.QbId)
                changes.Links.Add(link with { CrmId = crmId, QbId = qbId });
        }
        await foreach (var memory in store.ReadRecordsAsync(RecordQuery.All, layout, cancellationToken).ConfigureAwait(false))
        {
            if (!newIds.TryGetValue((memory.Side, memory.Id), out var id))
                continue;
            changes.RemovedRecords.Add((memory.Side, memory.Id));
            changes.Records.Add(memory with { Id = id });
        }
        // What is undecided is looked for by these ids in the next run. The journal knows an intent by its token, so it gets another one.
        foreach (var intent in await store.ReadIntentsAsync(cancellationToken).ConfigureAwait(false))
        {
            var crmId = intent.CrmId is null ? null : newIds.GetValueOrDefault((Side.Crm, intent.CrmId), intent.CrmId);
            var qbId = intent.QbId is null ? null : newIds.GetValueOrDefault((Side.Qb, intent.QbId), intent.QbId);
            if (crmId == intent.CrmId && qbId == intent.QbId)
                continue;
            changes.SettledIntents.Add(intent.Token);
            changes.Intents.Add(intent with { Token = newToken(), CrmId = crmId, QbId = qbId });
        }
        await store.CommitAsync(changes, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>An entry names one record of a side, none, or several.</summary>
    private static string? Renamed(Side side, string? ids, IReadOnlyDictionary<(Side Side, string Former), string> newIds)
    {
        const string Separator = ", ";
        if (ids is null)
            return null;
        return newIds.TryGetValue((side, ids), out var one)
            ? one
            : string.Join(Separator, ids.Split(Separator).Select(id => newIds.GetValueOrDefault((side, id), id)));
    }
}

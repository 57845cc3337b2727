using CrmQbSync.Connections;
using CrmQbSync.Contacts;
using CrmQbSync.Merging;
using CrmQbSync.State;

namespace CrmQbSync.Running;

/// <summary>
/// Finds out what became of the writes that an earlier run had journaled and not settled (rule 8.5): what was done gets its entry in the run that
/// did it, a new record its link; what was not done is planned afresh.
/// </summary>
internal sealed class IntentRecovery(PreparedRun run, Planner planner, IStateReader state, TimeProvider clock)
{
    private readonly NormalForm _normal = new(run.Context.Policy.Region);
    private readonly Dictionary<long, RunTally> _tallies = [];
    private readonly Dictionary<Side, ILookup<string, ContactRecord>> _keys = [];

    /// <summary>Looks at every undecided intent.</summary>
    /// <returns>What is to be recorded; new links among it have no number yet.</returns>
    public async Task<StateChanges> RecoverAsync(IReadOnlyList<Intent> intents, CancellationToken cancellationToken)
    {
        var changes = new StateChanges { Layout = run.Layout };
        var found = await LookUpAsync(intents.Where(intent => !IsRead(intent)), cancellationToken).ConfigureAwait(false);
        foreach (var intent in intents)
        {
            var record = Read(intent) ?? found.GetValueOrDefault(intent.Token);
            var reading = run.SessionOf(intent.Target).Reading!;
            var known = record is not null || !reading.IsFull || reading.IsComplete;
            if (known && WasDone(intent, record))
                await RecordAsync(intent, record, changes, cancellationToken).ConfigureAwait(false);
            if (known)
                changes.SettledIntents.Add(intent.Token);
        }
        await CorrectRunsAsync(changes, cancellationToken).ConfigureAwait(false);
        return changes;
    }

    /// <summary>Whether this run's reading says how the record of an intent stands.</summary>
    private bool IsRead(Intent intent) => run.SessionOf(intent.Target).Reading!.IsFull || Read(intent) is not null;

    private ContactRecord? Read(Intent intent) => IdOf(intent) is { } id ? planner.RecordOf(intent.Target, id) : FindByKey(intent, KeysOf(intent.Target));

    /// <summary>Asks the services for what they did not tell by themselves, many records in a call; by token.</summary>
    private async Task<Dictionary<string, ContactRecord>> LookUpAsync(IEnumerable<Intent> intents, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, ContactRecord>(StringComparer.Ordinal);
        foreach (var side in intents.GroupBy(intent => intent.Target))
        {
            var session = run.SessionOf(side.Key);
            foreach (var chunk in side.Where(intent => IdOf(intent) is not null).Chunk(session.Traits.MaxQueryIds))
            {
                var records = await QueryAsync(session, new ContactQuery { Ids = [.. chunk.Select(intent => IdOf(intent)!).Distinct()] }, cancellationToken).ConfigureAwait(false);
                AddFound(found, chunk, intent => records.Find(record => record.Id == IdOf(intent)));
            }
            foreach (var chunk in side.Where(intent => IdOf(intent) is null).Chunk(session.Traits.MaxQueryIds))
            {
                var records = await QueryAsync(session, new ContactQuery { Emails = [.. chunk.Select(intent => intent.Key!).Distinct(EmailAddress.Comparer)] }, cancellationToken).ConfigureAwait(false);
                var keys = ByKey(records);
                AddFound(found, chunk, intent => FindByKey(intent, keys));
            }
        }
        return found;
    }

    private static void AddFound(Dictionary<string, ContactRecord> found, IEnumerable<Intent> intents, Func<Intent, ContactRecord?> find)
    {
        foreach (var intent in intents)
        {
            if (find(intent) is { } record)
                found[intent.Token] = record;
        }
    }

    private async Task<List<ContactRecord>> QueryAsync(SideSession session, ContactQuery query, CancellationToken cancellationToken)
    {
        var records = new List<ContactRecord>();
        await foreach (var page in session.Connection.QueryAsync(run.Fields, query, cancellationToken).ConfigureAwait(false))
            records.AddRange(page.Records);
        return records;
    }

    private static string? IdOf(Intent intent) => intent.Target == Side.Crm ? intent.CrmId : intent.QbId;

    private ContactRecord? FindByKey(Intent intent, ILookup<string, ContactRecord> records) =>
        records[intent.Key ?? ""].FirstOrDefault(record => TakesPart(record) && WasDone(intent, record));

    /// <summary>The records that were read, by key.</summary>
    private ILookup<string, ContactRecord> KeysOf(Side side)
    {
        if (!_keys.TryGetValue(side, out var keys))
            _keys[side] = keys = ByKey(planner.RecordsOf(side));
        return keys;
    }

    private ILookup<string, ContactRecord> ByKey(IEnumerable<ContactRecord> records) =>
        records.ToLookup(record => SideView.KeyOf(record, run.Fields) ?? "", EmailAddress.Comparer);

    private bool TakesPart(ContactRecord record) => !record.Deleted && (!record.IsJob || run.Context.Policy.IncludeJobs);

    private bool WasDone(Intent intent, ContactRecord? record)
    {
        if (intent.Action == ChangeAction.Delete)
            return record is null or { Deleted: true };
        return record is { Deleted: false } && intent.Fields.All(change => change.Target == ChangeTarget.None || Stands(change, intent.Target, record));
    }

    private bool Stands(FieldChange change, Side side, ContactRecord record)
    {
        var field = run.Fields.IndexOf(change.Field);
        return field < 0
            || _normal.Same(run.Fields[field].Kind, record.Values.Get(field, run.Fields.Count), run.Context.Shown(side, field, change.NewValue, record));
    }

    private async Task RecordAsync(Intent intent, ContactRecord? record, StateChanges changes, CancellationToken cancellationToken)
    {
        var crmId = intent.CrmId ?? (intent.Target == Side.Crm ? record!.Id : null);
        var qbId = intent.QbId ?? (intent.Target == Side.Qb ? record!.Id : null);
        var link = await FindLinkAsync(crmId, qbId, cancellationToken).ConfigureAwait(false);
        if (intent.Action == ChangeAction.Create && link is not null && link.IdOn(intent.Target) == record!.Id)
        {
            // The link was recorded, so the entry was too; only the journal's line was left.
            return;
        }
        var entry = EntryMaker.Recovered(intent, run.Profile.Path, clock.GetUtcNow(), record?.Id);
        changes.Entries.Add(entry);
        if (!_tallies.TryGetValue(intent.SyncId, out var tally))
            _tallies[intent.SyncId] = tally = new RunTally();
        tally.Add(entry);
        if (intent.Action == ChangeAction.Create && crmId is not null && qbId is not null)
            await AddLinkAsync(intent, record!, link, changes, cancellationToken).ConfigureAwait(false);
        else if (intent.Undo && link is not null)
            UpdateUndone(intent, link, record, changes);
        else if (intent is { Undo: true, Action: ChangeAction.Delete } && crmId is not null && qbId is not null)
            await HoldSourceAsync(intent, changes, cancellationToken).ConfigureAwait(false);
    }

    private async Task<LinkMemory?> FindLinkAsync(string? crmId, string? qbId, CancellationToken cancellationToken)
    {
        var query = new LinkQuery { CrmIds = crmId is null ? [] : [crmId], QbIds = qbId is null ? [] : [qbId] };
        await foreach (var link in state.ReadLinksAsync(query, run.Layout, cancellationToken).ConfigureAwait(false))
            return link;
        return null;
    }

    private async Task AddLinkAsync(
        Intent intent, ContactRecord created, LinkMemory? earlier, StateChanges changes, CancellationToken cancellationToken)
    {
        var sourceSide = intent.Target.Other();
        if (await SourceAsync(intent, earlier, cancellationToken).ConfigureAwait(false) is not { Deleted: false } source)
            return;
        var (crm, qb) = intent.Target == Side.Crm ? (created, source) : (source, created);
        changes.Links.Add(RecoveredLinks.Make(run.Context, intent, crm, qb) with
        {
            LinkId = earlier?.LinkId ?? 0,
            LinkedAt = clock.GetUtcNow(),
            LastSyncId = intent.SyncId,
        });
        changes.RemovedRecords.AddRange([(Side.Crm, crm.Id), (Side.Qb, qb.Id)]);
    }

    /// <summary>What a new record was made from; as last seen, where its side tells only changes and told none of it.</summary>
    private async Task<ContactRecord?> SourceAsync(Intent intent, LinkMemory? earlier, CancellationToken cancellationToken)
    {
        var side = intent.Target.Other();
        var id = (side == Side.Crm ? intent.CrmId : intent.QbId)!;
        var read = planner.RecordOf(side, id);
        if (read is not null || run.SessionOf(side).Reading!.IsFull)
            return read;
        if (earlier is not null)
            return new ContactRecord(id, earlier.SeenOn(side), side == Side.Crm ? earlier.CrmModified : earlier.QbModified);
        var query = side == Side.Crm ? new RecordQuery { CrmIds = [id] } : new RecordQuery { QbIds = [id] };
        await foreach (var memory in state.ReadRecordsAsync(query, run.Layout, cancellationToken).ConfigureAwait(false))
            return new ContactRecord(id, memory.Seen, memory.Modified);
        return null;
    }

    /// <summary>What an interrupted undo had restored must not flow: its base is what now stands (rule 8.12).</summary>
    private void UpdateUndone(Intent intent, LinkMemory link, ContactRecord? record, StateChanges changes)
    {
        if (intent.Action == ChangeAction.Delete)
        {
            var survivor = planner.RecordOf(intent.Target.Other(), link.IdOn(intent.Target.Other()));
            if (planner.IsGone(intent.Target.Other(), link))
                changes.RemovedLinks.Add(link.LinkId);
            else
                changes.Links.Add(UndoneLinks.AfterDeletion(link, intent.Target, survivor));
            return;
        }
        var other = planner.RecordOf(intent.Target.Other(), link.IdOn(intent.Target.Other()));
        var (crm, qb) = intent.Target == Side.Crm ? (record, other) : (other, record);
        if (crm is not null && qb is not null)
            changes.Links.Add(UndoneLinks.AfterRestoring(run.Context, link, crm, qb, intent.Fields));
    }

    /// <summary>The same where the pair's link had been forgotten before.</summary>
    private async Task HoldSourceAsync(Intent intent, StateChanges changes, CancellationToken cancellationToken)
    {
        if (await SourceAsync(intent, null, cancellationToken).ConfigureAwait(false) is not { Deleted: false } source)
            return;
        changes.Links.Add(UndoneLinks.AfterDeletion(intent.Target, IdOf(intent)!, source, run.Fields) with { LinkedAt = clock.GetUtcNow(), LastSyncId = intent.SyncId });
        changes.RemovedRecords.AddRange([(Side.Crm, intent.CrmId!), (Side.Qb, intent.QbId!)]);
    }

    private async Task CorrectRunsAsync(StateChanges changes, CancellationToken cancellationToken)
    {
        if (_tallies.Count == 0)
            return;
        await foreach (var earlier in state.ReadRunsAsync(new RunQuery { SyncIds = [.. _tallies.Keys] }, cancellationToken).ConfigureAwait(false))
            changes.OtherRuns.Add(_tallies[earlier.SyncId].AddTo(earlier));
    }
}

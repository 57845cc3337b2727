using CrmQbSync.Connections;
using CrmQbSync.Contacts;
using CrmQbSync.Merging;
using CrmQbSync.State;

namespace CrmQbSync.Running;

/// <summary>Plans the undo of a run (rule 8.12): each write taken back where nobody has changed the record since.</summary>
internal sealed class UndoPlanner(PreparedRun run, IStateReader state, long syncId)
{
    private readonly NormalForm _normal = new(run.Context.Policy.Region);
    private readonly PairMerger _merger = new(run.Context);
    private readonly Dictionary<(Side, string), ContactRecord> _records = [];
    private readonly HashSet<Side> _unreadable = [];

    /// <summary>The steps, last write first.</summary>
    public async Task<List<UndoStep>> PlanAsync(CancellationToken cancellationToken)
    {
        var entries = await ReadWritesAsync(state, syncId, cancellationToken).ConfigureAwait(false);
        entries.Reverse();
        await ReadRecordsAsync(entries, Side.Crm, cancellationToken).ConfigureAwait(false);
        await ReadRecordsAsync(entries, Side.Qb, cancellationToken).ConfigureAwait(false);
        var links = await ReadLinksAsync(entries, cancellationToken).ConfigureAwait(false);
        var steps = entries.ConvertAll(entry => Plan(entry, links));
        var addresses = new UndoAddresses(run, state, syncId);
        await addresses.ReadAsync(steps, cancellationToken).ConfigureAwait(false);
        var refused = addresses.Find(steps);
        return steps.ConvertAll(step => refused.TryGetValue(step, out var owners) ? Refuse(step, owners) : step with { Rejoins = Rejoins(step, links, addresses) });
    }

    /// <summary>What the steps write, as it is told.</summary>
    public IEnumerable<ContactChange> Describe(IEnumerable<UndoStep> steps)
    {
        foreach (var step in steps)
        {
            yield return step.Change;
            if (DescribeCounterpart(step) is { } counterpart)
                yield return counterpart;
        }
    }

    /// <summary>The record of a side; null if it does not exist.</summary>
    public ContactRecord? RecordOf(Side side, string? id) => id is null ? null : _records.GetValueOrDefault((side, id));

    /// <summary>Whether a pair's record on a side is known to be deleted.</summary>
    public bool IsGone(Side side, LinkMemory link) => RecordOf(side, link.IdOn(side)) is { } record
        ? record.Deleted
        : !_unreadable.Contains(side) || link.State == (side == Side.Crm ? LinkState.CrmDeleted : LinkState.QbDeleted);

    /// <summary>The fields that a change writes, as far as they are still mapped.</summary>
    public FieldWrite[] WritesOf(ContactChange change) =>
        [.. change.Fields
            .Where(field => field.Target != ChangeTarget.None && run.Fields.IndexOf(field.Field) >= 0)
            .Select(field => new FieldWrite(run.Fields[run.Fields.IndexOf(field.Field)], field.NewValue))];

    /// <summary>The change that makes the other record of a propagated deletion anew; null if that is not to be made.</summary>
    public ContactChange? DescribeCounterpart(UndoStep step)
    {
        var other = step.Side.Other();
        if (step.Kind != WriteKind.Restore || !step.Rejoins || RecordOf(other, IdOn(step.Entry, other)) is { Deleted: false })
            return null;
        var restored = RecordValues.After(run.Fields, step.Record, IdOn(step.Entry, step.Side)!, WritesOf(step.Change));
        return run.Describer.Describe(CounterpartOf(step, restored)).Single();
    }

    /// <summary>The other record of a propagated deletion, to be made anew from the one that was brought back.</summary>
    public PlannedPair CounterpartOf(UndoStep step, ContactRecord restored)
    {
        var target = step.Side.Other();
        return new PlannedPair
        {
            Kind = PairKind.Create,
            Crm = target == Side.Crm ? null : restored,
            Qb = target == Side.Crm ? restored : null,
            Key = step.Change.Email,
            Target = target,
            New = new NewRecordBuilder(run.Context, _merger).Build(restored, target, null),
        };
    }

    /// <summary>The entries of a run that wrote something.</summary>
    public static async Task<List<SyncEntry>> ReadWritesAsync(IStateReader state, long syncId, CancellationToken cancellationToken)
    {
        var writes = new List<SyncEntry>();
        var query = new EntryQuery { SyncId = syncId, Statuses = [EntryStatus.Done] };
        await foreach (var entry in state.ReadEntriesAsync(query, cancellationToken).ConfigureAwait(false))
        {
            if (entry.Target != ChangeTarget.None)
                writes.Add(entry);
        }
        return writes;
    }

    private async Task ReadRecordsAsync(List<SyncEntry> entries, Side side, CancellationToken cancellationToken)
    {
        var session = run.SessionOf(side);
        var ids = entries.Select(entry => IdOn(entry, side)).OfType<string>().Distinct().ToList();
        foreach (var chunk in ids.Chunk(session.Traits.MaxQueryIds))
        {
            var query = new ContactQuery { Ids = chunk, IncludeInactive = true };
            await foreach (var page in session.Connection.QueryAsync(run.Fields, query, cancellationToken).ConfigureAwait(false))
            {
                foreach (var record in page.Records)
                    _records[(side, record.Id)] = record;
                if (page.Faults.Count > 0)
                    _unreadable.Add(side);
            }
        }
    }

    private async Task<Dictionary<(Side, string), LinkMemory>> ReadLinksAsync(List<SyncEntry> entries, CancellationToken cancellationToken)
    {
        var links = new Dictionary<(Side, string), LinkMemory>();
        var query = new LinkQuery
        {
            CrmIds = [.. entries.Select(entry => entry.CrmId).OfType<string>()],
            QbIds = [.. entries.Select(entry => entry.QbId).OfType<string>()],
        };
        await foreach (var link in state.ReadLinksAsync(query, run.Layout, cancellationToken).ConfigureAwait(false))
        {
            links[(Side.Crm, link.CrmId)] = link;
            links[(Side.Qb, link.QbId)] = link;
        }
        return links;
    }

    private UndoStep Plan(SyncEntry entry, Dictionary<(Side, string), LinkMemory> links)
    {
        var side = entry.Target == ChangeTarget.Crm ? Side.Crm : Side.Qb;
        var id = IdOn(entry, side)!;
        var record = RecordOf(side, id);
        var link = links.GetValueOrDefault((side, id));
        var step = entry.Action switch
        {
            ChangeAction.Update => PlanUpdate(entry, side, record),
            ChangeAction.Create => PlanDeletion(entry, side, record, link),
            _ => PlanRestoration(entry, side, record),
        };
        return step with { Link = link, Record = record, Source = link is null ? UnlinkedRecord(side.Other(), IdOn(entry, side.Other()), links) : null };
    }

    private ContactRecord? UnlinkedRecord(Side side, string? id, Dictionary<(Side, string), LinkMemory> links) =>
        RecordOf(side, id) is { Deleted: false } record && !links.ContainsKey((side, record.Id)) ? record : null;

    private UndoStep PlanUpdate(SyncEntry entry, Side side, ContactRecord? record)
    {
        if (record is null or { Deleted: true })
            return Skip(entry, side, "The record no longer exists.");
        var fields = entry.Fields
            .Where(change => change.Target == entry.Target && Stands(change, side, record) && !(change.OldValue is null && IsRequired(side, change.Field)))
            // What stands there may be spelled in another way since.
            .Select(change => new FieldChange(change.Field, change.Target, ValueOf(record, change.Field), change.OldValue, WhyBack(change), null))
            .ToList();
        return fields.Count == 0
            ? Skip(entry, side, "Every value that the run wrote has been changed since, is no longer mapped, or cannot be blank.")
            : new UndoStep { Entry = entry, Side = side, Kind = WriteKind.Update, Change = Describe(entry, ChangeAction.Update, fields) };
    }

    private UndoStep PlanDeletion(SyncEntry entry, Side side, ContactRecord? record, LinkMemory? link)
    {
        if (record is null or { Deleted: true })
            return Skip(entry, side, "The record no longer exists.");
        var changed = link is null
            ? !entry.Fields.All(change => change.Target == ChangeTarget.None || run.Fields.IndexOf(change.Field) < 0 || Stands(change, side, record))
            : link.IsChangedOn(side) || _merger.Differs(record.Values, link.SeenOn(side));
        if (changed)
            return Skip(entry, side, "The record has been changed since.");
        var values = record.Values.Unpack(run.Fields.Count);
        var lost = values
            .Select((value, field) => new FieldChange(run.Fields[field].Name, entry.Target, value, null, $"undo of run {syncId}", null))
            .Where(change => change.OldValue is not null);
        return new UndoStep { Entry = entry, Side = side, Kind = WriteKind.Delete, Change = Describe(entry, ChangeAction.Delete, [.. lost]) };
    }

    private UndoStep PlanRestoration(SyncEntry entry, Side side, ContactRecord? record)
    {
        if (record is { Deleted: false })
            return Skip(entry, side, "The record exists again.");
        if (!run.SessionOf(side).Traits.CanRestore || entry.RestoreData is null)
            return Skip(entry, side, "The service cannot bring the record back; its values are in this entry.");
        var fields = entry.Fields.Select(change =>
            new FieldChange(change.Field, entry.Target, null, change.OldValue, $"undo of run {syncId}", null));
        return new UndoStep { Entry = entry, Side = side, Kind = WriteKind.Restore, Change = Describe(entry, ChangeAction.Create, [.. fields]) };
    }

    private string WhyBack(FieldChange change) =>
        change.Why == FieldReasons.ReplacesMadeUpLastName ? FieldReasons.MadeUpLastNameBack : $"undo of run {syncId}";

    private bool Stands(FieldChange change, Side side, ContactRecord record)
    {
        var field = run.Fields.IndexOf(change.Field);
        return field >= 0 && _normal.Same(run.Fields[field].Kind, ValueOf(record, change.Field), run.Context.Shown(side, field, change.NewValue, record));
    }

    private string? ValueOf(ContactRecord record, string field) => record.Values.Get(run.Fields.IndexOf(field), run.Fields.Count);

    private bool IsRequired(Side side, string field) => run.Context.IsRequired(side, run.Fields.IndexOf(field));

    private static string? IdOn(SyncEntry entry, Side side) => side == Side.Crm ? entry.CrmId : entry.QbId;

    private bool Rejoins(UndoStep step, Dictionary<(Side, string), LinkMemory> links, UndoAddresses addresses)
    {
        var other = step.Side.Other();
        if (step.Kind != WriteKind.Restore || IdOn(step.Entry, other) is not { } id)
            return true;
        if (links.TryGetValue((other, id), out var link) && link.LinkId != step.Link?.LinkId)
            return false;
        return RecordOf(other, id) is { Deleted: false } || !addresses.OwnersOf(other, UndoAddresses.NewKey(step), id).Any();
    }

    /// <summary>Rule 4.3: nothing of it is written.</summary>
    private UndoStep Refuse(UndoStep step, string owners)
    {
        var name = step.Side == Side.Crm ? "the CRM" : "QuickBooks";
        var message = $"Record {IdOn(step.Entry, step.Side)} would get back the address {UndoAddresses.NewKey(step)} in {name}, which {owners} has by now. Change or merge one of them, and undo again.";
        return step with { Kind = null, Change = Describe(step.Entry, step.Change.Action, [.. step.Change.Fields], message, ErrorCodes.EmailInUse) };
    }

    private UndoStep Skip(SyncEntry entry, Side side, string why) => new()
    {
        Entry = entry,
        Side = side,
        Change = Describe(entry, ChangeAction.Skip, [.. entry.Fields], why),
    };

    private ContactChange Describe(SyncEntry entry, ChangeAction action, List<FieldChange> fields, string? message = null, string? code = null) => new()
    {
        Action = action,
        Target = action == ChangeAction.Skip ? ChangeTarget.None : entry.Target,
        Email = entry.Email,
        Name = entry.Name,
        CrmId = entry.CrmId,
        QbId = entry.QbId,
        Reason = action == ChangeAction.Skip ? Reasons.PlanChanged : null,
        Profile = run.Profile.Path,
        Mode = run.Context.Policy.Mode,
        Priority = run.Context.Policy.Priority,
        Fields = new FieldChangeList(fields),
        ErrorCode = code,
        Message = message,
    };
}

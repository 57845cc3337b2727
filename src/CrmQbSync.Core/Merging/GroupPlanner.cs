using CrmQbSync.Contacts;

namespace CrmQbSync.Merging;

/// <summary>Plans the records that no live link holds: merging by key, new records, survivors of deletions (rules 4.4 to 4.6, sections 6 and 7).</summary>
internal sealed class GroupPlanner(
    MergeContext context,
    PairSelector selector,
    PairMerger merger,
    NewRecordBuilder newRecords,
    SideView crmView,
    SideView qbView,
    Dictionary<(Side, string), RecordMemory> memories,
    Plan plan)
{
    private readonly Dictionary<(Side, int), LinkMemory> _survivorLinks = [];
    private readonly LinkNotes _notes = new(context, merger);

    public void PlanAll(KeyGroups groups, List<(LinkMemory Link, Side Side, int Index)> survivors)
    {
        foreach (var (link, side, index) in survivors)
            _survivorLinks[(side, index)] = link;
        var creates = new List<PlannedPair>();
        for (var at = 0; at < groups.Count; at++)
            PlanGroup(groups, at, creates);
        // Names and ids of new records must not depend on the order in which the sides were read (law 4).
        creates.Sort((left, right) => CompareKeys(left.Key!, right.Key!));
        plan.Pairs.AddRange(creates);
    }

    private static int CompareKeys(string left, string right)
    {
        var order = string.Compare(left, right, StringComparison.OrdinalIgnoreCase);
        return order != 0 ? order : string.CompareOrdinal(left, right);
    }

    private void PlanGroup(KeyGroups groups, int at, List<PlannedPair> creates)
    {
        ref readonly var group = ref groups[at];
        if (group.IsAmbiguous)
            PlanAmbiguous(groups, at);
        else if (group.Crm >= 0 && group.Qb >= 0)
            PlanLink(group.Key, group.Crm, group.Qb);
        else
            PlanSingle(group.Key, group.Crm >= 0 ? Side.Crm : Side.Qb, Math.Max(group.Crm, group.Qb), creates);
    }

    private void PlanAmbiguous(KeyGroups groups, int at)
    {
        var key = groups[at].Key;
        var takes = false;
        foreach (var view in new[] { crmView, qbView })
        {
            foreach (var index in groups.MembersOf(at, view.Side))
            {
                var record = view[index];
                takes |= selector.Takes(
                    view.Side == Side.Crm ? record : null, view.Side == Side.Qb ? record : null, _survivorLinks.GetValueOrDefault((view.Side, index)));
                if (view.RoleOf(index) == RecordRole.Unlinked)
                    Remember(record, view.Side, key, null, needsAttention: true);
                else
                    NoteSurvivor(_survivorLinks[(view.Side, index)], view.Side, record);
            }
        }
        if (!takes)
            return;
        plan.Pairs.Add(new PlannedPair
        {
            Kind = PairKind.Ambiguous,
            Crm = FirstOf(groups, at, crmView),
            Qb = FirstOf(groups, at, qbView),
            Key = key,
            CrmIds = [.. groups.IdsOf(at, Side.Crm)],
            QbIds = [.. groups.IdsOf(at, Side.Qb)],
            Message = "Several records have this address, so it is not clear who is who. Give each its own address, or merge or delete the surplus ones.",
        });
    }

    private static ContactRecord? FirstOf(KeyGroups groups, int at, SideView view) =>
        groups.MembersOf(at, view.Side).Select(index => view[index]).MinBy(record => record.Id, StringComparer.Ordinal);

    private void PlanLink(string key, int crmIndex, int qbIndex)
    {
        var crm = crmView[crmIndex];
        var qb = qbView[qbIndex];
        var crmLink = _survivorLinks.GetValueOrDefault((Side.Crm, crmIndex));
        var qbLink = _survivorLinks.GetValueOrDefault((Side.Qb, qbIndex));
        if (!selector.Takes(crm, qb, crmLink) && !selector.Takes(crm, qb, qbLink))
        {
            RememberUnhandled(crm, Side.Crm, key, crmIndex);
            RememberUnhandled(qb, Side.Qb, key, qbIndex);
            return;
        }
        // The memory of a survivor's last name that was made up goes on; everything else of its old pair does not.
        var madeUp = crmLink?.MadeUpLastName is { } name ? Blank(crm, qb, name) : null;
        plan.Pairs.Add(new PlannedPair
        {
            Kind = PairKind.Link,
            Crm = crm,
            Qb = qb,
            Key = key,
            Merge = merger.Merge(crm, qb, madeUp),
            GivenUp = [.. new[] { crmLink, qbLink }.OfType<LinkMemory>()],
            Forgets = [.. Remembered(Side.Crm, crm.Id), .. Remembered(Side.Qb, qb.Id)],
        });
    }

    private static LinkMemory Blank(ContactRecord crm, ContactRecord qb, string madeUpLastName) =>
        new() { CrmId = crm.Id, QbId = qb.Id, CrmKey = "", QbKey = "", MadeUpLastName = madeUpLastName };

    private void PlanSingle(string key, Side side, int index, List<PlannedPair> creates)
    {
        var view = side == Side.Crm ? crmView : qbView;
        var record = view[index];
        var (crm, qb) = side == Side.Crm ? (record, (ContactRecord?)null) : (null, record);
        var link = _survivorLinks.GetValueOrDefault((side, index));
        if (!selector.Takes(crm, qb, link))
        {
            RememberUnhandled(record, side, key, index);
            return;
        }
        if (link is not null)
            PlanSurvivor(link, side, record, key, creates);
        else if (context.Policy.CreatesOn(side.Other()))
            creates.Add(Create(side, record, key, null));
        else
            SkipForMode(side, record, key);
    }

    private PlannedPair Create(Side source, ContactRecord record, string key, LinkMemory? link) => new()
    {
        Kind = PairKind.Create,
        Crm = source == Side.Crm ? record : null,
        Qb = source == Side.Qb ? record : null,
        Link = link,
        Key = key,
        Target = source.Other(),
        New = newRecords.Build(record, source.Other(), link),
        Forgets = [.. Remembered(source, record.Id)],
    };

    private void SkipForMode(Side side, ContactRecord record, string key)
    {
        var known = memories.GetValueOrDefault((side, record.Id));
        var reported = context.All || known?.ReportedReason != Reasons.Mode || merger.Differs(record.Values, known.Seen);
        RecordMemories.Remember(plan, record, side, key, Reasons.Mode, needsAttention: false, known);
        if (reported)
        {
            plan.Pairs.Add(new PlannedPair
            {
                Kind = PairKind.Skip,
                Crm = side == Side.Crm ? record : null,
                Qb = side == Side.Qb ? record : null,
                Key = key,
                Reason = Reasons.Mode,
            });
        }
    }

    /// <summary>Section 7: one record of a link is gone.</summary>
    private void PlanSurvivor(LinkMemory link, Side side, ContactRecord record, string key, List<PlannedPair> creates)
    {
        var target = side.Other();
        var changed = link.IsChangedOn(side) || merger.Differs(record.Values, link.SeenOn(side));
        var undone = ReportMark.IsFor(link.ReportedReason, Reasons.UndoneCreation);
        var mayCreate = context.Policy.CreatesOn(target);
        var policy = undone ? DeletionsPolicy.Hold : context.Policy.Deletions;
        if (policy == DeletionsPolicy.Propagate && !changed && FlowsTo(side))
        {
            if (side == Side.Qb && record.HasOpenBalance)
                Hold(link, side, record, key, Reasons.OpenBalance);
            else
                plan.Pairs.Add(Delete(link, side, record, key));
        }
        else if (mayCreate && (policy == DeletionsPolicy.Recreate || (policy == DeletionsPolicy.Hold && (changed || context.All))))
        {
            creates.Add(Create(side, record, key, link));
        }
        else
        {
            Hold(link, side, record, key, undone ? Reasons.UndoneCreation : target == Side.Crm ? Reasons.DeletedInCrm : Reasons.DeletedInQb);
        }
    }

    private bool FlowsTo(Side side) =>
        context.Policy.Mode == SyncMode.Synchronize || context.Policy.Mode == (side == Side.Crm ? SyncMode.Import : SyncMode.Export);

    private static PlannedPair Delete(LinkMemory link, Side side, ContactRecord record, string key) => new()
    {
        Kind = PairKind.Delete,
        Crm = side == Side.Crm ? record : null,
        Qb = side == Side.Qb ? record : null,
        Link = link,
        Key = key,
        Target = side,
        Reason = side == Side.Crm ? Reasons.DeletedInQb : Reasons.DeletedInCrm,
    };

    private void Hold(LinkMemory link, Side side, ContactRecord record, string key, string reason) => plan.Pairs.Add(new PlannedPair
    {
        Kind = PairKind.Hold,
        Crm = side == Side.Crm ? record : null,
        Qb = side == Side.Qb ? record : null,
        Link = link,
        Key = key,
        Reason = reason,
        IsReported = context.All || link.ReportedReason != ReportMark.Of(reason, record),
    });

    private void RememberUnhandled(ContactRecord record, Side side, string key, int index)
    {
        if (_survivorLinks.TryGetValue((side, index), out var link))
        {
            NoteSurvivor(link, side, record);
            return;
        }
        var known = memories.GetValueOrDefault((side, record.Id));
        RecordMemories.Remember(plan, record, side, key, known?.ReportedReason, known?.NeedsAttention ?? false, known);
    }

    private void NoteSurvivor(LinkMemory link, Side side, ContactRecord record)
    {
        if (!selector.HasSelection)
            plan.Noted.Add(_notes.NoteWhole(link, side == Side.Crm ? record : null, side == Side.Qb ? record : null));
    }

    private void Remember(ContactRecord record, Side side, string key, string? reason, bool needsAttention) =>
        RecordMemories.Remember(plan, record, side, key, reason, needsAttention, memories.GetValueOrDefault((side, record.Id)));

    /// <summary>The record, if it is remembered as an unlinked one.</summary>
    private IEnumerable<(Side, string)> Remembered(Side side, string id) => memories.ContainsKey((side, id)) ? [(side, id)] : [];
}

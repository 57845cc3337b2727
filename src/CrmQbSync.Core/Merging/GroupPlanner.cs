using CrmQbSync.Contacts;

namespace CrmQbSync.Merging;

/// <summary>
/// Plans a slice of the records that no live link holds: merging by key, new records, survivors of deletions (rules 4.4 to 4.6, sections 6 and 7).
/// </summary>
internal sealed class GroupPlanner(PlanSetting setting, KeyGroups groups, bool omitsBareLinks)
{
    private readonly MergeContext _context = setting.Context;
    private readonly PairSelector _selector = setting.Selector;
    private readonly PairMerger _merger = setting.Merger;

    /// <summary>What was planned.</summary>
    public Plan Plan { get; } = new();

    /// <summary>The records to be created; they come last, in an order of their own.</summary>
    public List<PlannedCreation> Creations { get; } = [];

    /// <summary>Plans the groups from one place to another.</summary>
    public void PlanGroups(int from, int to)
    {
        for (var at = from; at < to; at++)
            PlanGroup(groups[at]);
    }

    /// <summary>Plans new records.</summary>
    public void PlanCreations(IReadOnlyList<PlannedCreation> creations, int from, int to)
    {
        for (var at = from; at < to; at++)
            Plan.Pairs.Add(Create(creations[at]));
    }

    private void PlanGroup(in KeyGroups.Group group)
    {
        if (group.IsAmbiguous)
            PlanAmbiguous(group);
        else if (group.Crm >= 0 && group.Qb >= 0)
            PlanLink(group);
        else
            PlanSingle(groups.KeyOf(group), group.Crm >= 0 ? Side.Crm : Side.Qb, Math.Max(group.Crm, group.Qb));
    }

    private void PlanAmbiguous(in KeyGroups.Group group)
    {
        var key = groups.KeyOf(group);
        var takes = false;
        foreach (var view in new[] { setting.Crm, setting.Qb })
        {
            foreach (var index in groups.MembersOf(group, view.Side))
            {
                var record = view[index];
                takes |= _selector.Takes(
                    view.Side == Side.Crm ? record : null, view.Side == Side.Qb ? record : null, SurvivorLink(view.Side, index));
                if (view.RoleOf(index) == RecordRole.Unlinked)
                    Remember(record, view.Side, key, null, needsAttention: true);
                else
                    NoteSurvivor(setting.Survivors[(view.Side, index)], view.Side, record);
            }
        }
        if (!takes)
            return;
        Plan.Pairs.Add(new PlannedPair
        {
            Kind = PairKind.Ambiguous,
            Crm = FirstOf(group, setting.Crm),
            Qb = FirstOf(group, setting.Qb),
            Key = key,
            CrmIds = [.. groups.IdsOf(group, Side.Crm)],
            QbIds = [.. groups.IdsOf(group, Side.Qb)],
            Message = "Several records have this address, so it is not clear who is who. Give each its own address, or merge or delete the surplus ones.",
        });
    }

    private ContactRecord? FirstOf(in KeyGroups.Group group, SideView view) =>
        groups.MembersOf(group, view.Side).Select(index => view[index]).MinBy(record => record.Id, StringComparer.Ordinal);

    private void PlanLink(in KeyGroups.Group group)
    {
        if (group.IsIdentical && omitsBareLinks && _selector.TakesAll)
            return;
        var crm = setting.Crm[group.Crm];
        var qb = setting.Qb[group.Qb];
        var crmLink = SurvivorLink(Side.Crm, group.Crm);
        var qbLink = SurvivorLink(Side.Qb, group.Qb);
        if (!_selector.Takes(crm, qb, crmLink) && !_selector.Takes(crm, qb, qbLink))
        {
            RememberUnhandled(crm, Side.Crm, groups.KeyOf(group), group.Crm);
            RememberUnhandled(qb, Side.Qb, groups.KeyOf(group), group.Qb);
            return;
        }
        // The memory of a survivor's last name that was made up goes on, and of when people last modified it; everything else of its old pair does not.
        var madeUp = crmLink?.MadeUpLastName is { } name ? Blank(crm, qb, name) : null;
        var merge = _merger.Merge(crm, qb, madeUp, crmLink, qbLink);
        if (omitsBareLinks && !merge.HasContent)
            return;
        var sameSpelling = setting.Crm.AddressAt(group.Crm).SequenceEqual(setting.Qb.AddressAt(group.Qb));
        Plan.Pairs.Add(new PlannedPair
        {
            Kind = PairKind.Link,
            Crm = crm,
            Qb = qb,
            Key = sameSpelling ? null : groups.KeyOf(group),
            KeyFields = sameSpelling ? _context.Fields : null,
            Merge = merge,
            GivenUp = crmLink is null && qbLink is null ? [] : [.. new[] { crmLink, qbLink }.OfType<LinkMemory>()],
            Forgets = setting.Memories.Count == 0 ? [] : [.. Remembered(Side.Crm, crm.Id), .. Remembered(Side.Qb, qb.Id)],
        });
    }

    private static LinkMemory Blank(ContactRecord crm, ContactRecord qb, string madeUpLastName) =>
        new() { CrmId = crm.Id, QbId = qb.Id, CrmKey = "", QbKey = "", MadeUpLastName = madeUpLastName };

    private void PlanSingle(string key, Side side, int index)
    {
        var record = setting.ViewOf(side)[index];
        var (crm, qb) = side == Side.Crm ? (record, (ContactRecord?)null) : (null, record);
        var link = SurvivorLink(side, index);
        if (!_selector.Takes(crm, qb, link))
        {
            RememberUnhandled(record, side, key, index);
            return;
        }
        if (link is not null)
            PlanSurvivor(link, side, index, key);
        else if (_context.Policy.CreatesOn(side.Other()))
            Creations.Add(new PlannedCreation(key, side, index, null));
        else
            SkipForMode(side, record, key);
    }

    private PlannedPair Create(PlannedCreation creation)
    {
        var (key, source, index, link) = creation;
        var record = setting.ViewOf(source)[index];
        return new PlannedPair
        {
            Kind = PairKind.Create,
            Crm = source == Side.Crm ? record : null,
            Qb = source == Side.Qb ? record : null,
            Link = link,
            Key = key,
            Target = source.Other(),
            New = setting.NewRecords.Build(record, source.Other(), link),
            Forgets = setting.Memories.Count == 0 ? [] : [.. Remembered(source, record.Id)],
        };
    }

    private void SkipForMode(Side side, ContactRecord record, string key)
    {
        var known = setting.Memories.GetValueOrDefault((side, record.Id));
        var reported = _context.All || known?.ReportedReason != Reasons.Mode || _merger.Differs(record.Values, known.Seen);
        RecordMemories.Remember(Plan, record, side, key, Reasons.Mode, needsAttention: false, known);
        if (reported)
        {
            Plan.Pairs.Add(new PlannedPair
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
    private void PlanSurvivor(LinkMemory link, Side side, int index, string key)
    {
        var record = setting.ViewOf(side)[index];
        var target = side.Other();
        var changed = link.IsChangedOn(side) || _merger.Differs(record.Values, link.SeenOn(side));
        var undone = ReportMark.IsFor(link.ReportedReason, Reasons.UndoneCreation);
        var mayCreate = _context.Policy.CreatesOn(target);
        var policy = undone ? DeletionsPolicy.Hold : _context.Policy.Deletions;
        if (policy == DeletionsPolicy.Propagate && !changed && FlowsTo(side))
        {
            if (side == Side.Qb && record.HasOpenBalance)
                Hold(link, side, record, key, Reasons.OpenBalance);
            else
                Plan.Pairs.Add(Delete(link, side, record, key));
        }
        else if (mayCreate && (policy == DeletionsPolicy.Recreate || (policy == DeletionsPolicy.Hold && (changed || _context.All))))
        {
            Creations.Add(new PlannedCreation(key, side, index, link));
        }
        else
        {
            Hold(link, side, record, key, undone ? Reasons.UndoneCreation : target == Side.Crm ? Reasons.DeletedInCrm : Reasons.DeletedInQb);
        }
    }

    private bool FlowsTo(Side side) =>
        _context.Policy.Mode == SyncMode.Synchronize || _context.Policy.Mode == (side == Side.Crm ? SyncMode.Import : SyncMode.Export);

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

    private void Hold(LinkMemory link, Side side, ContactRecord record, string key, string reason) => Plan.Pairs.Add(new PlannedPair
    {
        Kind = PairKind.Hold,
        Crm = side == Side.Crm ? record : null,
        Qb = side == Side.Qb ? record : null,
        Link = link,
        Key = key,
        Reason = reason,
        IsReported = _context.All || link.ReportedReason != ReportMark.Of(reason, record),
    });

    private void RememberUnhandled(ContactRecord record, Side side, string key, int index)
    {
        if (setting.Survivors.TryGetValue((side, index), out var link))
        {
            NoteSurvivor(link, side, record);
            return;
        }
        var known = setting.Memories.GetValueOrDefault((side, record.Id));
        RecordMemories.Remember(Plan, record, side, key, known?.ReportedReason, known?.NeedsAttention ?? false, known);
    }

    private void NoteSurvivor(LinkMemory link, Side side, ContactRecord record)
    {
        if (_selector.HasSelection)
            return;
        var noted = setting.Notes.NoteWhole(link, side == Side.Crm ? record : null, side == Side.Qb ? record : null);
        if (noted != link)
            Plan.Noted.Add(noted);
    }

    private void Remember(ContactRecord record, Side side, string key, string? reason, bool needsAttention) =>
        RecordMemories.Remember(Plan, record, side, key, reason, needsAttention, setting.Memories.GetValueOrDefault((side, record.Id)));

    /// <summary>The link whose survivor a record is; null for nearly all.</summary>
    private LinkMemory? SurvivorLink(Side side, int index) => setting.Survivors.Count == 0 ? null : setting.Survivors.GetValueOrDefault((side, index));

    /// <summary>The record, if it is remembered as an unlinked one.</summary>
    private ReadOnlySpan<(Side, string)> Remembered(Side side, string id) =>
        setting.Memories.ContainsKey((side, id)) ? new[] { (side, id) } : [];
}

using CrmQbSync.Contacts;

namespace CrmQbSync.Merging;

/// <summary>Plans the pairs that are linked: those whose records both exist, survivors of deletions, and those of which too little is known (rules 3.1, 4.1, 4.2, 7).</summary>
/// <param name="setting">What planning goes by. Survivors are handed on to the groups, and so are the records of links that are dissolved.</param>
/// <param name="plan">Where the plan is made.</param>
/// <param name="unchanged">Which of the pairs that agree are in the plan too; null for none.</param>
internal sealed class LinkPlanner(PlanSetting setting, Plan plan, PairSelector? unchanged)
{
    private readonly MergeContext _context = setting.Context;
    private readonly PairSelector _selector = setting.Selector;
    private readonly Participation _participation = setting.Participation;
    private readonly LinkNotes _notes = setting.Notes;
    private readonly SideView _crm = setting.Crm;
    private readonly SideView _qb = setting.Qb;

    /// <summary>Plans a pair.</summary>
    public void Add(LinkMemory link)
    {
        plan.LinkedBefore++;
        plan.CrmLinked += link.State == LinkState.CrmDeleted ? 0 : 1;
        plan.QbLinked += link.State == LinkState.QbDeleted ? 0 : 1;
        var crm = _crm.Find(link);
        var qb = _qb.Find(link);
        link = WithLastingIds(link, crm.Index, qb.Index);
        if (crm.Gone && qb.Gone)
            PlanBothGone(link);
        else if (crm.Index >= 0 && qb.Index >= 0)
            PlanLive(link, crm.Index, qb.Index);
        else if (crm.Gone && qb.Index >= 0)
            AddSurvivor(link, Side.Qb, qb.Index);
        else if (qb.Gone && crm.Index >= 0)
            AddSurvivor(link, Side.Crm, crm.Index);
        else
            LeaveUnknown(link, crm.Index, qb.Index);
    }

    /// <summary>
    /// The link with the ids that its records have by now: a row of a file without ids may have got one from a run that was broken off. That is
    /// remembered whatever else is done about the pair, for the next reading knows the former ids no more.
    /// </summary>
    private LinkMemory WithLastingIds(LinkMemory link, int crm, int qb)
    {
        var crmId = crm < 0 ? link.CrmId : _crm[crm].Id;
        var qbId = qb < 0 ? link.QbId : _qb[qb].Id;
        if (crmId == link.CrmId && qbId == link.QbId)
            return link;
        var lasting = link with { CrmId = crmId, QbId = qbId };
        plan.Noted.Add(lasting);
        return lasting;
    }

    private void PlanBothGone(LinkMemory link)
    {
        // A filter is no reason to remember what no longer exists.
        if (!_selector.HasSelection || _selector.Takes(null, null, link))
            plan.Pairs.Add(new PlannedPair { Kind = PairKind.Forget, Link = link, Key = link.CrmKey, IsReported = false });
    }

    private void AddSurvivor(LinkMemory link, Side side, int index)
    {
        var view = setting.ViewOf(side);
        var record = view[index];
        var (crm, qb) = side == Side.Crm ? (record, (ContactRecord?)null) : (null, record);
        if (_participation.ReasonToRest(record) is { } reason)
        {
            view.SetRole(index, RecordRole.Linked);
            if (_selector.Takes(crm, qb, link))
                AddResting(link, crm, qb, reason);
            else
                Note(link, _notes.NoteWhole(link, crm, qb));
            return;
        }
        // Also one that is not selected: a new record that is may have its key (rule 4.4).
        view.SetRole(index, RecordRole.Survivor);
        setting.Survivors[(side, index)] = link;
    }

    private void Rest(int crm, int qb)
    {
        if (crm >= 0)
            _crm.SetRole(crm, RecordRole.Linked);
        if (qb >= 0)
            _qb.SetRole(qb, RecordRole.Linked);
    }

    private void PlanLive(LinkMemory link, int crmIndex, int qbIndex)
    {
        var crm = _crm[crmIndex];
        var qb = _qb[qbIndex];
        var changed = crm.Values != link.SeenOn(Side.Crm) || qb.Values != link.SeenOn(Side.Qb);
        if (!changed && !NeedsLook(link) && !_participation.IsLeftOutAsJob(qb))
        {
            Rest(crmIndex, qbIndex);
            AddUnchanged(crm, qb, link);
            return;
        }
        if (!_selector.Takes(crm, qb, link))
        {
            Rest(crmIndex, qbIndex);
            Note(link, _notes.NoteWhole(link, crm, qb));
            return;
        }
        if ((_participation.ReasonToRest(qb) ?? _participation.ReasonToRest(crm)) is { } reason)
        {
            Rest(crmIndex, qbIndex);
            AddResting(link, crm, qb, reason);
            return;
        }
        if (_participation.IsDissolved(crm, qb))
        {
            Dissolve(link, crm, qb);
            return;
        }
        Rest(crmIndex, qbIndex);
        AddMerge(link, crm, qb, changed || LinkNotes.ChangesOf(link) != LinkAttention.None);
    }

    /// <summary>The record of one side is known and that of the other is not, because a reading was incomplete.</summary>
    private void LeaveUnknown(LinkMemory link, int crm, int qb)
    {
        Rest(crm, qb);
        if (crm < 0)
            setting.Unread.Add((Side.Crm, link.CrmId, link.CrmKey));
        if (qb < 0)
            setting.Unread.Add((Side.Qb, link.QbId, link.QbKey));
        Note(link, _notes.Note(link, crm < 0 ? null : _crm[crm], qb < 0 ? null : _qb[qb]));
    }

    /// <summary>
    /// Remembers what was read of a pair that this run leaves alone. After a run over selected records nothing has to be: the next one reads from the
    /// same mark.
    /// </summary>
    private void Note(LinkMemory known, LinkMemory now)
    {
        if (!_selector.HasSelection && now != known)
            plan.Noted.Add(now);
    }

    /// <summary>The link is forgotten at once, so both records are remembered as unlinked until something is done about them.</summary>
    private void Dissolve(LinkMemory link, ContactRecord crm, ContactRecord qb)
    {
        plan.Dissolved.Add(link);
        foreach (var (side, record) in new[] { (Side.Crm, crm), (Side.Qb, qb) })
        {
            RecordMemories.Remember(plan, record, side, SideView.KeyOf(record, _context.Fields), null, needsAttention: true, null);
            setting.Memories[(side, record.Id)] = plan.Remembered[^1];
        }
    }

    private bool NeedsLook(LinkMemory link) =>
        _context.All || _context.LookAtEveryPair || _context.ModeSwitched || _context.EditedFields != 0
        || link.Attention != LinkAttention.None || link.Reconsider != 0 || link.ModeSwitched || link.State != LinkState.Live;

    private void AddMerge(LinkMemory link, ContactRecord crm, ContactRecord qb, bool changed)
    {
        var merge = setting.Merger.Merge(crm, qb, link);
        // A value that cannot be written is told when it comes up, and again when the pair changes; every run would be noise.
        var told = changed || _context.All ? merge : merge.WithoutUnwritable();
        var kind = told.HasContent ? PairKind.Merge : !merge.HasContent && Shows(crm, qb, link) ? PairKind.Unchanged : PairKind.Touch;
        plan.Pairs.Add(new PlannedPair
        {
            Kind = kind,
            Crm = crm,
            Qb = qb,
            Link = link,
            Key = SideView.KeyOf(crm, _context.Fields),
            Merge = told,
            IsReported = kind != PairKind.Touch,
        });
    }

    private void AddUnchanged(ContactRecord crm, ContactRecord qb, LinkMemory link)
    {
        if (Shows(crm, qb, link))
            plan.Pairs.Add(new PlannedPair { Kind = PairKind.Unchanged, Crm = crm, Qb = qb, Link = link, Key = link.CrmKey });
    }

    private bool Shows(ContactRecord crm, ContactRecord qb, LinkMemory link) => unchanged is not null && unchanged.Takes(crm, qb, link);

    /// <summary>A link with a record that does not take part rests (rule 3.1).</summary>
    private void AddResting(LinkMemory link, ContactRecord? crm, ContactRecord? qb, string reason) => plan.Pairs.Add(new PlannedPair
    {
        Kind = PairKind.Skip,
        Crm = crm,
        Qb = qb,
        Link = link,
        Key = link.CrmKey,
        Reason = reason,
        IsReported = _context.All || link.ReportedReason != ReportMark.Of(reason, crm, qb),
    });
}

using CrmQbSync.Contacts;

namespace CrmQbSync.Merging;

/// <summary>
/// Turns what was read and what is remembered into a plan (sections 3 to 7). Pure: no clock, no files, no network. Give it the
/// records of both sides first, then the memories, then the links, then ask for the plan.
/// </summary>
public sealed class Planner
{
    private readonly MergeContext _context;
    private readonly PairSelector _selector;
    private readonly PairMerger _merger;
    private readonly NewRecordBuilder _newRecords;
    private readonly LinkNotes _notes;
    private readonly Participation _participation;
    private readonly SideView _crm;
    private readonly SideView _qb;
    private readonly Dictionary<(Side, string), RecordMemory> _memories = [];
    private readonly Dictionary<(Side Side, int Index), LinkMemory> _survivors = [];
    private readonly List<(Side Side, string Id, string? Key)> _unread = [];
    private readonly Plan _plan = new();
    private readonly PairSelector? _unchanged;

    /// <summary>A planner for one run.</summary>
    /// <param name="context">What decides.</param>
    /// <param name="selector">What is dealt with.</param>
    /// <param name="unchanged">Which of the pairs that agree are in the plan too; null for none.</param>
    public Planner(MergeContext context, PairSelector selector, PairSelector? unchanged = null)
    {
        _context = context;
        _selector = selector;
        _unchanged = unchanged;
        _merger = new PairMerger(context);
        _newRecords = new NewRecordBuilder(context, _merger);
        _notes = new LinkNotes(context, _merger);
        _participation = new Participation(context, _merger.Normal);
        _crm = new SideView(Side.Crm, context.Fields);
        _qb = new SideView(Side.Qb, context.Fields);
    }

    /// <summary>Adds a record as it was read.</summary>
    public void AddRecord(Side side, ContactRecord record) => ViewOf(side).Add(record);

    /// <summary>How many records were added.</summary>
    public int CountOf(Side side) => ViewOf(side).Count;

    /// <summary>Says what it means that a record is not among those added: deleted, as last seen, or (neither) unknown.</summary>
    public void SetAbsence(Side side, bool deleted, bool unchanged)
    {
        ViewOf(side).AbsentMeansDeleted = deleted;
        ViewOf(side).AbsentMeansUnchanged = unchanged;
    }

    /// <summary>The keys of the records that no link holds, as far as links were added.</summary>
    public IEnumerable<string> UnlinkedKeys(Side side)
    {
        var view = ViewOf(side);
        for (var index = 0; index < view.Count; index++)
        {
            if (view.RoleOf(index) == RecordRole.Unlinked && !view[index].Deleted && view.KeyAt(index) is { } key)
                yield return key;
        }
    }

    /// <summary>The record of an id among those added; null if it is not.</summary>
    public ContactRecord? RecordOf(Side side, string id)
    {
        var view = ViewOf(side);
        return view.IndexOf(id) is >= 0 and var index ? view[index] : null;
    }

    /// <summary>The records added, in order.</summary>
    public IEnumerable<ContactRecord> RecordsOf(Side side)
    {
        var view = ViewOf(side);
        for (var index = 0; index < view.Count; index++)
            yield return view[index];
    }

    /// <summary>Adds a failure that reading came upon.</summary>
    public void AddFault(PlannedPair fault) => _plan.Pairs.Add(fault);

    /// <summary>Makes the records of both sides ready to be found by their ids, which the first to look for one would else do for its side alone.</summary>
    public void IndexIds() => Parallel.Invoke(_crm.IndexIds, _qb.IndexIds);

    /// <summary>Whether a record is among those added, also by the id it had before it got a lasting one.</summary>
    public bool Contains(Side side, string id) => ViewOf(side).IndexOf(id) >= 0;

    /// <summary>The creation of a contact, once the customer's own name is known.</summary>
    public PlannedPair WithOwnName(PlannedPair pair, string name)
    {
        var known = pair.Qb!;
        var customer = new ContactRecord(known.Id, known.Values, known.ModifiedTime, known.CreatedTime) { OwnName = name };
        return new PlannedPair
        {
            Kind = pair.Kind,
            Qb = customer,
            Link = pair.Link,
            Key = pair.Key,
            Target = pair.Target,
            New = _newRecords.Build(customer, pair.Target!.Value, pair.Link),
            Forgets = pair.Forgets,
        };
    }

    /// <summary>Whether a link's record on a side is known to be gone. Changes nothing.</summary>
    public bool IsGone(Side side, LinkMemory link)
    {
        var view = ViewOf(side);
        var index = view.IndexOf(link.IdOn(side));
        return index >= 0 ? view[index].Deleted : IsGoneByAbsence(view, link);
    }

    /// <summary>Adds what is remembered of an unlinked record.</summary>
    public void AddMemory(RecordMemory memory) => _memories[(memory.Side, memory.Id)] = memory;

    /// <summary>Adds what is remembered of a pair; the pair is planned at once.</summary>
    public void AddLink(LinkMemory link)
    {
        _plan.LinkedBefore++;
        _plan.CrmLinked += link.State == LinkState.CrmDeleted ? 0 : 1;
        _plan.QbLinked += link.State == LinkState.QbDeleted ? 0 : 1;
        var crm = Find(_crm, link);
        var qb = Find(_qb, link);
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
        _plan.Noted.Add(lasting);
        return lasting;
    }

    /// <summary>The plan, after everything was added.</summary>
    public Plan Complete()
    {
        LookForAbsent();
        foreach (var part in PlanGroups(omitsBareLinks: false, part => part))
            _plan.Add(part);
        new EmailGuard(_context, _crm, _qb, _unread).Check(_plan);
        return _plan;
    }

    /// <summary>What a complete reading no longer holds need not be remembered; what another could not read is there all the same.</summary>
    private void LookForAbsent()
    {
        foreach (var ((side, id), memory) in _memories)
        {
            if (ViewOf(side).IndexOf(id) >= 0)
                continue;
            if (ViewOf(side).AbsentMeansDeleted)
                _plan.Forgotten.Add((side, id));
            else
                _unread.Add((side, id, memory.Key));
        }
    }

    /// <summary>
    /// The plan for two sets without memory, in parts of which none is kept. Two records that are the same person and agree are left out, unless
    /// asked for. No address is ever written here, so that there is nothing to guard.
    /// </summary>
    /// <param name="use">What is made of a part. Called by several threads at once.</param>
    public IEnumerable<T> Compare<T>(Func<Plan, T> use) =>
        PlanGroups(omitsBareLinks: _unchanged is null, use).Prepend(use(_plan));

    private IEnumerable<T> PlanGroups<T>(bool omitsBareLinks, Func<Plan, T> use)
    {
        var groups = new UnlinkedSorter(_context, _participation, _selector, _merger, _memories, _plan).Sort(_crm, _qb);
        var setting = new GroupSetting
        {
            Context = _context,
            Selector = _selector,
            Merger = _merger,
            NewRecords = _newRecords,
            Notes = _notes,
            Crm = _crm,
            Qb = _qb,
            Memories = _memories,
            Survivors = _survivors,
            OmitsBareLinks = omitsBareLinks,
        };
        return GroupPlans.Make(setting, groups, use);
    }

    private SideView ViewOf(Side side) => side == Side.Crm ? _crm : _qb;

    /// <summary>Where a link's record stands in a view, or that it is gone; neither if that is not known.</summary>
    private static (int Index, bool Gone) Find(SideView view, LinkMemory link)
    {
        var id = link.IdOn(view.Side);
        var index = view.IndexOf(id);
        if (index >= 0)
            return view[index].Deleted ? (-1, true) : (index, false);
        if (IsGoneByAbsence(view, link))
            return (-1, true);
        if (!view.AbsentMeansUnchanged)
            return (-1, false);
        var modified = view.Side == Side.Crm ? link.CrmModified : link.QbModified;
        var isJob = view.Side == Side.Qb && (link.Attention.HasFlag(LinkAttention.Job) || ReportMark.IsFor(link.ReportedReason, Reasons.Job));
        return (view.Add(new ContactRecord(id, link.SeenOn(view.Side), modified) { IsJob = isJob }), false);
    }

    private static bool IsGoneByAbsence(SideView view, LinkMemory link) => view.AbsentMeansDeleted
        || (view.AbsentMeansUnchanged && link.State == (view.Side == Side.Crm ? LinkState.CrmDeleted : LinkState.QbDeleted));

    private void PlanBothGone(LinkMemory link)
    {
        // A filter is no reason to remember what no longer exists.
        if (!_selector.HasSelection || _selector.Takes(null, null, link))
            _plan.Pairs.Add(new PlannedPair { Kind = PairKind.Forget, Link = link, Key = link.CrmKey, IsReported = false });
    }

    private void AddSurvivor(LinkMemory link, Side side, int index)
    {
        var view = ViewOf(side);
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
        _survivors[(side, index)] = link;
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
            _unread.Add((Side.Crm, link.CrmId, link.CrmKey));
        if (qb < 0)
            _unread.Add((Side.Qb, link.QbId, link.QbKey));
        Note(link, _notes.Note(link, crm < 0 ? null : _crm[crm], qb < 0 ? null : _qb[qb]));
    }

    /// <summary>
    /// Remembers what was read of a pair that this run leaves alone. After a run over selected records nothing has to be: the next one reads from the
    /// same mark.
    /// </summary>
    private void Note(LinkMemory known, LinkMemory now)
    {
        if (!_selector.HasSelection && now != known)
            _plan.Noted.Add(now);
    }

    /// <summary>The link is forgotten at once, so both records are remembered as unlinked until something is done about them.</summary>
    private void Dissolve(LinkMemory link, ContactRecord crm, ContactRecord qb)
    {
        _plan.Dissolved.Add(link);
        foreach (var (side, record) in new[] { (Side.Crm, crm), (Side.Qb, qb) })
        {
            RecordMemories.Remember(_plan, record, side, SideView.KeyOf(record, _context.Fields), null, needsAttention: true, null);
            _memories[(side, record.Id)] = _plan.Remembered[^1];
        }
    }

    private bool NeedsLook(LinkMemory link) =>
        _context.All || _context.LookAtEveryPair || _context.ModeSwitched || _context.EditedFields != 0
        || link.Attention != LinkAttention.None || link.Reconsider != 0 || link.ModeSwitched || link.State != LinkState.Live;

    private void AddMerge(LinkMemory link, ContactRecord crm, ContactRecord qb, bool changed)
    {
        var merge = _merger.Merge(crm, qb, link);
        // A value that cannot be written is told when it comes up, and again when the pair changes; every run would be noise.
        var told = changed || _context.All ? merge : merge.WithoutUnwritable();
        var kind = told.HasContent ? PairKind.Merge : !merge.HasContent && Shows(crm, qb, link) ? PairKind.Unchanged : PairKind.Touch;
        _plan.Pairs.Add(new PlannedPair
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
            _plan.Pairs.Add(new PlannedPair { Kind = PairKind.Unchanged, Crm = crm, Qb = qb, Link = link, Key = link.CrmKey });
    }

    private bool Shows(ContactRecord crm, ContactRecord qb, LinkMemory link) => _unchanged is not null && _unchanged.Takes(crm, qb, link);

    /// <summary>A link with a record that does not take part rests (rule 3.1).</summary>
    private void AddResting(LinkMemory link, ContactRecord? crm, ContactRecord? qb, string reason) => _plan.Pairs.Add(new PlannedPair
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

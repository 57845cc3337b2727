using CrmQbSync.Contacts;

namespace CrmQbSync.Merging;

/// <summary>
/// Turns what was read and what is remembered into a plan (sections 3 to 7). Pure: no clock, no files, no network. Give it the
/// records of both sides first, then the memories, then the links, then ask for the plan.
/// </summary>
public sealed class Planner
{
    private readonly PlanSetting _setting;
    private readonly LinkPlanner _links;
    private readonly Plan _plan = new();
    private readonly bool _omitsBareLinks;

    /// <summary>A planner for one run.</summary>
    /// <param name="context">What decides.</param>
    /// <param name="selector">What is dealt with.</param>
    /// <param name="unchanged">Which of the pairs that agree are in the plan too; null for none.</param>
    public Planner(MergeContext context, PairSelector selector, PairSelector? unchanged = null)
    {
        var merger = new PairMerger(context);
        _setting = new PlanSetting
        {
            Context = context,
            Selector = selector,
            Merger = merger,
            NewRecords = new NewRecordBuilder(context, merger),
            Notes = new LinkNotes(context, merger),
            Participation = new Participation(context, merger.Normal),
            Crm = new SideView(Side.Crm, context.Fields),
            Qb = new SideView(Side.Qb, context.Fields),
        };
        _links = new LinkPlanner(_setting, _plan, unchanged);
        _omitsBareLinks = unchanged is null;
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
    public void IndexIds() => Parallel.Invoke(_setting.Crm.IndexIds, _setting.Qb.IndexIds);

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
            New = _setting.NewRecords.Build(customer, pair.Target!.Value, pair.Link),
            Forgets = pair.Forgets,
        };
    }

    /// <summary>Whether a link's record on a side is known to be gone. Changes nothing.</summary>
    public bool IsGone(Side side, LinkMemory link) => ViewOf(side).IsGone(link);

    /// <summary>Adds what is remembered of an unlinked record.</summary>
    public void AddMemory(RecordMemory memory) => _setting.Memories[(memory.Side, memory.Id)] = memory;

    /// <summary>Adds what is remembered of a pair; the pair is planned at once.</summary>
    public void AddLink(LinkMemory link) => _links.Add(link);

    /// <summary>The plan, after everything was added.</summary>
    public Plan Complete()
    {
        LookForAbsent();
        foreach (var part in PlanGroups(omitsBareLinks: false, part => part))
            _plan.Add(part);
        new EmailGuard(_setting.Context, _setting.Crm, _setting.Qb, _setting.Unread).Check(_plan);
        return _plan;
    }

    /// <summary>What a complete reading no longer holds need not be remembered; what another could not read is there all the same.</summary>
    private void LookForAbsent()
    {
        foreach (var ((side, id), memory) in _setting.Memories)
        {
            if (ViewOf(side).IndexOf(id) >= 0)
                continue;
            if (ViewOf(side).AbsentMeansDeleted)
                _plan.Forgotten.Add((side, id));
            else
                _setting.Unread.Add((side, id, memory.Key));
        }
    }

    /// <summary>
    /// The plan for two sets without memory, in parts of which none is kept. Two records that are the same person and agree are left out, unless
    /// asked for. No address is ever written here, so that there is nothing to guard.
    /// </summary>
    /// <param name="use">What is made of a part. Called by several threads at once.</param>
    public IEnumerable<T> Compare<T>(Func<Plan, T> use) =>
        PlanGroups(_omitsBareLinks, use).Prepend(use(_plan));

    private IEnumerable<T> PlanGroups<T>(bool omitsBareLinks, Func<Plan, T> use)
    {
        var groups = new UnlinkedSorter(_setting, _plan).Sort();
        return GroupPlans.Make(_setting, groups, omitsBareLinks, use);
    }

    private SideView ViewOf(Side side) => _setting.ViewOf(side);
}

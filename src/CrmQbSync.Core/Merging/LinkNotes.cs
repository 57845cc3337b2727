using CrmQbSync.Contacts;

namespace CrmQbSync.Merging;

/// <summary>
/// Notes in a link what was read of its pair though nothing was done about it: a service that tells only changes will not tell this one again.
/// Pure.
/// </summary>
public sealed class LinkNotes(MergeContext context, PairMerger merger)
{
    private const LinkAttention Changed = LinkAttention.CrmChanged | LinkAttention.QbChanged;

    /// <summary>
    /// The link with how its records stand; one that is not given stays as it was seen. What this run would have decided anew, the next run that
    /// deals with the pair still does.
    /// </summary>
    public LinkMemory Note(LinkMemory link, ContactRecord? crm, ContactRecord? qb)
    {
        link = link with
        {
            Reconsider = link.Reconsider | context.EditedFields,
            ModeSwitched = link.ModeSwitched || context.ModeSwitched,
        };
        if (crm is not null)
        {
            link = link with
            {
                Attention = link.Attention | (merger.Differs(crm.Values, link.SeenOn(Side.Crm)) ? LinkAttention.CrmChanged : LinkAttention.None),
                CrmSeen = crm.Values == link.CrmBase ? default : crm.Values,
                CrmKey = SideView.KeyOf(crm, context.Fields) ?? link.CrmKey,
                CrmModified = PairMerger.ModifiedOf(Side.Crm, crm, link),
            };
        }
        if (qb is null)
            return link;
        return link with
        {
            Attention = (link.Attention & ~LinkAttention.Job)
                | (merger.Differs(qb.Values, link.SeenOn(Side.Qb)) ? LinkAttention.QbChanged : LinkAttention.None)
                | (qb.IsJob ? LinkAttention.Job : LinkAttention.None),
            ReportedReason = !qb.IsJob && ReportMark.IsFor(link.ReportedReason, Reasons.Job) ? null : link.ReportedReason,
            QbSeen = qb.Values == link.QbBase ? default : qb.Values,
            QbKey = SideView.KeyOf(qb, context.Fields) ?? link.QbKey,
            QbModified = PairMerger.ModifiedOf(Side.Qb, qb, link),
        };
    }

    /// <summary>The same of a pair both of whose records are known, one of them perhaps as gone.</summary>
    public LinkMemory NoteWhole(LinkMemory link, ContactRecord? crm, ContactRecord? qb) => Note(link, crm, qb) with
    {
        State = crm is null ? LinkState.CrmDeleted : qb is null ? LinkState.QbDeleted : LinkState.Live,
    };

    /// <summary>
    /// The link of a pair whose writes were not done. A field that nobody changed, but that was to be written because a policy or the mode was
    /// edited or everything is handled again, is decided anew by the next run too.
    /// </summary>
    public LinkMemory Undecide(LinkMemory link, PairMerge merge, ContactRecord crm, ContactRecord qb)
    {
        var unchanged = merge.Changes
            .Where(change => !HasChanged(link, change.Field, Side.Crm, crm) && !HasChanged(link, change.Field, Side.Qb, qb))
            .Aggregate(0UL, (mask, change) => mask | (1UL << context.Fields.IndexOf(change.Field)));
        return link with { Reconsider = link.Reconsider | unchanged };
    }

    private bool HasChanged(LinkMemory link, string name, Side side, ContactRecord record)
    {
        var field = context.Fields.IndexOf(name);
        var count = context.Fields.Count;
        return (link.HasBase & (1UL << field)) == 0
            || !merger.Normal.Same(context.Fields[field].Kind, record.Values.Get(field, count), link.BaseOn(side).Get(field, count));
    }

    /// <summary>What of a link's attention tells of changes only.</summary>
    public static LinkAttention ChangesOf(LinkMemory link) => link.Attention & Changed;
}

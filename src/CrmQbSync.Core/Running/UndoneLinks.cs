using CrmQbSync.Contacts;
using CrmQbSync.Merging;

namespace CrmQbSync.Running;

/// <summary>What is remembered of a pair after an undo (rule 8.12).</summary>
internal static class UndoneLinks
{
    /// <summary>Values were written back: the base is what now stands, so that they differ, undecided, until either side changes.</summary>
    public static LinkMemory AfterRestoring(MergeContext context, LinkMemory link, ContactRecord crm, ContactRecord qb)
    {
        var settled = new PairMerge { Settled = ulong.MaxValue, MadeUpLastName = link.MadeUpLastName };
        return new LinkBuilder(context).Build(link, settled, crm, qb) with
        {
            LinkedAt = link.LinkedAt,
            LastSyncId = link.LastSyncId,
            State = link.State,
            Attention = link.State == LinkState.Live ? LinkAttention.None : link.Attention,
            ReportedReason = link.ReportedReason,
            CrmModified = link.CrmModified,
            QbModified = link.QbModified,
        };
    }

    /// <summary>A created record was deleted again: its source is held.</summary>
    public static LinkMemory AfterDeletion(LinkMemory link, Side deleted, ContactRecord? survivor)
    {
        var held = link with
        {
            State = deleted == Side.Crm ? LinkState.CrmDeleted : LinkState.QbDeleted,
            Attention = LinkAttention.Held,
            ReportedReason = ReportMark.Of(Reasons.UndoneCreation, survivor),
        };
        if (survivor is null)
            return held;
        return deleted == Side.Crm ? held with { QbSeen = survivor.Values } : held with { CrmSeen = survivor.Values };
    }
}

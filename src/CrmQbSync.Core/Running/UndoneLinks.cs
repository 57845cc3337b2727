using CrmQbSync.Contacts;
using CrmQbSync.Merging;

namespace CrmQbSync.Running;

/// <summary>What is remembered of a pair after an undo (rule 8.12).</summary>
internal static class UndoneLinks
{
    /// <summary>
    /// Values were written back: their base is what now stands, so that they differ, undecided, until either side changes. All else that is
    /// remembered of the pair (edits made since, conflicts, clearings) is none of the undo's business and stays.
    /// </summary>
    /// <param name="context">What decides.</param>
    /// <param name="link">What was remembered of the pair.</param>
    /// <param name="crm">The contact as it now stands.</param>
    /// <param name="qb">The customer as it now stands.</param>
    /// <param name="restored">The names of the fields that were written back.</param>
    public static LinkMemory AfterRestoring(MergeContext context, LinkMemory link, ContactRecord crm, ContactRecord qb, IEnumerable<string> restored)
    {
        var names = restored.ToHashSet(StringComparer.Ordinal);
        var fields = names.Select(context.Fields.IndexOf).Where(field => field >= 0).Aggregate(0UL, (bits, field) => bits | 1UL << field);
        var merge = new PairMerge
        {
            Settled = fields,
            CrmCleared = link.CrmCleared & ~fields,
            QbCleared = link.QbCleared & ~fields,
            ConflictMemories = [.. link.Conflicts.Where(conflict => !names.Contains(conflict.Field))],
            MadeUpLastName = link.MadeUpLastName,
        };
        var next = new LinkBuilder(context).Build(link, merge, crm, qb);
        // What people changed since is noted as seen with this; the next run has to look at the pair to find it.
        var unfinished = next.CrmSeen.IsDefault && next.QbSeen.IsDefault ? LinkAttention.None : LinkAttention.Unfinished;
        return next with
        {
            LinkedAt = link.LinkedAt,
            LastSyncId = link.LastSyncId,
            State = link.State,
            Attention = link.State == LinkState.Live ? next.Attention | unfinished : link.Attention,
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

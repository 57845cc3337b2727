using CrmQbSync.Contacts;
using CrmQbSync.Merging;

namespace CrmQbSync.Running;

/// <summary>What is remembered of a pair after an undo (rule 8.12).</summary>
internal static class UndoneLinks
{
    /// <summary>
    /// Values were written back: their base is what now stands, so that they differ, undecided, until either side changes. What is remembered of the
    /// pair's other fields stays, so that an edit of theirs is still one; hence the next run has to look.
    /// </summary>
    /// <param name="context">The fields.</param>
    /// <param name="link">What was remembered.</param>
    /// <param name="crm">The contact as it now stands.</param>
    /// <param name="qb">The customer as it now stands.</param>
    /// <param name="restored">What was written back.</param>
    public static LinkMemory AfterRestoring(
        MergeContext context, LinkMemory link, ContactRecord crm, ContactRecord qb, IReadOnlyList<FieldChange> restored)
    {
        var mask = restored.Select(change => context.Fields.IndexOf(change.Field)).Where(field => field >= 0)
            .Aggregate(0UL, (bits, field) => bits | (1UL << field));
        var madeUp = restored.FirstOrDefault(change => change.Field == CanonicalFields.LastName && change.Target == ChangeTarget.Crm);
        var merge = new PairMerge
        {
            Settled = mask,
            Differs = DiffersIn(context, crm, qb),
            CrmCleared = link.CrmCleared & ~mask,
            QbCleared = link.QbCleared & ~mask,
            ConflictMemories = [.. link.Conflicts.Where(conflict => restored.All(change => change.Field != conflict.Field))],
            MadeUpLastName = madeUp is null ? link.MadeUpLastName : madeUp.Why == FieldReasons.MadeUpLastNameBack ? madeUp.NewValue : null,
        };
        return new LinkBuilder(context).Build(link, merge, crm, qb) with
        {
            LinkedAt = link.LinkedAt,
            LastSyncId = link.LastSyncId,
            Reconsider = link.Reconsider & ~mask,
            ModeSwitched = link.ModeSwitched,
            State = link.State,
            Attention = link.Attention | LinkAttention.Unfinished,
            ReportedReason = link.ReportedReason,
            CrmModified = link.CrmModified,
            QbModified = link.QbModified,
        };
    }

    private static ulong DiffersIn(MergeContext context, ContactRecord crm, ContactRecord qb)
    {
        var normal = new NormalForm(context.Policy.Region);
        var count = context.Fields.Count;
        var differs = 0UL;
        for (var field = 0; field < count; field++)
        {
            if (!normal.Same(context.Fields[field].Kind, crm.Values.Get(field, count), qb.Values.Get(field, count)))
                differs |= 1UL << field;
        }
        return differs;
    }

    /// <summary>
    /// The same where the pair's link was forgotten meanwhile: the source is held all the same, so that the next run does not create the record again.
    /// </summary>
    /// <param name="deleted">The side of the created record.</param>
    /// <param name="id">Its id.</param>
    /// <param name="source">What it was made from.</param>
    /// <param name="fields">The fields.</param>
    public static LinkMemory AfterDeletion(Side deleted, string id, ContactRecord source, FieldSet fields)
    {
        var key = SideView.KeyOf(source, fields) ?? "";
        var link = new LinkMemory
        {
            CrmId = deleted == Side.Crm ? id : source.Id,
            QbId = deleted == Side.Crm ? source.Id : id,
            CrmKey = key,
            QbKey = key,
            CrmBase = source.Values,
            QbBase = source.Values,
        };
        return AfterDeletion(link, deleted, source);
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

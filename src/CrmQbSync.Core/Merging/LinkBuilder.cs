using CrmQbSync.Contacts;

namespace CrmQbSync.Merging;

/// <summary>What is remembered of a pair after a run handled it without error. Pure.</summary>
public sealed class LinkBuilder(MergeContext context)
{
    /// <summary>The memory of a pair.</summary>
    /// <param name="earlier">What was remembered before; null for a new link, or one without base.</param>
    /// <param name="merge">What was merged.</param>
    /// <param name="crm">The contact as it now stands.</param>
    /// <param name="qb">The customer as it now stands.</param>
    /// <param name="linkedAt">When the link was made, if not earlier.</param>
    /// <param name="syncId">The run that handles the pair; 0 if that is said later.</param>
    public LinkMemory Build(
        LinkMemory? earlier, PairMerge merge, ContactRecord crm, ContactRecord qb, DateTimeOffset linkedAt = default, long syncId = 0)
    {
        merge = WithoutDropped(merge);
        var keeps = earlier is null ? 0 : earlier.HasBase & ~merge.Settled;
        var crmBase = Bases(crm.Values, earlier?.CrmBase ?? default, keeps, merge);
        // The customer's copy of what both hold is not looked at again: it lies anywhere in memory.
        var isSame = merge.IsIdentical && keeps == 0;
        var qbBase = isSame ? crmBase : Bases(qb.Values, earlier?.QbBase ?? default, keeps, merge);
        var crmKey = SideView.KeyOf(crm, context.Fields);
        return new LinkMemory
        {
            LinkId = earlier?.LinkId ?? 0,
            LinkedAt = earlier?.LinkedAt ?? linkedAt,
            LastSyncId = syncId,
            CrmId = crm.Id,
            QbId = qb.Id,
            CrmKey = crmKey ?? earlier?.CrmKey ?? "",
            QbKey = (isSame ? crmKey : SideView.KeyOf(qb, context.Fields, crm, crmKey)) ?? earlier?.QbKey ?? "",
            CrmBase = crmBase,
            QbBase = qbBase,
            HasBase = merge.Settled | keeps | OvertakenBy(merge),
            CrmSeen = crmBase == crm.Values ? default : crm.Values,
            QbSeen = isSame || qbBase == qb.Values ? default : qb.Values,
            CrmCleared = merge.CrmCleared,
            QbCleared = merge.QbCleared,
            MadeUpLastName = merge.MadeUpLastName,
            CrmModified = merge.CrmModified,
            QbModified = merge.QbModified,
            Reconsider = Reconsidered(earlier, merge),
            Conflicts = merge.ConflictMemories.IsEmpty && merge.Dropped.IsEmpty ? [] : [.. merge.ConflictMemories, .. Undecided(earlier, merge)],
            Divergences = DivergencesOf(earlier, merge.Differs),
            Attention = (merge.ConflictMemories.IsEmpty ? LinkAttention.None : LinkAttention.Conflict)
                | (merge.HeldBack == 0 ? LinkAttention.None : LinkAttention.Unfinished),
        };
    }

    /// <summary>What differs in the end; what differed before does so since then.</summary>
    private DivergenceMemory[] DivergencesOf(LinkMemory? earlier, ulong differs)
    {
        if (differs == 0)
            return [];
        var divergences = new List<DivergenceMemory>();
        for (var field = 0; field < context.Fields.Count; field++)
        {
            if ((differs & (1UL << field)) == 0)
                continue;
            var name = context.Fields[field].Name;
            divergences.Add(earlier?.Divergences.FirstOrDefault(known => known.Field == name) ?? new DivergenceMemory(name, context.Now));
        }
        return [.. divergences];
    }

    private PairMerge WithoutDropped(PairMerge merge)
    {
        var open = (merge.Dropped.IsEmpty ? 0 : MaskOf(merge.Dropped)) | OvertakenBy(merge);
        return open == 0 ? merge : merge with { Settled = merge.Settled & ~open, HeldBack = merge.HeldBack | open };
    }

    // Empty for nearly all of a million pairs, for which no enumerator is to be made.
    private ulong OvertakenBy(PairMerge merge) => merge.Overtaken.IsEmpty ? 0 : MaskOf(merge.Overtaken.Select(change => change.Field));

    private ulong MaskOf(IEnumerable<string> fields) => fields.Aggregate(0UL, (mask, field) => mask | (1UL << context.Fields.IndexOf(field)));

    /// <summary>What was to be decided anew and was not: the direction was not open, or a person has to decide.</summary>
    private ulong Reconsidered(LinkMemory? earlier, PairMerge merge) => earlier is null
        ? 0
        : ((earlier.Reconsider | context.EditedFields) & merge.HeldBack) | MaskOf(merge.ConflictMemories.Select(conflict => conflict.Field));

    /// <summary>A decision whose write was taken out of the plan waits on.</summary>
    private static IEnumerable<ConflictMemory> Undecided(LinkMemory? earlier, PairMerge merge) => earlier is null || merge.Dropped.IsEmpty
        ? []
        : earlier.Conflicts.Where(conflict => conflict.Decided && merge.Dropped.Contains(conflict.Field)
            && merge.ConflictMemories.All(known => known.Field != conflict.Field));

    /// <summary>What stands now, except for the fields that keep the base they had, and those that were edited while they were written.</summary>
    private PackedValues Bases(PackedValues now, PackedValues earlier, ulong keeps, PairMerge merge)
    {
        if (keeps == 0 && merge.Overtaken.IsEmpty)
            return now;
        var values = now.Unpack(context.Fields.Count);
        for (var field = 0; field < values.Length; field++)
        {
            if ((keeps & (1UL << field)) != 0)
                values[field] = earlier.Get(field, values.Length);
        }
        foreach (var change in merge.Overtaken)
            values[context.Fields.IndexOf(change.Field)] = change.NewValue;
        return PackedValues.Pack(values);
    }
}

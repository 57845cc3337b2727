using CrmQbSync.Contacts;
using CrmQbSync.Merging;
using CrmQbSync.State;

namespace CrmQbSync.Running;

/// <summary>The link of a record that an interrupted run had created without recording it.</summary>
internal static class RecoveredLinks
{
    /// <summary>
    /// What was written is the base of both sides. Where they differ by now somebody has edited one since, and that edit is still to flow.
    /// </summary>
    public static LinkMemory Make(MergeContext context, Intent intent, ContactRecord crm, ContactRecord qb)
    {
        var origin = OriginOf(context.Fields, intent, crm, qb);
        var merge = new PairMerger(context).Merge(crm, qb, origin);
        var open = merge.Changes.Aggregate(0UL, (mask, change) => mask | (1UL << context.Fields.IndexOf(change.Field)));
        merge = merge with { Settled = merge.Settled & ~open, HeldBack = merge.HeldBack | open };
        merge = merge.WithUnknownTime(intent.Target);
        return new LinkBuilder(context).Build(origin, merge, crm, qb);
    }

    private static LinkMemory OriginOf(FieldSet fields, Intent intent, ContactRecord crm, ContactRecord qb)
    {
        var values = new string?[fields.Count];
        var written = 0UL;
        foreach (var change in intent.Fields.Where(change => change.Target != ChangeTarget.None))
        {
            var field = fields.IndexOf(change.Field);
            // A made-up last name stands on one side only.
            if (field < 0 || (field == fields.LastNameIndex && intent.MadeUpLastName is not null))
                continue;
            values[field] = change.NewValue;
            written |= 1UL << field;
        }
        var packed = PackedValues.Pack(values);
        return new LinkMemory
        {
            CrmId = crm.Id,
            QbId = qb.Id,
            CrmKey = intent.Key!,
            QbKey = intent.Key!,
            CrmBase = packed,
            QbBase = packed,
            HasBase = written,
            MadeUpLastName = intent.MadeUpLastName,
        };
    }
}

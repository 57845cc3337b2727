using CrmQbSync.Contacts;

namespace CrmQbSync.Merging;

/// <summary>Merges the fields of two records that are the same person (section 5). Pure.</summary>
public sealed class PairMerger
{
    private readonly MergeContext _context;
    private readonly PairRules _rules;
    private readonly PairMerge _identical;

    /// <summary>A merger for one run.</summary>
    public PairMerger(MergeContext context)
    {
        _context = context;
        _rules = new PairRules(context);
        _identical = new PairMerge { Settled = AllFields, IsIdentical = true };
    }

    /// <summary>The normal forms used.</summary>
    public NormalForm Normal => _rules.Normal;

    private ulong AllFields => _context.Fields.Count == 64 ? ulong.MaxValue : (1UL << _context.Fields.Count) - 1;

    /// <summary>Merges a pair.</summary>
    /// <param name="crm">The contact.</param>
    /// <param name="qb">The customer.</param>
    /// <param name="link">What is remembered of the pair; null if the two were only now found to be the same person.</param>
    /// <param name="crmBefore">The link to another customer, since deleted, that tells when people last modified the contact.</param>
    /// <param name="qbBefore">The same of the customer.</param>
    public PairMerge Merge(ContactRecord crm, ContactRecord qb, LinkMemory? link, LinkMemory? crmBefore = null, LinkMemory? qbBefore = null)
    {
        var crmModified = ModifiedOf(Side.Crm, crm, crmBefore ?? link);
        var qbModified = ModifiedOf(Side.Qb, qb, qbBefore ?? link);
        if (crm.Values == qb.Values && link is null or { MadeUpLastName: null })
            return Identical(crmModified, qbModified);
        var merge = new PairMergeBuilder(_rules, crm, qb, link, crmModified, qbModified);
        for (var field = 0; field < _context.Fields.Count; field++)
            merge.Add(field);
        return merge.Build();
    }

    /// <summary>The same object for the many pairs of services that tell no times.</summary>
    private PairMerge Identical(DateTimeOffset? crmModified, DateTimeOffset? qbModified) => crmModified is null && qbModified is null
        ? _identical
        : _identical with { CrmModified = crmModified, QbModified = qbModified };

    /// <summary>Whether a record's values are no longer what they were, by normal form.</summary>
    public bool Differs(PackedValues now, PackedValues before)
    {
        if (now == before)
            return false;
        for (var field = 0; field < _context.Fields.Count; field++)
        {
            if (Differs(field, now, before))
                return true;
        }
        return false;
    }

    /// <summary>The same of one field.</summary>
    public bool Differs(string field, PackedValues now, PackedValues before) => Differs(_context.Fields.IndexOf(field), now, before);

    private bool Differs(int field, PackedValues now, PackedValues before)
    {
        var count = _context.Fields.Count;
        return !now.GetUtf8(field, count).SequenceEqual(before.GetUtf8(field, count))
            && !Normal.Same(_context.Fields[field].Kind, now.Get(field, count), before.Get(field, count));
    }

    /// <summary>One field of a pair, looked at alone: how it stands, what is decided, and what comes of that.</summary>
    internal FieldStanding Look(int field, ContactRecord crm, ContactRecord qb, LinkMemory? link)
    {
        var look = new PairMergeBuilder(_rules, crm, qb, link, ModifiedOf(Side.Crm, crm, link), ModifiedOf(Side.Qb, qb, link));
        look.Add(field);
        var values = look.ReadValues(field);
        return new FieldStanding(values, _rules.Fields.Decide(field, values, crm, qb, look.Newer), look.Build());
    }

    /// <summary>When people last modified a record: what still stands as a run left it was not modified since, whatever its service says.</summary>
    internal static DateTimeOffset? ModifiedOf(Side side, ContactRecord record, LinkMemory? link)
    {
        if (link is null || link.LinkId == 0 || record.Values != link.SeenOn(side))
            return record.ModifiedTime;
        return side == Side.Crm ? link.CrmModified : link.QbModified;
    }
}

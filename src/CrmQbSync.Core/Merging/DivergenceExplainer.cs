using CrmQbSync.Contacts;

namespace CrmQbSync.Merging;

/// <summary>Says of fields that differ why no run writes them. Pure.</summary>
internal sealed class DivergenceExplainer(MergeContext context, PairMerger merger)
{
    private static readonly string[] s_restReasons = [Reasons.NoEmail, Reasons.InvalidEmail, Reasons.Job];

    private readonly PairSelector _selector = new(context);

    /// <summary>The fields of a pair that differ without anything being about to be written, each with its reason and a sentence.</summary>
    public IEnumerable<(int Field, DivergenceReason Reason, string Why)> Explain(ContactRecord crm, ContactRecord qb, LinkMemory link)
    {
        if (crm.Values == qb.Values || IsDissolved(crm, qb))
            yield break;
        var count = context.Fields.Count;
        for (var field = 0; field < count; field++)
        {
            if (crm.Values.GetUtf8(field, count).SequenceEqual(qb.Values.GetUtf8(field, count))
                || merger.Normal.Same(context.Fields[field].Kind, crm.Values.Get(field, count), qb.Values.Get(field, count)))
            {
                continue;
            }
            if (ReasonOfPair(crm, qb, link) is { } whole)
                yield return (field, whole.Reason, whole.Why);
            else if (Explain(field, merger.Look(field, crm, qb, link)) is { } found)
                yield return (field, found.Reason, found.Why);
        }
    }

    /// <summary>Why a field stays as it is; null if the two values are the same, or one of them is about to be written.</summary>
    public (DivergenceReason Reason, string Why)? Explain(int field, in FieldStanding standing)
    {
        var merge = standing.Merge;
        if (!merge.Conflicts.IsEmpty)
            return (DivergenceReason.Conflict, "Both sides were changed, or were never the same, and the priority is Manual. Resolve-ContactConflict decides.");
        var (crm, qb) = (standing.Values.Crm, standing.Values.Qb);
        if (merge.CrmUnwritable.Length + merge.QbUnwritable.Length > 0)
            return OfMisfit(field, standing);
        if (!merge.Changes.IsEmpty || merger.Normal.Same(context.Fields[field].Kind, crm, qb))
            return null;
        if (standing.Decision.Verdict == FieldVerdict.Agree)
            return (DivergenceReason.CutToLength, "One side holds, or shows, no more of the other's value: it has no more room, or takes a line that repeats the name for no street. The full value never gives way to it.");
        if (context.Policy.DirectionOf(field) == FieldDirection.None)
            return (DivergenceReason.OneWay, $"Neither the field's direction ({context.Policy.Rules[field].Direction}) nor the mode ({context.Policy.Mode}) lets it flow.");
        return OfMisfit(field, standing) ?? OfBlank(field, standing) ?? (
            DivergenceReason.Undecided,
            "Nobody has changed it since a run left it so. It is decided as soon as either side changes, or by a run with -All.");
    }

    /// <summary>A value that the other side cannot hold at all is why the two differ, whatever that side has instead.</summary>
    private (DivergenceReason Reason, string Why)? OfMisfit(int field, in FieldStanding standing)
    {
        var contactField = context.Fields[field];
        foreach (var side in new[] { Side.Crm, Side.Qb })
        {
            if (NormalForm.Outgoing(contactField.Kind, standing.Values.On(side.Other())) is not { } outgoing)
                continue;
            var stored = context.FormOf(side).Store(contactField, outgoing);
            if (stored.Value is null)
                return (DivergenceReason.NotWritable, NotWritable(side, stored.Code));
        }
        return null;
    }

    private (DivergenceReason Reason, string Why)? OfBlank(int field, in FieldStanding standing)
    {
        var values = standing.Values;
        var kind = context.Fields[field].Kind;
        foreach (var side in new[] { Side.Crm, Side.Qb })
        {
            if (!NormalForm.IsBlank(kind, values.On(side)))
                continue;
            var remembered = side == Side.Crm ? standing.Decision.CrmCleared : standing.Decision.QbCleared;
            if (remembered || (values.HasBase && !NormalForm.IsBlank(kind, values.BaseOn(side))))
            {
                return (DivergenceReason.Cleared,
                    $"It was cleared in {Name(side)}; with blanks: {context.Policy.Blanks} that is neither carried over nor filled. Write a value there, or change the other one.");
            }
            return (DivergenceReason.Blank,
                $"It is blank in {Name(side)}, and with blanks: {context.Policy.Blanks} a blank overwrites nothing and is not filled here. Write a value there, or change the other one.");
        }
        return null;
    }

    /// <summary>Why nothing of a pair flows at all; null if it takes part.</summary>
    private (DivergenceReason Reason, string Why)? ReasonOfPair(ContactRecord crm, ContactRecord qb, LinkMemory link)
    {
        if (!_selector.Takes(crm, qb, link))
            return (DivergenceReason.Filtered, "The profile's selection.filter leaves the pair out.");
        var rests = link.Attention.HasFlag(LinkAttention.Skipped)
            ? s_restReasons.FirstOrDefault(reason => ReportMark.IsFor(link.ReportedReason, reason))
            : null;
        return rests is null ? null : (DivergenceReason.Resting, $"The pair does not take part at present ({rests}).");
    }

    /// <summary>Whether the next run dissolves the link because its addresses differ (rule 4.2).</summary>
    private bool IsDissolved(ContactRecord crm, ContactRecord qb) =>
        context.Policy.WhenEmailChanges == EmailChangePolicy.CreateNew
        && !merger.Normal.Same(FieldKind.Email, SideView.KeyOf(crm, context.Fields), SideView.KeyOf(qb, context.Fields));

    private static string NotWritable(Side side, string? code) => code switch
    {
        ErrorCodes.TooLong => $"The other side's value is longer than {Name(side)} can hold, and is of no use cut off. Shorten it.",
        ErrorCodes.NotEncodable => $"The encoding of the file cannot hold the other side's value ({Name(side)}). Save that file as UTF-8.",
        _ => $"{Name(side)} cannot hold the other side's value ({code}).",
    };

    private static string Name(Side side) => side == Side.Crm ? "the CRM" : "QuickBooks";
}

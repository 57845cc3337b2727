using CrmQbSync.Contacts;

namespace CrmQbSync.Merging;

/// <summary>What of a field's conflict, or of a person's decision of it, holds from one run to the next (rule 5.5). Pure.</summary>
internal sealed class ConflictRules(MergeContext context, NormalForm normal, FieldWriter writer)
{
    /// <summary>A person's decision, if both values still stand as they were shown; null if there is none that holds.</summary>
    public ConflictMemory? DecisionOf(int field, in FieldValues values, ContactRecord crm, ContactRecord qb, LinkMemory? link)
    {
        if (link is null || link.Conflicts.Count == 0 || context.Policy.DirectionOf(field) != FieldDirection.Both)
            return null;
        var memory = Of(link, field);
        return memory is { Decided: true }
            && StandsAsShown(field, Side.Crm, crm, values.Crm, memory.CrmValue, memory.Decision)
            && StandsAsShown(field, Side.Qb, qb, values.Qb, memory.QbValue, memory.Decision)
            ? memory
            : null;
    }

    /// <summary>A conflict, with how long it is known.</summary>
    public ConflictMemory Meet(int field, in FieldValues values, LinkMemory? link)
    {
        var known = link is null ? null : Of(link, field);
        var since = known is not null && IsAbout(known, field, values) ? known.Since : context.Now;
        return new ConflictMemory(context.Fields[field].Name, values.Crm, values.Qb, since);
    }

    /// <summary>A conflict, or the decision of it, that the mode lets neither side's value solve is still one, as long as both stand as they were shown.</summary>
    public ConflictMemory? HeldBack(int field, in FieldValues values, LinkMemory? link)
    {
        if (link is null || link.Conflicts.Count == 0
            || context.Policy.Rules[field].Direction != FieldDirection.Both || context.Policy.DirectionOf(field) == FieldDirection.Both)
        {
            return null;
        }
        return Of(link, field) is { } known && IsAbout(known, field, values) ? known : null;
    }

    private ConflictMemory? Of(LinkMemory link, int field)
    {
        var name = context.Fields[field].Name;
        return link.Conflicts.FirstOrDefault(conflict => conflict.Field == name);
    }

    private bool IsAbout(ConflictMemory conflict, int field, in FieldValues values)
    {
        var kind = context.Fields[field].Kind;
        return normal.Same(kind, conflict.CrmValue, values.Crm) && normal.Same(kind, conflict.QbValue, values.Qb);
    }

    /// <summary>Whether a value is the one that was shown, or what was decided already (as far as the side can hold that).</summary>
    private bool StandsAsShown(int field, Side side, ContactRecord record, string? value, string? shown, string? decision)
    {
        var kind = context.Fields[field].Kind;
        return normal.Same(kind, value, shown)
            || normal.Same(kind, value, decision)
            || normal.Same(kind, value, context.Shown(side, field, writer.Write(field, side, value, decision, "").NewValue, record));
    }
}

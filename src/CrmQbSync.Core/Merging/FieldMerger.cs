using CrmQbSync.Contacts;

namespace CrmQbSync.Merging;

/// <summary>Section 5 of the rules as a table of decisions: one field of one pair. Pure.</summary>
internal sealed class FieldMerger(MergeContext context, NormalForm normal)
{
    private readonly SyncPolicy _policy = context.Policy;

    /// <summary>Decides a field.</summary>
    /// <param name="field">Its place in the field set.</param>
    /// <param name="values">How it stands and stood.</param>
    /// <param name="crm">The contact.</param>
    /// <param name="qb">The customer.</param>
    /// <param name="newer">The side whose record was modified later (with the tie broken), for <see cref="SyncPriority.Newest"/>.</param>
    public FieldDecision Decide(int field, in FieldValues values, ContactRecord crm, ContactRecord qb, Side newer)
    {
        if (Agree(field, values.Crm, values.Qb, crm, qb))
            return new FieldDecision(FieldVerdict.Agree, null, Settled: true);
        return _policy.DirectionOf(field) switch
        {
            FieldDirection.CrmToQb => OneWay(field, values, Side.Crm),
            FieldDirection.QbToCrm => OneWay(field, values, Side.Qb),
            FieldDirection.Both => BothWays(field, values, newer),
            _ => Leave(field, values, settled: false),
        };
    }

    /// <summary>Whether two values agree (section 2): the same normal form, or one is what the other becomes on its side.</summary>
    /// <param name="field">The field's place in the field set.</param>
    /// <param name="crm">The CRM's value.</param>
    /// <param name="qb">QuickBooks' value.</param>
    /// <param name="contact">The contact.</param>
    /// <param name="customer">The customer.</param>
    public bool Agree(int field, string? crm, string? qb, ContactRecord contact, ContactRecord customer)
    {
        var kind = context.Fields[field].Kind;
        return normal.Same(kind, crm, qb)
            || IsStoredFormOf(field, Side.Crm, contact, crm, qb)
            || IsStoredFormOf(field, Side.Qb, customer, qb, crm);
    }

    /// <summary>Whether a value of a side is no longer its base.</summary>
    public bool Changed(int field, in FieldValues values, Side side) =>
        values.HasBase && !normal.Same(context.Fields[field].Kind, values.On(side), values.BaseOn(side));

    private bool IsStoredFormOf(int field, Side side, ContactRecord record, string? stored, string? full)
    {
        var contactField = context.Fields[field];
        if (NormalForm.Outgoing(contactField.Kind, full) is not { } outgoing)
            return false;
        if (NormalForm.IsBlank(contactField.Kind, stored))
            return context.Shown(side, field, outgoing, record) is null;
        var shown = context.Shown(side, field, context.FormOf(side).Store(contactField, outgoing).Value, record);
        // Held and shown in full: these two were compared already.
        if (shown == outgoing && contactField.Kind != FieldKind.Email)
            return false;
        return shown is not null && normal.Same(contactField.Kind, stored, shown);
    }

    /// <summary>Rule 5.3: the source's value, unless blank, whichever of the two changed.</summary>
    private FieldDecision OneWay(int field, in FieldValues values, Side source)
    {
        if (values.HasBase && !Changed(field, values, Side.Crm) && !Changed(field, values, Side.Qb)
            && !values.Reconsidered && !context.ModeSwitched)
        {
            return Leave(field, values, settled: false);
        }
        if (!IsBlank(field, values, source))
            return Write(source, $"{Name(source)} is the source");
        if (_policy.Blanks == BlanksPolicy.Clear && IsDeliberate(field, values, source) && !context.IsRequired(source.Other(), field))
            return Write(source, $"cleared in {Name(source)}");
        return Leave(field, values, settled: false);
    }

    private FieldDecision BothWays(int field, in FieldValues values, Side newer)
    {
        var crmChanged = Changed(field, values, Side.Crm);
        var qbChanged = Changed(field, values, Side.Qb);
        if (!values.HasBase || (crmChanged && qbChanged))
            return ByPriority(field, values, newer, unchanged: false);
        if (!crmChanged && !qbChanged)
            return values.Reconsidered ? ByPriority(field, values, newer, unchanged: true) : Leave(field, values, settled: true);
        return FromChanged(field, values, crmChanged ? Side.Crm : Side.Qb);
    }

    /// <summary>Rule 5.4: changed on one side only, so that value flows.</summary>
    private FieldDecision FromChanged(int field, in FieldValues values, Side changed)
    {
        if (!IsBlank(field, values, changed))
            return Write(changed, $"changed in {Name(changed)}");
        return Cleared(field, values, changed);
    }

    /// <summary>Rule 5.5.</summary>
    private FieldDecision ByPriority(int field, in FieldValues values, Side newer, bool unchanged)
    {
        var priority = _policy.Rules[field].Priority ?? _policy.Priority;
        if (priority == SyncPriority.Manual)
            return Manually(field, values, unchanged);
        var winner = priority switch
        {
            SyncPriority.Crm => Side.Crm,
            SyncPriority.Qb => Side.Qb,
            _ => newer,
        };
        if (IsBlank(field, values, winner))
        {
            return IsDeliberate(field, values, winner)
                ? Cleared(field, values, winner)
                : Blank(field, values, winner);
        }
        var loser = winner.Other();
        if (unchanged && IsBlank(field, values, loser) && IsDeliberate(field, values, loser))
            return Leave(field, values, settled: true);
        // The two differ because the other value does not fit on this side, not because anything drifted.
        if (unchanged && !Fits(field, winner, values.On(loser)))
            return Leave(field, values, settled: true);
        return Write(winner, WhyWinner(priority, winner, field));
    }

    private FieldDecision Manually(int field, in FieldValues values, bool unchanged)
    {
        foreach (var side in new[] { Side.Crm, Side.Qb })
        {
            if (!IsBlank(field, values, side))
                continue;
            if (!IsDeliberate(field, values, side))
                return Blank(field, values, side);
            if (unchanged)
                return Leave(field, values, settled: true);
        }
        // Nothing is left to decide where the two differ only because a side cannot hold the other's value.
        if (unchanged && !(Fits(field, Side.Crm, values.Qb) && Fits(field, Side.Qb, values.Crm)))
            return Leave(field, values, settled: true);
        return new FieldDecision(FieldVerdict.Conflict, "differs on both sides; a person decides", Settled: false, values.CrmCleared, values.QbCleared);
    }

    /// <summary>A blank on the deciding side that nobody made on purpose (rule 5.6).</summary>
    private FieldDecision Blank(int field, in FieldValues values, Side blank)
    {
        var madeUp = blank == Side.Crm && values.CrmMadeUp;
        return _policy.Blanks == BlanksPolicy.Keep && !madeUp
            ? Leave(field, values, settled: true)
            : Write(blank.Other(), $"blank in {Name(blank)}");
    }

    /// <summary>A clearing made on purpose: carried over by Clear, else remembered (rule 5.6).</summary>
    private FieldDecision Cleared(int field, in FieldValues values, Side cleared)
    {
        if (_policy.Blanks == BlanksPolicy.Clear && !context.IsRequired(cleared.Other(), field))
            return Write(cleared, $"cleared in {Name(cleared)}");
        var left = Leave(field, values, settled: true);
        return cleared == Side.Crm ? left with { CrmCleared = true } : left with { QbCleared = true };
    }

    private FieldDecision Leave(int field, in FieldValues values, bool settled) => new(
        FieldVerdict.Leave,
        null,
        settled,
        StillCleared(field, values, Side.Crm),
        StillCleared(field, values, Side.Qb));

    /// <summary>A clearing is remembered until that side has a value again or the other side's value changes.</summary>
    private bool StillCleared(int field, in FieldValues values, Side side) =>
        values.ClearedOn(side) && IsBlank(field, values, side) && !Changed(field, values, side.Other());

    private bool IsDeliberate(int field, in FieldValues values, Side side) =>
        StillCleared(field, values, side) || (values.HasBase && !NormalForm.IsBlank(context.Fields[field].Kind, values.BaseOn(side)));

    private bool IsBlank(int field, in FieldValues values, Side side) => NormalForm.IsBlank(context.Fields[field].Kind, values.On(side));

    private bool Fits(int field, Side side, string? value) =>
        NormalForm.Outgoing(context.Fields[field].Kind, value) is not { } outgoing
        || context.FormOf(side).Store(context.Fields[field], outgoing).Value is not null;

    private string WhyWinner(SyncPriority priority, Side winner, int field) => priority == SyncPriority.Newest
        ? $"{Name(winner)} is newer"
        : _policy.Rules[field].Priority is null ? $"{Name(winner)} has priority" : $"{Name(winner)} has priority for this field";

    private static string Name(Side side) => side == Side.Crm ? "the CRM" : "QuickBooks";

    private static FieldDecision Write(Side from, string why) =>
        new(from == Side.Crm ? FieldVerdict.ToQb : FieldVerdict.ToCrm, why, Settled: true);
}

namespace CrmQbSync.Tests.Laws;

/// <summary>
/// Section 5 of the rules for one text field of one pair, written down once more and as plainly as possible: what both sides hold after a
/// run, and what is remembered. It knows nothing of the engine.
/// </summary>
internal sealed record FieldOracle
{
    public required FieldDirection Direction { get; init; }

    public required BlanksPolicy Blanks { get; init; }

    /// <summary>What the field holds.</summary>
    public string? Crm { get; init; }

    public string? Qb { get; init; }

    public bool HasBase { get; init; }

    public string? CrmBase { get; init; }

    public string? QbBase { get; init; }

    /// <summary>Clearings that were not carried over, and the other side's value then (5.6).</summary>
    public bool CrmCleared { get; init; }

    public bool QbCleared { get; init; }

    /// <summary>Whether the field waits for a person (5.5, Manual).</summary>
    public bool IsInConflict { get; init; }

    /// <summary>The field after a run.</summary>
    /// <param name="mode">The run's mode.</param>
    /// <param name="priority">Who wins; Newest is decided by the caller.</param>
    /// <param name="all">Whether everything is handled again.</param>
    public FieldOracle After(SyncMode mode, SyncPriority priority, bool all)
    {
        var direction = Cut(mode);
        var before = Settle();
        if (before.Crm == before.Qb)
            return before.Agreed();
        return direction switch
        {
            FieldDirection.None => before,
            FieldDirection.Both => before.Decide(priority, all),
            _ => before.OneWay(direction == FieldDirection.CrmToQb ? Side.Crm : Side.Qb),
        };
    }

    private FieldDirection Cut(SyncMode mode) => mode switch
    {
        SyncMode.Synchronize => Direction,
        SyncMode.Import => Direction is FieldDirection.Both or FieldDirection.QbToCrm ? FieldDirection.QbToCrm : FieldDirection.None,
        _ => Direction is FieldDirection.Both or FieldDirection.CrmToQb ? FieldDirection.CrmToQb : FieldDirection.None,
    };

    /// <summary>A remembered clearing ends when its side has a value again or the other side's value changes.</summary>
    private FieldOracle Settle() => this with
    {
        CrmCleared = CrmCleared && Crm is null && !(HasBase && Qb != QbBase),
        QbCleared = QbCleared && Qb is null && !(HasBase && Crm != CrmBase),
        IsInConflict = false,
    };

    private FieldOracle Agreed() => this with { HasBase = true, CrmBase = Crm, QbBase = Qb, CrmCleared = false, QbCleared = false };

    private bool IsDeliberate(Side side) => side == Side.Crm
        ? Crm is null && (CrmCleared || (HasBase && CrmBase is not null))
        : Qb is null && (QbCleared || (HasBase && QbBase is not null));

    private string? On(Side side) => side == Side.Crm ? Crm : Qb;

    private FieldOracle Flow(Side from) => from == Side.Crm ? this with { Qb = Crm } : this with { Crm = Qb };

    private FieldOracle OneWay(Side source)
    {
        var carries = On(source) is not null || (Blanks == BlanksPolicy.Clear && IsDeliberate(source));
        return carries ? Flow(source).Agreed() : this;
    }

    private FieldOracle Decide(SyncPriority priority, bool all)
    {
        var crmChanged = !HasBase || Crm != CrmBase;
        var qbChanged = !HasBase || Qb != QbBase;
        if (crmChanged != qbChanged)
            return DecideFor(crmChanged ? Side.Crm : Side.Qb);
        if (!crmChanged && !all)
            return this;
        if (priority != SyncPriority.Manual)
            return DecideFor(priority == SyncPriority.Crm ? Side.Crm : Side.Qb);
        if (Crm is not null && Qb is not null)
            return this with { IsInConflict = true };
        var blank = Crm is null ? Side.Crm : Side.Qb;
        if (IsDeliberate(blank))
            return crmChanged ? this with { IsInConflict = true } : Left();
        return Blanks == BlanksPolicy.Keep ? Left() : Flow(Other(blank)).Agreed();
    }

    /// <summary>The side decides; a blank there is left, filled or carried over (5.6).</summary>
    private FieldOracle DecideFor(Side side)
    {
        if (On(side) is not null)
            return Flow(side).Agreed();
        if (IsDeliberate(side))
            return Blanks == BlanksPolicy.Clear ? Flow(side).Agreed() : Left();
        return Blanks == BlanksPolicy.Keep ? Left() : Flow(Other(side)).Agreed();
    }

    /// <summary>Decided, both directions open, and the sides differ: the base is what stands.</summary>
    private FieldOracle Left() => this with
    {
        CrmCleared = IsDeliberate(Side.Crm),
        QbCleared = IsDeliberate(Side.Qb),
        HasBase = true,
        CrmBase = Crm,
        QbBase = Qb,
    };

    private static Side Other(Side side) => side == Side.Crm ? Side.Qb : Side.Crm;
}

using System.Collections.Immutable;
using CrmQbSync.Contacts;

namespace CrmQbSync.Merging;

/// <summary>The merge of one pair in the making.</summary>
internal ref struct PairMergeBuilder
{
    private readonly PairRules _rules;
    private readonly ContactRecord _crm;
    private readonly ContactRecord _qb;
    private readonly LinkMemory? _link;
    private readonly int _count;
    private readonly Side _newer;
    private readonly DateTimeOffset? _crmModified;
    private readonly DateTimeOffset? _qbModified;
    private ImmutableArray<FieldChange>.Builder? _changes;
    private ImmutableArray<FieldChange>.Builder? _crmUnwritable;
    private ImmutableArray<FieldChange>.Builder? _qbUnwritable;
    private ImmutableArray<FieldChange>.Builder? _conflicts;
    private ImmutableArray<ConflictMemory>.Builder? _memories;
    private ulong _settled;
    private ulong _heldBack;
    private ulong _differs;
    private ulong _crmCleared;
    private ulong _qbCleared;
    private string? _madeUp;

    public PairMergeBuilder(
        PairRules rules, ContactRecord crm, ContactRecord qb, LinkMemory? link, DateTimeOffset? crmModified, DateTimeOffset? qbModified)
    {
        _rules = rules;
        _crm = crm;
        _qb = qb;
        _link = link;
        _count = rules.Context.Fields.Count;
        _crmModified = crmModified;
        _qbModified = qbModified;
        _newer = NewerOf(crmModified, qbModified, rules.Context.Policy.TieBreaker);
    }

    public void Add(int field)
    {
        var bit = 1UL << field;
        if (_crm.Values.GetUtf8(field, _count).SequenceEqual(_qb.Values.GetUtf8(field, _count)) && !IsMadeUpField(field))
        {
            _settled |= bit;
            return;
        }
        var values = ReadValues(field);
        if (values.CrmMadeUp)
        {
            // The customer has got that very last name: it is a real one from now on.
            if (_rules.Fields.Agree(field, _link!.MadeUpLastName, values.Qb, _crm, _qb))
            {
                _settled |= bit;
                return;
            }
            _madeUp = _link.MadeUpLastName;
        }
        if (TryDecided(field, values))
            return;
        var decision = _rules.Fields.Decide(field, values, _crm, _qb, _newer);
        Apply(field, bit, values, decision);
    }

    public readonly PairMerge Build() => new()
    {
        Changes = _changes?.ToImmutable() ?? [],
        CrmUnwritable = _crmUnwritable?.ToImmutable() ?? [],
        QbUnwritable = _qbUnwritable?.ToImmutable() ?? [],
        Conflicts = _conflicts?.ToImmutable() ?? [],
        ConflictMemories = _memories?.ToImmutable() ?? [],
        Settled = _settled,
        HeldBack = _heldBack,
        Differs = _differs,
        CrmCleared = _crmCleared,
        QbCleared = _qbCleared,
        MadeUpLastName = _madeUp,
        CrmModified = _crmModified,
        QbModified = _qbModified,
    };

    public readonly Side Newer => _newer;

    private readonly bool IsMadeUpField(int field) =>
        _link?.MadeUpLastName is not null && field == _rules.Context.Fields.LastNameIndex;

    public readonly FieldValues ReadValues(int field)
    {
        var bit = 1UL << field;
        var crm = _crm.Values.Get(field, _count);
        var madeUp = IsMadeUpField(field) && _rules.Normal.Same(FieldKind.Text, crm, _link!.MadeUpLastName);
        if (madeUp)
            crm = null;
        var hasBase = _link is not null && (_link.HasBase & bit) != 0;
        return new FieldValues(
            crm,
            _qb.Values.Get(field, _count),
            hasBase,
            hasBase && !madeUp ? _link!.CrmBase.Get(field, _count) : null,
            hasBase ? _link!.QbBase.Get(field, _count) : null,
            _link is not null && (_link.CrmCleared & bit) != 0,
            _link is not null && (_link.QbCleared & bit) != 0,
            madeUp,
            _rules.Context.Reconsiders(field, _link));
    }

    /// <summary>Carries out a person's decision, if there is one that holds.</summary>
    private bool TryDecided(int field, in FieldValues values)
    {
        if (_rules.Conflicts.DecisionOf(field, values, _crm, _qb, _link) is not { Decision: var decision })
            return false;
        var kind = _rules.Context.Fields[field].Kind;
        foreach (var side in new[] { Side.Crm, Side.Qb })
        {
            if (_rules.Normal.Same(kind, values.On(side), decision) || (decision is null && _rules.Context.IsRequired(side, field)))
                continue;
            var change = _rules.Writer.Write(field, side, values.On(side), decision, "decided by a person");
            // The side may hold what it can of the decision already.
            if (change.Target == ChangeTarget.None || !_rules.Normal.Same(kind, values.On(side), Shown(field, side, change)))
                AddChange(side, change);
        }
        _settled |= 1UL << field;
        if (DiffersAfter(field, values))
            _differs |= 1UL << field;
        return true;
    }

    /// <summary>What is read on a side of a value that is written there.</summary>
    private readonly string? Shown(int field, Side side, FieldChange change) =>
        _rules.Context.Shown(side, field, change.NewValue, side == Side.Crm ? _crm : _qb);

    /// <summary>What stands on a side once this is carried out.</summary>
    private readonly string? ValueAfter(int field, Side side, string? now)
    {
        if (_changes is null)
            return now;
        var name = _rules.Context.Fields[field].Name;
        foreach (var change in _changes)
        {
            if (change.Field == name && change.Target == side.AsTarget())
                return Shown(field, side, change);
        }
        return now;
    }

    private void Apply(int field, ulong bit, in FieldValues values, in FieldDecision decision)
    {
        var settled = decision.Settled;
        switch (decision.Verdict)
        {
            case FieldVerdict.ToCrm:
                settled = AddWrite(field, Side.Crm, values.CrmMadeUp ? _link!.MadeUpLastName : values.Crm, values.Qb,
                    values.CrmMadeUp ? FieldReasons.ReplacesMadeUpLastName : decision.Why!);
                if (settled && values.CrmMadeUp)
                    _madeUp = null;
                break;
            case FieldVerdict.ToQb:
                settled = AddWrite(field, Side.Qb, values.Qb, values.Crm, decision.Why!);
                break;
            case FieldVerdict.Conflict:
                AddConflict(field, values, decision.Why!);
                break;
            case FieldVerdict.Leave:
                KeepConflict(field, values);
                break;
            case FieldVerdict.Agree:
                break;
        }
        if (settled)
            _settled |= bit;
        else
            _heldBack |= bit;
        if (StaysApart(field, values, decision.Verdict))
            _differs |= bit;
        if (decision.CrmCleared)
            _crmCleared |= bit;
        if (decision.QbCleared)
            _qbCleared |= bit;
    }

    /// <summary>Whether the two values differ in the end. What agrees only because a side cannot hold more (rule 2.5) does.</summary>
    private readonly bool StaysApart(int field, in FieldValues values, FieldVerdict verdict) => verdict switch
    {
        FieldVerdict.Leave or FieldVerdict.Conflict => true,
        FieldVerdict.Agree => !_rules.Normal.Same(_rules.Context.Fields[field].Kind, values.Crm, values.Qb),
        _ => DiffersAfter(field, values),
    };

    private readonly bool DiffersAfter(int field, in FieldValues values) => !_rules.Normal.Same(
        _rules.Context.Fields[field].Kind, ValueAfter(field, Side.Crm, values.Crm), ValueAfter(field, Side.Qb, values.Qb));

    /// <summary>Adds a write; gives whether the field is settled: it is written, or it cannot be but both directions were open.</summary>
    private bool AddWrite(int field, Side target, string? current, string? value, string why)
    {
        var change = _rules.Writer.Write(field, target, current, value, why);
        AddChange(target, change);
        return change.Target != ChangeTarget.None || _rules.Context.Policy.DirectionOf(field) == FieldDirection.Both;
    }

    private void AddChange(Side side, FieldChange change)
    {
        if (change.Target != ChangeTarget.None)
            (_changes ??= ImmutableArray.CreateBuilder<FieldChange>()).Add(change);
        else if (side == Side.Crm)
            (_crmUnwritable ??= ImmutableArray.CreateBuilder<FieldChange>()).Add(change);
        else
            (_qbUnwritable ??= ImmutableArray.CreateBuilder<FieldChange>()).Add(change);
    }

    private void KeepConflict(int field, in FieldValues values)
    {
        if (_rules.Conflicts.HeldBack(field, values, _link) is { } known)
            (_memories ??= ImmutableArray.CreateBuilder<ConflictMemory>()).Add(known);
    }

    private void AddConflict(int field, in FieldValues values, string why)
    {
        (_conflicts ??= ImmutableArray.CreateBuilder<FieldChange>())
            .Add(new FieldChange(_rules.Context.Fields[field].Name, ChangeTarget.None, values.Crm, values.Qb, why, null));
        (_memories ??= ImmutableArray.CreateBuilder<ConflictMemory>()).Add(_rules.Conflicts.Meet(field, values, _link));
    }

    private static Side NewerOf(DateTimeOffset? crmModified, DateTimeOffset? qbModified, Side tie)
    {
        if (crmModified is not { } crmTime || qbModified is not { } qbTime || crmTime == qbTime)
            return tie;
        return crmTime > qbTime ? Side.Crm : Side.Qb;
    }
}

using System.Collections.Immutable;
using CrmQbSync.Contacts;

namespace CrmQbSync.Merging;

/// <summary>Merges the fields of two records that are the same person (section 5). Pure.</summary>
public sealed class PairMerger
{
    private readonly MergeContext _context;
    private readonly NormalForm _normal;
    private readonly FieldMerger _fields;
    private readonly PairMerge _identical;

    /// <summary>A merger for one run.</summary>
    public PairMerger(MergeContext context)
    {
        _context = context;
        _normal = new NormalForm(context.Policy.Region);
        _fields = new FieldMerger(context, _normal);
        _identical = new PairMerge { Settled = AllFields, IsIdentical = true };
    }

    /// <summary>The normal forms used.</summary>
    public NormalForm Normal => _normal;

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
        var merge = new Builder(this, crm, qb, link, crmModified, qbModified);
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
            && !_normal.Same(_context.Fields[field].Kind, now.Get(field, count), before.Get(field, count));
    }

    /// <summary>The change that writes a value to a side, in the side's stored form; target None and a code if it cannot be written.</summary>
    internal FieldChange Write(int field, Side target, string? current, string? value, string why)
    {
        var contactField = _context.Fields[field];
        if (NormalForm.Outgoing(contactField.Kind, value) is not { } outgoing)
            return new FieldChange(contactField.Name, target.AsTarget(), current, null, why, null);
        if (contactField.Kind == FieldKind.Email)
            outgoing = EmailAddress.ReplaceFirst(current, outgoing);
        var stored = _context.FormOf(target).Store(contactField, outgoing);
        return stored.Value is null
            ? new FieldChange(contactField.Name, ChangeTarget.None, current, outgoing, why, stored.Code ?? ErrorCodes.TooLong)
            : new FieldChange(contactField.Name, target.AsTarget(), current, stored.Value, why, stored.Code);
    }

    /// <summary>Whether a side stores a value, as it is handed to it, without any change.</summary>
    internal bool StoresAsIs(int field, Side target, string outgoing)
    {
        var stored = _context.FormOf(target).Store(_context.Fields[field], outgoing);
        return stored.Code is null && stored.Value == outgoing;
    }

    /// <summary>One field of a pair, looked at alone: how it stands, what is decided, and what comes of that.</summary>
    internal FieldStanding Look(int field, ContactRecord crm, ContactRecord qb, LinkMemory? link)
    {
        var look = new Builder(this, crm, qb, link, ModifiedOf(Side.Crm, crm, link), ModifiedOf(Side.Qb, qb, link));
        look.Add(field);
        var values = look.ReadValues(field);
        return new FieldStanding(values, _fields.Decide(field, values, look.Newer), look.Build());
    }

    /// <summary>When people last modified a record: what still stands as a run left it was not modified since, whatever its service says.</summary>
    internal static DateTimeOffset? ModifiedOf(Side side, ContactRecord record, LinkMemory? link)
    {
        if (link is null || link.LinkId == 0 || record.Values != link.SeenOn(side))
            return record.ModifiedTime;
        return side == Side.Crm ? link.CrmModified : link.QbModified;
    }

    private Side Newer(DateTimeOffset? crmModified, DateTimeOffset? qbModified)
    {
        if (crmModified is not { } crmTime || qbModified is not { } qbTime || crmTime == qbTime)
            return _context.Policy.TieBreaker;
        return crmTime > qbTime ? Side.Crm : Side.Qb;
    }

    /// <summary>The merge of one pair in the making.</summary>
    private ref struct Builder
    {
        private readonly PairMerger _merger;
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

        public Builder(
            PairMerger merger, ContactRecord crm, ContactRecord qb, LinkMemory? link, DateTimeOffset? crmModified, DateTimeOffset? qbModified)
        {
            _merger = merger;
            _crm = crm;
            _qb = qb;
            _link = link;
            _count = merger._context.Fields.Count;
            _crmModified = crmModified;
            _qbModified = qbModified;
            _newer = merger.Newer(crmModified, qbModified);
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
                if (_merger._fields.Agree(field, _link!.MadeUpLastName, values.Qb))
                {
                    _settled |= bit;
                    return;
                }
                _madeUp = _link.MadeUpLastName;
            }
            if (TryDecided(field, values))
                return;
            var decision = _merger._fields.Decide(field, values, _newer);
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
            _link?.MadeUpLastName is not null && field == _merger._context.Fields.LastNameIndex;

        public readonly FieldValues ReadValues(int field)
        {
            var bit = 1UL << field;
            var crm = _crm.Values.Get(field, _count);
            var madeUp = IsMadeUpField(field) && _merger._normal.Same(FieldKind.Text, crm, _link!.MadeUpLastName);
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
                _merger._context.Reconsiders(field, _link));
        }

        /// <summary>A person's decision holds if both values still stand as they were shown (rule 5.5).</summary>
        private bool TryDecided(int field, in FieldValues values)
        {
            var context = _merger._context;
            if (_link is null || _link.Conflicts.Count == 0 || context.Policy.DirectionOf(field) != FieldDirection.Both)
                return false;
            var name = context.Fields[field].Name;
            var kind = context.Fields[field].Kind;
            var memory = _link.Conflicts.FirstOrDefault(conflict => conflict.Field == name);
            if (memory is not { Decided: true }
                || !StandsAsShown(field, Side.Crm, values.Crm, memory.CrmValue, memory.Decision)
                || !StandsAsShown(field, Side.Qb, values.Qb, memory.QbValue, memory.Decision))
            {
                return false;
            }
            foreach (var side in new[] { Side.Crm, Side.Qb })
            {
                if (_merger._normal.Same(kind, values.On(side), memory.Decision) || (memory.Decision is null && context.IsRequired(side, field)))
                    continue;
                var change = _merger.Write(field, side, values.On(side), memory.Decision, "decided by a person");
                // The side may hold what it can of the decision already.
                if (change.Target == ChangeTarget.None || !_merger._normal.Same(kind, values.On(side), change.NewValue))
                    AddChange(side, change);
            }
            _settled |= 1UL << field;
            if (!_merger._normal.Same(kind, ValueAfter(field, Side.Crm, values.Crm), ValueAfter(field, Side.Qb, values.Qb)))
                _differs |= 1UL << field;
            return true;
        }

        /// <summary>What stands on a side once this is carried out.</summary>
        private readonly string? ValueAfter(int field, Side side, string? now)
        {
            if (_changes is null)
                return now;
            var name = _merger._context.Fields[field].Name;
            foreach (var change in _changes)
            {
                if (change.Field == name && change.Target == side.AsTarget())
                    return change.NewValue;
            }
            return now;
        }

        /// <summary>Whether a value is the one that was shown, or what was decided already (as far as the side can hold that).</summary>
        private readonly bool StandsAsShown(int field, Side side, string? value, string? shown, string? decision)
        {
            var kind = _merger._context.Fields[field].Kind;
            return _merger._normal.Same(kind, value, shown)
                || _merger._normal.Same(kind, value, decision)
                || _merger._normal.Same(kind, value, _merger.Write(field, side, value, decision, "").NewValue);
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
        private readonly bool StaysApart(int field, in FieldValues values, FieldVerdict verdict)
        {
            var kind = _merger._context.Fields[field].Kind;
            return verdict switch
            {
                FieldVerdict.Leave or FieldVerdict.Conflict => true,
                FieldVerdict.Agree => !_merger._normal.Same(kind, values.Crm, values.Qb),
                _ => !_merger._normal.Same(kind, ValueAfter(field, Side.Crm, values.Crm), ValueAfter(field, Side.Qb, values.Qb)),
            };
        }

        /// <summary>Adds a write; gives whether the field is settled: it is written, or it cannot be but both directions were open.</summary>
        private bool AddWrite(int field, Side target, string? current, string? value, string why)
        {
            var change = _merger.Write(field, target, current, value, why);
            AddChange(target, change);
            return change.Target != ChangeTarget.None || _merger._context.Policy.DirectionOf(field) == FieldDirection.Both;
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

        /// <summary>A conflict, or the decision of it, that the mode lets neither side's value solve is still one, as long as both stand as they were shown.</summary>
        private void KeepConflict(int field, in FieldValues values)
        {
            var context = _merger._context;
            if (_link is null || _link.Conflicts.Count == 0
                || context.Policy.Rules[field].Direction != FieldDirection.Both || context.Policy.DirectionOf(field) == FieldDirection.Both)
            {
                return;
            }
            var (name, kind) = (context.Fields[field].Name, context.Fields[field].Kind);
            foreach (var known in _link.Conflicts)
            {
                if (known.Field == name && _merger._normal.Same(kind, known.CrmValue, values.Crm) && _merger._normal.Same(kind, known.QbValue, values.Qb))
                    (_memories ??= ImmutableArray.CreateBuilder<ConflictMemory>()).Add(known);
            }
        }

        private void AddConflict(int field, in FieldValues values, string why)
        {
            var name = _merger._context.Fields[field].Name;
            var kind = _merger._context.Fields[field].Kind;
            var known = _link?.Conflicts.FirstOrDefault(conflict => conflict.Field == name);
            var same = known is not null
                && _merger._normal.Same(kind, known.CrmValue, values.Crm)
                && _merger._normal.Same(kind, known.QbValue, values.Qb);
            (_conflicts ??= ImmutableArray.CreateBuilder<FieldChange>())
                .Add(new FieldChange(name, ChangeTarget.None, values.Crm, values.Qb, why, null));
            (_memories ??= ImmutableArray.CreateBuilder<ConflictMemory>())
                .Add(new ConflictMemory(name, values.Crm, values.Qb, same ? known!.Since : _merger._context.Now));
        }
    }
}

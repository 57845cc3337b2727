using System.Collections.Immutable;
using CrmQbSync.Contacts;

namespace CrmQbSync.Merging;

/// <summary>Puts a plan into the words that users see: one <see cref="ContactChange"/> a side written (rule 8.11). Pure.</summary>
public sealed class ChangeDescriber(MergeContext context, string? profile)
{
    private readonly int _firstName = context.Fields.IndexOf(nameof(Contact.FirstName));
    private readonly int _company = context.Fields.IndexOf(nameof(Contact.Company));

    /// <summary>The changes of a planned pair, in the order in which they are told.</summary>
    public IEnumerable<ContactChange> Describe(PlannedPair pair) => pair.Kind switch
    {
        PairKind.Merge => DescribeMerge(pair),
        PairKind.Link when !pair.Merge!.HasContent => [Make(pair, ChangeAction.Link, ChangeTarget.None, [])],
        PairKind.Link => DescribeMerge(pair).Prepend(Make(pair, ChangeAction.Link, ChangeTarget.None, [])),
        PairKind.Create => [Make(pair, ChangeAction.Create, pair.Target!.Value.AsTarget(), pair.New!.Changes)],
        PairKind.Delete => [DescribeDelete(pair)],
        PairKind.Hold => [Make(pair, ChangeAction.Hold, ChangeTarget.None, [])],
        PairKind.Skip => [Make(pair, ChangeAction.Skip, ChangeTarget.None, [])],
        PairKind.Ambiguous => [Make(pair, ChangeAction.Ambiguous, ChangeTarget.None, [])],
        PairKind.Fail => [DescribeFailure(pair)],
        PairKind.Unchanged => [Make(pair, ChangeAction.Unchanged, ChangeTarget.None, [])],
        _ => [],
    };

    /// <summary>The update of one side of a pair.</summary>
    public ContactChange DescribeUpdate(PlannedPair pair, Side side) =>
        Make(pair, ChangeAction.Update, side.AsTarget(), [.. pair.Merge!.WritesTo(side), .. pair.Merge.UnwritableTo(side)]);

    /// <summary>A pair in which nothing differs.</summary>
    public ContactChange DescribeUnchanged(PlannedPair pair) => Make(pair, ChangeAction.Unchanged, ChangeTarget.None, []);

    /// <summary>A name to recognise a person by; null if there is none.</summary>
    public string? NameOf(ContactRecord? record)
    {
        if (record is null || record.Values.IsDefault)
            return null;
        var first = ValueOf(record, _firstName);
        var last = ValueOf(record, context.Fields.LastNameIndex);
        return first is not null && last is not null ? $"{first} {last}" : first ?? last ?? ValueOf(record, _company) ?? record.OwnName;
    }

    private string? ValueOf(ContactRecord record, int field) =>
        field < 0 ? null : NormalForm.Outgoing(FieldKind.Text, record.Values.Get(field, context.Fields.Count));

    private IEnumerable<ContactChange> DescribeMerge(PlannedPair pair)
    {
        var merge = pair.Merge!;
        foreach (var side in new[] { Side.Crm, Side.Qb })
        {
            if (merge.Writes(side))
                yield return DescribeUpdate(pair, side);
            else if (merge.UnwritableTo(side).Length > 0)
                yield return DescribeUnwritable(pair, side);
        }
        if (merge.Conflicts.Length > 0)
            yield return Make(pair, ChangeAction.Conflict, ChangeTarget.None, merge.Conflicts);
    }

    /// <summary>A pair of which nothing can be written: told as skipped, with what is wrong as warning and code.</summary>
    private ContactChange DescribeUnwritable(PlannedPair pair, Side side) =>
        Make(pair, ChangeAction.Skip, ChangeTarget.None, pair.Merge!.UnwritableTo(side), pair.Merge.UnwritableTo(side)[0].Code);

    /// <summary>A deletion keeps every value that is lost with the record (law 10).</summary>
    private ContactChange DescribeDelete(PlannedPair pair)
    {
        var target = pair.Target!.Value;
        var values = pair.On(target)!.Values.Unpack(context.Fields.Count);
        var lost = values
            .Select((value, field) => new FieldChange(context.Fields[field].Name, target.AsTarget(), value, null, "deleted on the other side", null))
            .Where(change => change.OldValue is not null);
        return Make(pair, ChangeAction.Delete, target.AsTarget(), [.. lost]);
    }

    private ContactChange DescribeFailure(PlannedPair pair) => pair.Merge is null
        ? Make(pair, ChangeAction.Skip, pair.Target!.Value.AsTarget(), [], pair.ErrorCode)
        : Make(pair, ChangeAction.Update, pair.Target!.Value.AsTarget(), [.. pair.Merge.WritesTo(pair.Target.Value)], pair.ErrorCode);

    private ContactChange Make(
        PlannedPair pair, ChangeAction action, ChangeTarget target, IReadOnlyList<FieldChange> fields, string? errorCode = null) => new()
    {
        Action = action,
        Target = target,
        Email = pair.Key,
        Name = NameOf(pair.Crm) ?? NameOf(pair.Qb),
        CrmId = IdOf(pair, Side.Crm, pair.CrmIds),
        QbId = IdOf(pair, Side.Qb, pair.QbIds),
        Reason = pair.Kind is PairKind.Skip or PairKind.Hold or PairKind.Delete ? pair.Reason : null,
        Warning = action == ChangeAction.Conflict || fields.Count == 0 ? null : Warnings.Of(fields),
        Profile = profile,
        Mode = context.Policy.Mode,
        Priority = context.Policy.Priority,
        All = context.All,
        Fields = fields.Count == 0 ? FieldChangeList.Empty : new FieldChangeList(fields),
        ErrorCode = errorCode,
        Message = pair.Message,
    };

    private static string? IdOf(PlannedPair pair, Side side, ImmutableArray<string> ids)
    {
        if (!ids.IsEmpty)
            return string.Join(", ", ids);
        return pair.On(side)?.Id ?? (pair.Kind == PairKind.Create && pair.Target == side ? null : pair.Link?.IdOn(side));
    }
}

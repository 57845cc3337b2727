using CrmQbSync.Contacts;
using CrmQbSync.Merging;

namespace CrmQbSync.Running;

/// <summary>The explanation of one planned pair or single record, field by field.</summary>
internal sealed class PairExplanation(PreparedRun run, PlannedPair pair, IReadOnlyDictionary<string, (SyncEntry Entry, FieldChange Change)> past)
{
    private const string FilteredOut = "FilteredOut";

    private readonly PairMerger _merger = new(run.Context);

    /// <summary>A person who is in no plan.</summary>
    /// <param name="crm">The contact.</param>
    /// <param name="qb">The customer.</param>
    /// <param name="link">What is remembered of the two.</param>
    /// <param name="key">The address.</param>
    /// <param name="reason">Why; null if the profile's filter leaves the person out.</param>
    public static PlannedPair LeftOut(ContactRecord? crm, ContactRecord? qb, LinkMemory? link, string key, string? reason) => new()
    {
        Kind = PairKind.Skip,
        Crm = crm,
        Qb = qb,
        Link = link,
        Key = key,
        Reason = reason ?? FilteredOut,
    };

    /// <summary>The rows.</summary>
    /// <param name="wanted">Only these fields; null for all that have, had or will get a value.</param>
    public IEnumerable<ContactSyncExplanation> Rows(HashSet<string>? wanted)
    {
        for (var field = 0; field < run.Fields.Count; field++)
        {
            var row = Row(field);
            var isTold = wanted?.Contains(row.Field!)
                ?? (row.CrmValue ?? row.QbValue ?? row.CrmBase ?? row.QbBase ?? row.NextValue) is not null || row.SyncId is not null;
            if (isTold)
                yield return row;
        }
    }

    private ContactSyncExplanation Row(int field)
    {
        var name = run.Fields[field].Name;
        var (crm, qb) = (ValueOf(pair.Crm, field), ValueOf(pair.Qb, field));
        var hasBase = pair.Link is { } link && (link.HasBase & (1UL << field)) != 0;
        var last = past.GetValueOrDefault(name);
        var next = Next(field, name);
        return new ContactSyncExplanation
        {
            Profile = run.Profile.Path,
            Email = pair.Key ?? pair.Link?.CrmKey,
            Name = run.Describer.NameOf(pair.Crm) ?? run.Describer.NameOf(pair.Qb),
            Field = name,
            CrmValue = crm,
            QbValue = qb,
            Agrees = pair.Crm is not null && pair.Qb is not null && _merger.Look(field, pair.Crm, pair.Qb, pair.Link).Decision.Verdict == FieldVerdict.Agree,
            HasBase = hasBase,
            CrmBase = hasBase ? pair.Link!.CrmBase.Get(field, run.Fields.Count) : null,
            QbBase = hasBase ? pair.Link!.QbBase.Get(field, run.Fields.Count) : null,
            Rule = DecidingRules.Of(last.Change?.Why),
            Why = last.Change?.Why,
            SyncId = last.Entry?.SyncId,
            WrittenAt = last.Entry?.Time,
            Written = last.Change?.Target ?? ChangeTarget.None,
            Overwritten = last.Change?.OldValue,
            NextTarget = next.Target,
            NextValue = next.Value,
            Next = next.Text,
            CrmId = IdOf(Side.Crm),
            QbId = IdOf(Side.Qb),
        };
    }

    private string? ValueOf(ContactRecord? record, int field) => record is null || record.Values.IsDefault ? null : record.Values.Get(field, run.Fields.Count);

    private string? IdOf(Side side)
    {
        var ids = side == Side.Crm ? pair.CrmIds : pair.QbIds;
        return ids.IsEmpty ? pair.On(side)?.Id ?? pair.Link?.IdOn(side) : string.Join(", ", ids);
    }

    private (ChangeTarget Target, string? Value, string Text) Next(int field, string name) => pair.Kind switch
    {
        PairKind.Create => OfCreation(name),
        PairKind.Delete => (pair.Target!.Value.AsTarget(), null, $"The record of {NameOf(pair.Target.Value)} will be deleted, as the other one was."),
        PairKind.Hold => Nothing($"Nothing ({pair.Reason}): the other record was deleted, and this one is held until it changes."),
        PairKind.Skip when pair.Reason == FilteredOut => Nothing("Nothing: the profile's selection.filter leaves this person out."),
        PairKind.Skip => Nothing($"Nothing ({pair.Reason}): the record does not take part."),
        PairKind.Ambiguous => Nothing($"Nothing: the address is ambiguous. {pair.Message}"),
        PairKind.Fail => Nothing($"Nothing ({pair.ErrorCode}): {pair.Message}"),
        PairKind.Forget => Nothing("Both records are gone; the link will be forgotten."),
        _ when pair.Crm is null || pair.Qb is null => Nothing("Nothing: one of the two records could not be read."),
        _ => OfMerge(field, name),
    };

    private (ChangeTarget Target, string? Value, string Text) OfCreation(string name)
    {
        var side = pair.Target!.Value;
        var change = pair.New!.Changes.FirstOrDefault(change => change.Field == name);
        return change is null || change.Target == ChangeTarget.None
            ? Nothing($"A new record will be made in {NameOf(side)}, without this field.")
            : (change.Target, change.NewValue, $"Will be written to {NameOf(side)}: {change.Why}.");
    }

    private (ChangeTarget Target, string? Value, string Text) OfMerge(int field, string name)
    {
        var writes = pair.Merge?.Changes.Where(change => change.Field == name).ToList() ?? [];
        if (writes is [var change, ..])
        {
            // A value that a person gave may go to both sides.
            var where = writes.Count > 1 ? "both sides" : change.Target == ChangeTarget.Crm ? "the CRM" : "QuickBooks";
            var cut = change.Code is null ? "" : $" ({change.Code})";
            return (change.Target, change.NewValue, $"Will be written to {where}: {change.Why}{cut}.");
        }
        var standing = _merger.Look(field, pair.Crm!, pair.Qb!, pair.Link);
        return new DivergenceExplainer(run.Context, _merger).Explain(field, standing) is { } divergence
            ? Nothing($"Nothing ({divergence.Reason}): {divergence.Why}")
            : Nothing("Nothing: the two agree.");
    }

    private static (ChangeTarget Target, string? Value, string Text) Nothing(string text) => (ChangeTarget.None, null, text);

    private static string NameOf(Side side) => side == Side.Crm ? "the CRM" : "QuickBooks";
}

using System.Collections.Immutable;
using CrmQbSync.Contacts;
using CrmQbSync.Merging;

namespace CrmQbSync.Running;

/// <summary>Planned changes that a user hands back to be applied: only those, and only if they still hold.</summary>
internal static class PlannedChanges
{
    /// <summary>The records that the changes are about.</summary>
    public static RecordSelection Select(IReadOnlyList<ContactChange> changes) => new()
    {
        CrmIds = [.. changes.SelectMany(change => Ids(change.CrmId))],
        QbIds = [.. changes.SelectMany(change => Ids(change.QbId))],
        Emails = [.. changes.Where(change => change.CrmId is null && change.QbId is null).Select(change => change.Email).OfType<string>()],
    };

    /// <summary>
    /// Cuts a plan down to the changes that were handed in: writes that were not asked for are taken out; what was asked for and no longer holds
    /// is skipped with reason PlanChanged.
    /// </summary>
    public static void Apply(Plan plan, IReadOnlyList<ContactChange> changes, ChangeDescriber describer)
    {
        var wanted = changes.ToLookup(PairOf);
        var held = new HashSet<ContactChange>(ReferenceEqualityComparer.Instance);
        var kept = new List<PlannedPair>();
        foreach (var pair in plan.Pairs)
        {
            var described = describer.Describe(pair).ToList();
            var asked = described.Count == 0 ? [] : wanted[PairOf(described[0])].ToList();
            var matches = described.Where(now => asked.Any(then => Same(now, then) && held.Add(then))).ToList();
            if (matches.Count == 0)
                continue;
            kept.Add(matches.Count == described.Count ? pair : CutDown(pair, matches));
        }
        plan.Pairs.Clear();
        plan.Pairs.AddRange(kept);
        plan.Pairs.AddRange(changes.Where(change => !held.Contains(change) && NeedsWriting(change)).Select(Outdated));
    }

    private static string[] Ids(string? ids) => ids?.Split(", ") ?? [];

    private static (string?, string?, string?) PairOf(ContactChange change) =>
        (change.CrmId, change.QbId, change.CrmId is null || change.QbId is null ? change.Email?.ToUpperInvariant() : null);

    private static bool NeedsWriting(ContactChange change) =>
        change.Action is ChangeAction.Create or ChangeAction.Update or ChangeAction.Delete or ChangeAction.Link;

    private static bool Same(ContactChange now, ContactChange then) =>
        now.Action == then.Action && now.Target == then.Target && now.Fields.Count == then.Fields.Count
        && now.Fields.Zip(then.Fields).All(pair =>
            pair.First.Field == pair.Second.Field && pair.First.OldValue == pair.Second.OldValue && pair.First.NewValue == pair.Second.NewValue);

    /// <summary>A pair of which only some writes are asked for; a link comes with any of them.</summary>
    private static PlannedPair CutDown(PlannedPair pair, List<ContactChange> matches)
    {
        if (pair.Merge is not { } merge)
            return pair;
        var targets = matches.Select(change => change.Target).ToHashSet();
        var left = merge.Changes.Where(change => targets.Contains(change.Target)).ToImmutableArray();
        var dropped = merge.Changes.Where(change => !targets.Contains(change.Target)).Select(change => change.Field).ToHashSet();
        return pair.With(merge with { Changes = left, Dropped = [.. dropped] }, pair.Crm, pair.Qb);
    }

    private static PlannedPair Outdated(ContactChange change) => new()
    {
        Kind = PairKind.Skip,
        Key = change.Email,
        CrmIds = change.CrmId is null ? [] : [change.CrmId],
        QbIds = change.QbId is null ? [] : [change.QbId],
        Reason = Reasons.PlanChanged,
        Message = "The records no longer stand as they did when this change was planned. Compare again.",
    };
}

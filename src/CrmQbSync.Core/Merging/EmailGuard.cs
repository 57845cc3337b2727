using CrmQbSync.Contacts;

namespace CrmQbSync.Merging;

/// <summary>Rule 4.3: no write may give two records of a side the same key; the pair that would get the address fails as a whole.</summary>
/// <param name="context">What the run knows beside the records.</param>
/// <param name="crm">The contacts.</param>
/// <param name="qb">The customers.</param>
/// <param name="unread">Records that exist but could not be read, with the key they had when they were last seen.</param>
internal sealed class EmailGuard(MergeContext context, SideView crm, SideView qb, IReadOnlyCollection<(Side Side, string Id, string? Key)> unread)
{
    public void Check(Plan plan)
    {
        // A pair that fails keeps its old address, which may be the one that another pair was to get; hence until nothing changes.
        while (CheckSide(plan, crm) | CheckSide(plan, qb))
        {
        }
    }

    private bool CheckSide(Plan plan, SideView view)
    {
        var moves = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in plan.Pairs)
        {
            if (NewKey(pair, view.Side) is { } key)
                moves[pair.On(view.Side)!.Id] = key;
        }
        if (moves.Count == 0)
            return false;
        var owners = Owners(plan, view, moves);
        var failed = false;
        for (var at = 0; at < plan.Pairs.Count; at++)
        {
            var pair = plan.Pairs[at];
            if (NewKey(pair, view.Side) is not { } key || owners[key].Count < 2)
                continue;
            plan.Pairs[at] = Fail(pair, view.Side, key, owners[key]);
            failed = true;
        }
        return failed;
    }

    /// <summary>The ids that would have each of the new keys after this run.</summary>
    private Dictionary<string, List<string>> Owners(Plan plan, SideView view, Dictionary<string, string> moves)
    {
        var owners = new Dictionary<string, List<string>>(EmailAddress.Comparer);
        foreach (var key in moves.Values)
            owners[key] = [];
        // What this run deletes gives its address up.
        var deleted = plan.Pairs.Where(pair => pair.Kind == PairKind.Delete && pair.Target == view.Side).Select(pair => pair.On(view.Side)!.Id).ToHashSet(StringComparer.Ordinal);
        for (var index = 0; index < view.Count; index++)
        {
            var record = view[index];
            if (record.Deleted || deleted.Contains(record.Id) || (record.IsJob && !context.Policy.IncludeJobs))
                continue;
            var key = moves.TryGetValue(record.Id, out var moved) ? moved : view.KeyAt(index);
            if (key is not null && owners.TryGetValue(key, out var ids))
                ids.Add(record.Id);
        }
        foreach (var (side, id, key) in unread)
        {
            if (side == view.Side && key is not null && owners.TryGetValue(key, out var ids))
                ids.Add(id);
        }
        foreach (var pair in plan.Pairs)
        {
            if (pair.Kind == PairKind.Create && pair.Target == view.Side && owners.TryGetValue(pair.Key!, out var ids))
                ids.Add("(new)");
        }
        return owners;
    }

    private static string? NewKey(PlannedPair pair, Side side)
    {
        if (pair.Kind is not (PairKind.Merge or PairKind.Link))
            return null;
        var target = side.AsTarget();
        foreach (var change in pair.Merge!.Changes)
        {
            if (change.Target == target && change.Field == CanonicalFields.Email)
                return EmailAddress.First(change.NewValue);
        }
        return null;
    }

    private static PlannedPair Fail(PlannedPair pair, Side side, string key, List<string> owners)
    {
        var others = string.Join(", ", owners.Where(id => id != pair.On(side)!.Id).Order(StringComparer.Ordinal));
        var name = side == Side.Crm ? "the CRM" : "QuickBooks";
        return new PlannedPair
        {
            Kind = PairKind.Fail,
            Crm = pair.Crm,
            Qb = pair.Qb,
            Link = pair.Link,
            Key = pair.Key,
            Target = side,
            Merge = pair.Merge,
            ErrorCode = ErrorCodes.EmailInUse,
            Message = $"Record {pair.On(side)!.Id} would get the address {key} in {name}, which {others} has too. Change or merge one of them; nothing of this pair was written.",
        };
    }
}

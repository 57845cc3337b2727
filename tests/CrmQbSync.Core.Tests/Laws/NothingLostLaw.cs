using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Laws;

/// <summary>Law 10.</summary>
public sealed class NothingLostLaw
{
    [Fact]
    public void Every_value_still_stands_or_is_in_the_entries() => Law.HoldsForRuns(Lost);

    /// <summary>Values that stand nowhere any more.</summary>
    internal static IEnumerable<string> Lost(RunObservation run) =>
        from side in new[] { Side.Crm, Side.Qb }
        from record in run.Before[side].Existing
        from pair in record.Values
        // Of a deleted record the whole is kept for bringing it back, whether mapped or not.
        where run.Policy.Mapped.Contains(pair.Key) || !run.After[side][record.Id].Deleted
        where !Stands(run, side, run.After[side][record.Id], pair.Key, pair.Value) && !IsKept(run, side, record.Id, pair.Key, pair.Value)
        select $"lost: {pair.Key}='{pair.Value}' of {record}";

    private static bool Stands(RunObservation run, Side side, MemoryRecord record, string field, string value) =>
        !record.Deleted && (record[field] == value || record[field] == run.Shown(field, value, side, record));

    private static bool IsKept(RunObservation run, Side side, string id, string field, string value) => run.Entries
        .Where(entry => (side == Side.Crm ? entry.CrmId : entry.QbId) == id && entry.Status == EntryStatus.Done)
        .Any(entry => entry.Fields.Any(change => change.Field == field && change.OldValue == value));
}

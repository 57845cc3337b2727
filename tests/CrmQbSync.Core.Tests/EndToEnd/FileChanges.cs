using CrmQbSync.Tests.Laws;

namespace CrmQbSync.Tests.EndToEnd;

/// <summary>Compares what became of the files' cells with what the entries say (laws 7 and 10).</summary>
internal static class FileChanges
{
    /// <summary>What changed without an entry, or has an entry without having changed.</summary>
    public static IEnumerable<string> Unaccounted(FileRun run)
    {
        foreach (var side in new[] { Side.Crm, Side.Qb })
        {
            var (before, after) = (run.Before.Load(side), run.After.Load(side));
            foreach (var problem in Misplaced(before, after))
                yield return $"{side}: {problem}";
            var names = new Dictionary<string, string>(before.NamesById(), StringComparer.Ordinal);
            foreach (var (id, name) in after.NamesById())
                names[id] = name;
            var told = run.Entries.Where(entry => AccountedLaw.IsWrite(entry) && entry.Target == (side == Side.Crm ? ChangeTarget.Crm : ChangeTarget.Qb)).Select(entry => Text(entry, side, names));
            foreach (var difference in EntryText.Difference("in the file", Changes(before, after), "told", told))
                yield return $"{side}: {difference}";
        }
    }

    /// <summary>Values that stand neither where they stood nor in an entry.</summary>
    public static IEnumerable<string> Lost(FileRun run) =>
        from side in new[] { Side.Crm, Side.Qb }
        let before = run.Before.Load(side)
        let after = run.After.Load(side)
        from row in before.Rows
        let now = after.Rows.SingleOrDefault(other => after.NameOf(other) == before.NameOf(row))
        from field in Pools.Fields
        let value = before.Cell(row, field)
        where value is not null && (now is null || after.Cell(now, field) != value)
            && !run.Entries.Any(entry => entry.Status == EntryStatus.Done && entry.Fields.Any(change => change.Field == field && change.OldValue == value))
        select $"lost: {field}='{value}' of {before.NameOf(row)}";

    /// <summary>Rows keep their order and all that is not mapped; new ones stand behind them.</summary>
    private static IEnumerable<string> Misplaced(CsvSheet before, CsvSheet after)
    {
        if (!after.Headers.Where(header => header != CsvSheet.Id).SequenceEqual(before.Headers.Where(header => header != CsvSheet.Id)))
            yield return $"the headers are {string.Join(", ", after.Headers)}";
        var stayed = before.Rows.Select(before.NameOf).Where(name => after.Rows.Any(row => after.NameOf(row) == name)).ToList();
        if (!after.Rows.Select(after.NameOf).Take(stayed.Count).SequenceEqual(stayed))
            yield return $"the rows are {string.Join(", ", after.Rows.Select(after.NameOf))}";
        foreach (var row in before.Rows.Where(row => before.Cell(row, CsvSheet.Id) is not null))
        {
            var now = after.Rows.SingleOrDefault(other => after.NameOf(other) == before.NameOf(row));
            if (now is not null && after.Cell(now, CsvSheet.Id) != before.Cell(row, CsvSheet.Id))
                yield return $"{before.NameOf(row)} has another id";
        }
    }

    private static IEnumerable<string> Changes(CsvSheet before, CsvSheet after)
    {
        foreach (var row in before.Rows)
        {
            var now = after.Rows.SingleOrDefault(other => after.NameOf(other) == before.NameOf(row));
            if (now is null)
            {
                yield return Text(ChangeAction.Delete, before.NameOf(row), []);
                continue;
            }
            var changes = Pools.Fields.Where(field => before.Cell(row, field) != after.Cell(now, field))
                .Select(field => (field, before.Cell(row, field), after.Cell(now, field))).ToList();
            if (changes.Count > 0)
                yield return Text(ChangeAction.Update, before.NameOf(row), changes);
        }
        foreach (var row in after.Rows.Where(row => !before.Rows.Any(other => before.NameOf(other) == after.NameOf(row))))
            yield return Text(ChangeAction.Create, after.NameOf(row), Pools.Fields.Where(field => after.Cell(row, field) is not null).Select(field => (field, (string?)null, after.Cell(row, field))));
    }

    private static string Text(SyncEntry entry, Side side, Dictionary<string, string> names)
    {
        var id = side == Side.Crm ? entry.CrmId : entry.QbId;
        return Text(
            entry.Action,
            id is null ? "a row without id" : names.GetValueOrDefault(id, $"no row with id {id}"),
            entry.Action == ChangeAction.Delete
                ? []
                : entry.Fields.Where(field => field.Target == entry.Target).Select(field => (field.Field, field.OldValue, field.NewValue)));
    }

    private static string Text(ChangeAction action, string row, IEnumerable<(string Field, string? Old, string? New)> values) =>
        $"{action} {row}: {string.Join("; ", values.Select(value => $"{value.Field}: '{value.Old}' → '{value.New}'").Order(StringComparer.Ordinal))}";
}

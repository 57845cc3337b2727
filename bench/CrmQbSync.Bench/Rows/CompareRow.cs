using CrmQbSync.Bench.Data;
using CrmQbSync.Bench.Measuring;
using CrmQbSync.Contacts;
using CrmQbSync.Merging;
using CrmQbSync.Running;

namespace CrmQbSync.Bench.Rows;

/// <summary>The engine behind Compare-ContactSet on two sets in memory, against DuckDB's join of the same data.</summary>
internal sealed class CompareRow : IRow
{
    private const int Records = 1_000_000;
    private const int Turns = 5;

    public string Name => "compare";

    public IEnumerable<Figure> Measure()
    {
        var sets = new TwoSets(Records);
        using var duck = new DuckTables();
        duck.Load("crm", sets.Crm);
        duck.Load("qb", sets.Qb);
        Comparison ours = default, theirs = default;
        var (engine, rival) = Stopclock.InTurns(Turns, () => ours = Compare(sets), () => theirs = duck.Compare("crm", "qb"));
        if (ours != theirs)
            throw new InvalidOperationException($"The two do not find the same: {ours} and {theirs}.");
        yield return Figure.Ratio($"comparing two sets of {Records:N0} in memory", engine, rival, 1.5, "DuckDB");
    }

    /// <summary>Compares as Compare-ContactSet does, and takes every change as it comes.</summary>
    public static Comparison Compare(TwoSets sets)
    {
        var context = new MergeContext
        {
            Policy = new SyncPolicy { Rules = [.. FieldSet.Canonical.Fields.Select(field => new FieldRule(field))] },
            Fields = FieldSet.Canonical,
            CrmForm = UnlimitedForm.Instance,
            QbForm = UnlimitedForm.Instance,
        };
        long changed = 0, onlyCrm = 0, onlyQb = 0, fields = 0;
        string? pair = null;
        foreach (var change in SyncComparer.CompareSets(sets.Crm, sets.Qb, context, null, includeUnchanged: false))
        {
            switch (change.Action)
            {
                case ChangeAction.Create when change.Target == ChangeTarget.Qb:
                    onlyCrm++;
                    break;
                case ChangeAction.Create:
                    onlyQb++;
                    break;
                default:
                    // A pair written on both sides is told side by side.
                    changed += change.CrmId == pair ? 0 : 1;
                    pair = change.CrmId;
                    fields += change.Fields.Count;
                    break;
            }
        }
        return new Comparison(sets.Count - changed - onlyCrm, changed, onlyCrm, onlyQb, fields);
    }
}

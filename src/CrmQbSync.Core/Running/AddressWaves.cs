using CrmQbSync.Connections;
using CrmQbSync.Contacts;

namespace CrmQbSync.Running;

/// <summary>
/// Puts writes in an order in which no two records of a side have the same address in between (rule 4.3): who gets an address that another record gives
/// up in this run comes after it, and not at all if that one failed.
/// </summary>
internal static class AddressWaves
{
    /// <summary>The writes in waves; each is sent after the one before it has ended. Nearly always one.</summary>
    public static List<List<WriteItem>> Split(List<WriteItem> queue, FieldSet fields, out Dictionary<WriteItem, WriteItem> waitsFor)
    {
        var leaving = new Dictionary<string, WriteItem>(EmailAddress.Comparer);
        foreach (var item in queue)
        {
            if ((item.Request.Kind == WriteKind.Delete || NewKey(item) is not null) && OldKey(item, fields) is { } key)
                leaving[key] = item;
        }
        waitsFor = new Dictionary<WriteItem, WriteItem>(ReferenceEqualityComparer.Instance);
        foreach (var item in leaving.Values)
        {
            if (NewKey(item) is { } key && leaving.TryGetValue(key, out var ahead) && !ReferenceEquals(ahead, item))
                waitsFor[item] = ahead;
        }
        var waves = new List<List<WriteItem>>();
        foreach (var item in queue)
        {
            var depth = DepthOf(item, waitsFor);
            while (waves.Count <= depth)
                waves.Add([]);
            waves[depth].Add(item);
        }
        return waves;
    }

    /// <summary>How many writes have to be ahead of one; 0 in a ring (two that swap their addresses), which has no beginning.</summary>
    private static int DepthOf(WriteItem item, Dictionary<WriteItem, WriteItem> waitsFor)
    {
        var depth = 0;
        for (var at = item; waitsFor.TryGetValue(at, out var ahead); at = ahead)
        {
            if (ReferenceEquals(ahead, item) || ++depth > waitsFor.Count)
                return 0;
        }
        return depth;
    }

    private static string? NewKey(WriteItem item)
    {
        if (item.Change.Action != ChangeAction.Update)
            return null;
        foreach (var change in item.Change.Fields)
        {
            if (change.Field == CanonicalFields.Email && change.Target != ChangeTarget.None)
                return EmailAddress.First(change.NewValue);
        }
        return null;
    }

    private static string? OldKey(WriteItem item, FieldSet fields) =>
        item.Request.Expected.IsDefault ? null : EmailAddress.First(item.Request.Expected.GetUtf8(FieldSet.EmailIndex, fields.Count));
}

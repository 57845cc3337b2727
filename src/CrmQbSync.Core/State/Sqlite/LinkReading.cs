using CrmQbSync.Contacts;

namespace CrmQbSync.State.Sqlite;

/// <summary>Reads links.</summary>
internal static class LinkReading
{
    private const string Columns = "link_id, crm_id, qb_id, crm_key, qb_key, standing, body";

    /// <summary>Streams the links that a query asks for, in the order of their numbers.</summary>
    public static IEnumerable<LinkMemory> Read(LinkQuery query, FieldLayout layout, StateConnection connection)
    {
        using var statement = Prepare(query, connection);
        var keys = query.Keys?.ToHashSet(StringComparer.OrdinalIgnoreCase);
        Dictionary<long, LayoutChange>? changes = null;
        while (statement.Step())
        {
            // Read after the first step, that is from the same moment: a layout that a link is stored by is then surely there.
            changes ??= LayoutTable.ReadChanges(layout, connection);
            var head = ReadHead(statement);
            if (keys is null || IsAskedFor(query, keys, head))
                yield return LinkBody.Read(head, statement.Bytes(6), changes);
        }
    }

    /// <summary>A link's attention and state as one number; null for the many links that have neither.</summary>
    public static long? Standing(LinkMemory link)
    {
        var number = StoredNumbers.LinkStates.Number(link.State) | (long)link.Attention << 4;
        return number == 0 ? null : number;
    }

    private static LinkHead ReadHead(Statement statement)
    {
        var crmKey = statement.Text(3);
        var standing = statement.NumberOrNull(5) ?? 0;
        return new LinkHead(
            statement.Number(0), statement.Text(1), statement.Text(2), crmKey, statement.TextOrNull(4) ?? crmKey,
            StoredNumbers.LinkStates.Value(standing & 15), StoredNumbers.Attention(standing >> 4));
    }

    private static Statement Prepare(LinkQuery query, StateConnection connection)
    {
        var lists = new List<byte[]>();
        var parts = new List<string>();
        void AddList(byte[] list, params ReadOnlySpan<string> columns)
        {
            lists.Add(list);
            foreach (var column in columns)
                parts.Add($"SELECT link_id FROM json_each(?{lists.Count}) CROSS JOIN links WHERE {column} = value");
        }
        if (query.CrmIds is { } crmIds)
            AddList(IdList.Write(crmIds), "crm_id");
        if (query.QbIds is { } qbIds)
            AddList(IdList.Write(qbIds), "qb_id");
        if (query.Keys is { } keys)
            AddList(IdList.WriteHashes(keys), "crm_key_hash", "qb_key_hash");
        if (query.Attention)
            parts.Add("SELECT link_id FROM links WHERE standing IS NOT NULL");
        var where = parts.Count == 0 ? "" : $" WHERE link_id IN ({string.Join(" UNION ", parts)})";
        var statement = connection.Prepare($"SELECT {Columns} FROM links{where} ORDER BY link_id");
        for (var index = 0; index < lists.Count; index++)
            statement.BindText(index + 1, lists[index]);
        return statement;
    }

    /// <summary>Whether a link is more than one whose key has the hash of a key asked for.</summary>
    private static bool IsAskedFor(LinkQuery query, HashSet<string> keys, in LinkHead link) =>
        keys.Contains(link.CrmKey) || keys.Contains(link.QbKey)
        || (query.Attention && (link.State != LinkState.Live || link.Attention != 0))
        || query.CrmIds?.Contains(link.CrmId) == true || query.QbIds?.Contains(link.QbId) == true;
}

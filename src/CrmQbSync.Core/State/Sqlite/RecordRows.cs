using CrmQbSync.Contacts;

namespace CrmQbSync.State.Sqlite;

/// <summary>Reads, stores and forgets unlinked records. Its statements live as long as the store.</summary>
internal sealed class RecordRows(StateConnection connection)
{
    private readonly Statement _store = connection.Prepare("""
        INSERT INTO records (side, id, key, key_hash, attention, is_job, reason, layout_id, seen, modified) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
        ON CONFLICT (side, id) DO UPDATE SET key = ?3, key_hash = ?4, attention = ?5, is_job = ?6, reason = ?7, layout_id = ?8, seen = ?9, modified = ?10
        """);

    private readonly Statement _remove = connection.Prepare("DELETE FROM records WHERE side = ?1 AND id = ?2");

    /// <summary>Forgets records.</summary>
    public void Remove(IEnumerable<(Side Side, string Id)> records)
    {
        foreach (var (side, id) in records)
            _remove.Bind(1, StoredNumbers.Sides.Number(side)).Bind(2, id).Run();
    }

    /// <summary>Stores records, new or replaced.</summary>
    public void Store(IEnumerable<RecordMemory> records, long layout)
    {
        foreach (var record in records)
        {
            _store.Bind(1, StoredNumbers.Sides.Number(record.Side))
                .Bind(2, record.Id)
                .Bind(3, record.Key)
                .Bind(4, record.Key is { } key ? KeyHash.Of(key) : null)
                .Bind(5, record.NeedsAttention)
                .Bind(6, record.IsJob)
                .Bind(7, record.ReportedReason)
                .Bind(8, layout)
                .Bind(10, record.Modified?.UtcTicks);
            if (!record.Seen.IsDefault)
                _store.Bind(9, record.Seen.Bytes);
            _store.Run();
        }
    }

    /// <summary>Streams the records that a query asks for.</summary>
    public static IEnumerable<RecordMemory> Read(RecordQuery query, FieldLayout layout, StateConnection connection)
    {
        using var statement = Prepare(query, connection);
        var keys = query.Keys?.ToHashSet(StringComparer.OrdinalIgnoreCase);
        Dictionary<long, LayoutChange>? changes = null;
        while (statement.Step())
        {
            changes ??= LayoutTable.ReadChanges(layout, connection);
            var record = Read(statement, changes);
            if (keys is null || IsAskedFor(query, keys, record))
                yield return record;
        }
    }

    private static RecordMemory Read(Statement statement, Dictionary<long, LayoutChange> changes)
    {
        if (!changes.TryGetValue(statement.Number(6), out var change))
            throw new InvalidDataException("A record is stored by a layout that is not there.");
        return new RecordMemory
        {
            Side = StoredNumbers.Sides.Value(statement.Number(0)),
            Id = statement.Text(1),
            Key = statement.TextOrNull(2),
            NeedsAttention = statement.Number(3) != 0,
            IsJob = statement.Number(4) != 0,
            ReportedReason = statement.TextOrNull(5),
            Modified = StoredTime.Read(statement.NumberOrNull(8)),
            Seen = statement.IsNull(7) ? default : change.Apply(new PackedValues(statement.Bytes(7).ToArray())),
        };
    }

    private static Statement Prepare(RecordQuery query, StateConnection connection)
    {
        var lists = new List<byte[]>();
        var parts = new List<string>();
        void AddList(byte[] list, string condition)
        {
            lists.Add(list);
            parts.Add($"SELECT side, records.id FROM json_each(?{lists.Count}) AS list CROSS JOIN records WHERE {condition} = list.value");
        }
        if (query.CrmIds is { } crmIds)
            AddList(IdList.Write(crmIds), $"side = {StoredNumbers.Sides.Number(Side.Crm)} AND records.id");
        if (query.QbIds is { } qbIds)
            AddList(IdList.Write(qbIds), $"side = {StoredNumbers.Sides.Number(Side.Qb)} AND records.id");
        if (query.Keys is { } keys)
            AddList(IdList.WriteHashes(keys), "key_hash");
        if (query.Attention)
            parts.Add("SELECT side, id FROM records WHERE attention <> 0");
        var where = parts.Count == 0 ? "" : $" WHERE (side, id) IN ({string.Join(" UNION ", parts)})";
        var statement = connection.Prepare(
            $"SELECT side, id, key, attention, is_job, reason, layout_id, seen, modified FROM records{where} ORDER BY side, id");
        for (var index = 0; index < lists.Count; index++)
            statement.BindText(index + 1, lists[index]);
        return statement;
    }

    private static bool IsAskedFor(RecordQuery query, HashSet<string> keys, RecordMemory record) =>
        (record.Key is { } key && keys.Contains(key))
        || (query.Attention && record.NeedsAttention)
        || (record.Side == Side.Crm ? query.CrmIds : query.QbIds)?.Contains(record.Id) == true;
}

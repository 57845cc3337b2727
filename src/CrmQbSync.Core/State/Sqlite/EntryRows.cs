namespace CrmQbSync.State.Sqlite;

/// <summary>Adds and reads entries. Its statements live as long as the store.</summary>
/// <remarks>The number of an entry is its run's Sync ID in the upper half and its place in the run in the lower.</remarks>
internal sealed class EntryRows : IDisposable
{
    private const int RowsAtOnce = 8;
    private const int Columns = 15;
    private const int RunShift = 32;

    private readonly Statement _insertMany;
    private readonly Statement _insertOne;
    private readonly Statement _last;
    private readonly FieldText _fields = new();

    public EntryRows(StateConnection connection)
    {
        // "OR ROLLBACK" as for links.
        const string insert = """
            INSERT OR ROLLBACK INTO entries (entry_id, time, action, target, status, email, name, crm_id, qb_id, reason, error_code,
                message, warning, fields, restore_data) VALUES
            """;
        const string row = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
        _insertOne = connection.Prepare(insert + row);
        _insertMany = connection.Prepare(insert + string.Join(", ", Enumerable.Repeat(row, RowsAtOnce)));
        _last = connection.Prepare("SELECT max(entry_id) FROM entries WHERE entry_id BETWEEN ?1 AND ?2");
    }

    /// <summary>Adds entries behind those that their runs have.</summary>
    public void Add(IReadOnlyList<SyncEntry> entries)
    {
        var last = new Dictionary<long, long>();
        var next = 0;
        for (; entries.Count - next >= RowsAtOnce; next += RowsAtOnce)
        {
            for (var row = 0; row < RowsAtOnce; row++)
                Bind(_insertMany, row * Columns, entries[next + row], last);
            _insertMany.Run();
        }
        for (; next < entries.Count; next++)
        {
            Bind(_insertOne, 0, entries[next], last);
            _insertOne.Run();
        }
    }

    /// <summary>Streams a run's entries in the order they were made.</summary>
    public static IEnumerable<SyncEntry> Read(EntryQuery query, string profile, StateConnection connection)
    {
        using var statement = connection.Prepare("""
            SELECT time, action, target, status, email, name, crm_id, qb_id, reason, error_code, message, warning, fields, restore_data, entry_id
            FROM entries WHERE entry_id BETWEEN ?1 AND ?2 ORDER BY entry_id
            """);
        statement.Bind(1, First(query.SyncId ?? 0)).Bind(2, query.SyncId is { } one ? Last(one) : long.MaxValue);
        var emails = query.Emails?.ToHashSet(StringComparer.OrdinalIgnoreCase);
        while (statement.Step())
        {
            if (query.Statuses?.Contains(StoredNumbers.EntryStatuses.Value(statement.Number(3))) == false)
                continue;
            if (query.Person?.IsMeant(statement.TextOrNull(6), statement.TextOrNull(7), statement.TextOrNull(4)) == false)
                continue;
            if (emails is null || (statement.TextOrNull(4) is { } email && emails.Contains(email)))
                yield return Read(statement, profile);
        }
    }

    /// <summary>Removes the entries of a run.</summary>
    public static void Remove(long syncId, StateConnection connection)
    {
        using var remove = connection.Prepare("DELETE FROM entries WHERE entry_id BETWEEN ?1 AND ?2");
        remove.Bind(1, First(syncId)).Bind(2, Last(syncId)).Run();
    }

    /// <inheritdoc/>
    public void Dispose() => _fields.Dispose();

    private static long First(long syncId) => syncId << RunShift;

    private static long Last(long syncId) => First(syncId) | uint.MaxValue;

    private static SyncEntry Read(Statement statement, string profile) => new()
    {
        SyncId = statement.Number(14) >> RunShift,
        Profile = profile,
        Time = StoredTime.Read(statement.Number(0)),
        Action = StoredNumbers.Actions.Value(statement.Number(1)),
        Target = StoredNumbers.Targets.Value(statement.Number(2)),
        Status = StoredNumbers.EntryStatuses.Value(statement.Number(3)),
        Email = statement.TextOrNull(4),
        Name = statement.TextOrNull(5),
        CrmId = statement.TextOrNull(6),
        QbId = statement.TextOrNull(7),
        Reason = statement.TextOrNull(8),
        ErrorCode = statement.TextOrNull(9),
        Message = statement.TextOrNull(10),
        Warning = statement.TextOrNull(11),
        Fields = FieldText.Read(statement, 12) is { Length: > 0 } fields ? new FieldChangeList(fields) : FieldChangeList.Empty,
        RestoreData = statement.TextOrNull(13),
    };

    private void Bind(Statement statement, int before, SyncEntry entry, Dictionary<long, long> last)
    {
        statement.Bind(before + 1, NextNumber(entry.SyncId, last))
            .Bind(before + 2, entry.Time.UtcTicks)
            .Bind(before + 3, StoredNumbers.Actions.Number(entry.Action))
            .Bind(before + 4, StoredNumbers.Targets.Number(entry.Target))
            .Bind(before + 5, StoredNumbers.EntryStatuses.Number(entry.Status))
            .Bind(before + 6, entry.Email)
            .Bind(before + 7, entry.Name)
            .Bind(before + 8, entry.CrmId)
            .Bind(before + 9, entry.QbId)
            .Bind(before + 10, entry.Reason)
            .Bind(before + 11, entry.ErrorCode)
            .Bind(before + 12, entry.Message)
            .Bind(before + 13, entry.Warning);
        _fields.Bind(statement, before + 14, entry.Fields);
        statement.Bind(before + 15, entry.RestoreData);
    }

    private long NextNumber(long syncId, Dictionary<long, long> last)
    {
        if (!last.TryGetValue(syncId, out var number))
        {
            if (syncId is <= 0 or > int.MaxValue)
                throw new ArgumentException($"An entry has to belong to a run; {syncId} is no Sync ID.");
            number = _last.Bind(1, First(syncId)).Bind(2, Last(syncId)).RunForNumber() ?? First(syncId);
        }
        return last[syncId] = number + 1;
    }
}

using System.Text.Json;

namespace CrmQbSync.State.Sqlite;

/// <summary>Entries and intents as versions 1 and 2 stored them: a row each, their fields as JSON.</summary>
internal static class FlatRows
{
    /// <summary>The last version that had them.</summary>
    public const int LastVersion = 2;

    private const int RowsAtOnce = 4_096;
    private const int RunShift = 32;

    /// <summary>Packs them into the blocks that later versions have, and removes their tables.</summary>
    public static void Pack(StateConnection connection)
    {
        var blocks = new RowBlocks();
        var entries = new EntryRows(connection);
        var intents = new IntentRows(connection);
        var next = new Dictionary<long, long>();
        foreach (var chunk in ReadEntries(connection).Chunk(RowsAtOnce))
            Store(changes => changes.Entries.AddRange(chunk));
        foreach (var chunk in ReadIntents(connection).Chunk(RowsAtOnce))
            Store(changes => changes.Intents.AddRange(chunk));
        connection.Execute("DROP TABLE entries; DROP TABLE intents;");

        void Store(Action<StateChanges> fill)
        {
            var changes = new StateChanges();
            fill(changes);
            foreach (var block in blocks.Make(changes))
            {
                entries.Add(block, next);
                intents.Add(block);
                blocks.Return(block);
            }
        }
    }

    private static IEnumerable<SyncEntry> ReadEntries(StateConnection connection)
    {
        using var statement = connection.Prepare("""
            SELECT time, action, target, status, email, name, crm_id, qb_id, reason, error_code, message, warning, fields, restore_data, entry_id
            FROM entries ORDER BY entry_id
            """);
        while (statement.Step())
        {
            yield return new SyncEntry
            {
                SyncId = statement.Number(14) >> RunShift,
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
                Fields = new FieldChangeList(ReadFields(statement, 12)),
                RestoreData = statement.TextOrNull(13),
            };
        }
    }

    private static IEnumerable<Intent> ReadIntents(StateConnection connection)
    {
        using var statement = connection.Prepare("""
            SELECT token, sync_id, target, action, crm_id, qb_id, key, name, fields, made_up_last_name, restore_data, undo
            FROM intents ORDER BY place
            """);
        while (statement.Step())
        {
            yield return new Intent
            {
                Token = statement.Text(0),
                SyncId = statement.Number(1),
                Target = StoredNumbers.Sides.Value(statement.Number(2)),
                Action = StoredNumbers.Actions.Value(statement.Number(3)),
                CrmId = statement.TextOrNull(4),
                QbId = statement.TextOrNull(5),
                Key = statement.TextOrNull(6),
                Name = statement.TextOrNull(7),
                Fields = ReadFields(statement, 8),
                MadeUpLastName = statement.TextOrNull(9),
                RestoreData = statement.TextOrNull(10),
                Undo = statement.Number(11) != 0,
            };
        }
    }

    /// <summary>A JSON array with one array a field: name, target, old, new, why, code.</summary>
    private static FieldChange[] ReadFields(Statement statement, int column)
    {
        if (statement.IsNull(column))
            return [];
        try
        {
            var reader = new Utf8JsonReader(statement.Bytes(column));
            using var document = JsonDocument.ParseValue(ref reader);
            return [.. document.RootElement.EnumerateArray().Select(field => new FieldChange(
                field[0].GetString() ?? throw new JsonException("A field has no name."),
                StoredNumbers.Targets.Value(field[1].GetInt64()),
                field[2].GetString(),
                field[3].GetString(),
                field[4].GetString(),
                field[5].GetString()))];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or IndexOutOfRangeException or FormatException)
        {
            throw new InvalidDataException("The fields of an entry or of a journaled write cannot be read.", exception);
        }
    }
}

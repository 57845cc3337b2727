namespace CrmQbSync.State.Sqlite;

/// <summary>Journals, settles and reads intents. Its statements live as long as the store.</summary>
internal sealed class IntentRows(StateConnection connection) : IDisposable
{
    private readonly Statement _insert = connection.Prepare("""
        INSERT INTO intents (token, sync_id, target, action, crm_id, qb_id, key, name, fields, made_up_last_name, restore_data, undo)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
        """);

    private readonly Statement _remove = connection.Prepare("DELETE FROM intents WHERE token = ?1");
    private readonly FieldText _fields = new();

    /// <summary>Journals intents behind those that are there.</summary>
    public void Add(IEnumerable<Intent> intents)
    {
        foreach (var intent in intents)
        {
            _insert.Bind(1, intent.Token)
                .Bind(2, intent.SyncId)
                .Bind(3, StoredNumbers.Sides.Number(intent.Target))
                .Bind(4, StoredNumbers.Actions.Number(intent.Action))
                .Bind(5, intent.CrmId)
                .Bind(6, intent.QbId)
                .Bind(7, intent.Key)
                .Bind(8, intent.Name)
                .Bind(10, intent.MadeUpLastName)
                .Bind(11, intent.RestoreData)
                .Bind(12, intent.Undo);
            _fields.Bind(_insert, 9, intent.Fields);
            _insert.Run();
        }
    }

    /// <summary>Takes intents out of the journal.</summary>
    public void Settle(IEnumerable<string> tokens)
    {
        foreach (var token in tokens)
            _remove.Bind(1, token).Run();
    }

    /// <summary>What is in the journal, in its order.</summary>
    public static List<Intent> Read(StateConnection connection)
    {
        using var statement = connection.Prepare("""
            SELECT token, sync_id, target, action, crm_id, qb_id, key, name, fields, made_up_last_name, restore_data, undo
            FROM intents ORDER BY place
            """);
        var intents = new List<Intent>();
        while (statement.Step())
        {
            intents.Add(new Intent
            {
                Token = statement.Text(0),
                SyncId = statement.Number(1),
                Target = StoredNumbers.Sides.Value(statement.Number(2)),
                Action = StoredNumbers.Actions.Value(statement.Number(3)),
                CrmId = statement.TextOrNull(4),
                QbId = statement.TextOrNull(5),
                Key = statement.TextOrNull(6),
                Name = statement.TextOrNull(7),
                Fields = FieldText.Read(statement, 8),
                MadeUpLastName = statement.TextOrNull(9),
                RestoreData = statement.TextOrNull(10),
                Undo = statement.Number(11) != 0,
            });
        }
        return intents;
    }

    /// <inheritdoc/>
    public void Dispose() => _fields.Dispose();
}

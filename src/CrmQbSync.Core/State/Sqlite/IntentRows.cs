namespace CrmQbSync.State.Sqlite;

/// <summary>Journals, settles and reads intents. Its statements live as long as the store.</summary>
/// <remarks>A token is no column: whoever settles an intent has journaled or read it just now, so that the places of tokens are at hand.</remarks>
internal sealed class IntentRows(StateConnection connection)
{
    private readonly Statement _insert = connection.Prepare("INSERT INTO journal (sync_id, body) VALUES (?1, ?2)");
    private readonly Statement _remove = connection.Prepare("DELETE FROM journal WHERE place BETWEEN ?1 AND ?2");
    private readonly Dictionary<string, long> _places = new(StringComparer.Ordinal);

    /// <summary>Journals the intents of a block behind those that are there. One after the other: a file's batch may be a hundred thousand of them.</summary>
    public void Add(RowBlock block)
    {
        foreach (var intent in block.Intents)
        {
            _insert.Bind(1, intent.SyncId).Bind(2, block.Bytes(intent.Start, intent.Length)).Run();
            _places.Add(intent.Token, connection.LastRowNumber);
        }
    }

    /// <summary>Takes intents out of the journal: those that follow each other at once.</summary>
    public void Settle(IReadOnlyList<string> tokens)
    {
        long first = 0, last = -1;
        var hasLooked = false;
        foreach (var token in tokens)
        {
            if (!_places.Remove(token, out var place) && !(!hasLooked && (hasLooked = LookUp()) && _places.Remove(token, out place)))
                continue;
            if (place != last + 1)
            {
                Remove(first, last);
                first = place;
            }
            last = place;
        }
        Remove(first, last);
    }

    /// <summary>Forgets the places of tokens: what was journaled last was taken back.</summary>
    public void Forget() => _places.Clear();

    /// <summary>What is in the journal, in its order.</summary>
    public static List<Intent> Read(StateConnection connection)
    {
        using var statement = connection.Prepare("SELECT body, sync_id FROM journal ORDER BY place");
        var intents = new List<Intent>();
        while (statement.Step())
            intents.Add(IntentBody.Read(statement.Bytes(0), statement.Number(1)));
        return intents;
    }

    private void Remove(long first, long last)
    {
        if (first <= last)
            _remove.Bind(1, first).Bind(2, last).Run();
    }

    /// <summary>Finds the places of what an earlier run journaled.</summary>
    private bool LookUp()
    {
        using var statement = connection.Prepare("SELECT place, body FROM journal");
        while (statement.Step())
            _places[IntentBody.ReadToken(statement.Bytes(1))] = statement.Number(0);
        return true;
    }
}

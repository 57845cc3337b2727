namespace CrmQbSync.State.Sqlite;

/// <summary>Adds and reads entries. Its statements live as long as the store.</summary>
/// <remarks>
/// The number of an entry is its run's Sync ID in the upper half and its place in the run in the lower. Entries are only ever added, read by their run,
/// and removed with it, so some dozens of them that follow each other are one row, whose number is that of its first.
/// </remarks>
internal sealed class EntryRows
{
    private const int RunShift = 32;

    private readonly Statement _insert;
    private readonly Statement _next;

    public EntryRows(StateConnection connection)
    {
        _insert = connection.Prepare("INSERT INTO entry_blocks (first_entry, count, body) VALUES (?1, ?2, ?3)");
        _next = connection.Prepare(
            "SELECT first_entry + count FROM entry_blocks WHERE first_entry BETWEEN ?1 AND ?2 ORDER BY first_entry DESC LIMIT 1");
    }

    /// <summary>Adds the entries of a block behind those that their runs have.</summary>
    /// <param name="block">The block.</param>
    /// <param name="next">The number of the next entry of each run, as far as it is known.</param>
    public void Add(RowBlock block, Dictionary<long, long> next)
    {
        foreach (var group in block.Entries)
        {
            if (!next.TryGetValue(group.SyncId, out var number))
                number = NextNumber(group.SyncId);
            _insert.Bind(1, number).Bind(2, group.Count).Bind(3, block.Bytes(group.Start, group.Length)).Run();
            next[group.SyncId] = number + group.Count;
        }
    }

    /// <summary>Streams a run's entries in the order they were made.</summary>
    public static IEnumerable<SyncEntry> Read(EntryQuery query, string profile, StateConnection connection)
    {
        using var statement = connection.Prepare(
            "SELECT first_entry, count, body FROM entry_blocks WHERE first_entry BETWEEN ?1 AND ?2 ORDER BY first_entry");
        statement.Bind(1, First(query.SyncId ?? 0)).Bind(2, query.SyncId is { } one ? Last(one) : long.MaxValue);
        var emails = query.Emails?.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var entries = new List<SyncEntry>();
        while (statement.Step())
        {
            entries.Clear();
            Read(statement, profile, query, emails, entries);
            foreach (var entry in entries)
                yield return entry;
        }
    }

    /// <summary>Removes the entries of a run.</summary>
    public static void Remove(long syncId, StateConnection connection)
    {
        using var remove = connection.Prepare("DELETE FROM entry_blocks WHERE first_entry BETWEEN ?1 AND ?2");
        remove.Bind(1, First(syncId)).Bind(2, Last(syncId)).Run();
    }

    private static long First(long syncId) => syncId << RunShift;

    private static long Last(long syncId) => First(syncId) | uint.MaxValue;

    private static void Read(Statement statement, string profile, EntryQuery query, HashSet<string>? emails, List<SyncEntry> entries)
    {
        var syncId = statement.Number(0) >> RunShift;
        var reader = new BlockReader(statement.Bytes(2));
        var shared = SharedTexts.Read(ref reader);
        for (var left = statement.Number(1); left > 0; left--)
        {
            if (EntryBody.Read(reader.ReadBytes(), shared, syncId, profile, query, emails) is { } entry)
                entries.Add(entry);
        }
        if (!reader.IsAtEnd)
            throw new InvalidDataException("A stored block of entries is longer than it says.");
    }

    private long NextNumber(long syncId)
    {
        if (syncId is <= 0 or > int.MaxValue)
            throw new ArgumentException($"An entry has to belong to a run; {syncId} is no Sync ID.");
        return _next.Bind(1, First(syncId)).Bind(2, Last(syncId)).RunForNumber() ?? First(syncId) + 1;
    }
}

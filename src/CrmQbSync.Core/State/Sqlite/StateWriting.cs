namespace CrmQbSync.State.Sqlite;

/// <summary>What the transactions of a store change.</summary>
internal sealed class StateWriting
{
    private readonly StateConnection _connection;
    private readonly LinkWriting _links;
    private readonly RecordRows _records;
    private readonly EntryRows _entries;
    private readonly IntentRows _intents;

    /// <summary>Prepares all statements once.</summary>
    public StateWriting(StateConnection connection)
    {
        _connection = connection;
        _links = new LinkWriting(connection);
        _records = new RecordRows(connection);
        _entries = new EntryRows(connection);
        _intents = new IntentRows(connection);
    }

    /// <summary>Begins a run; see <see cref="IStateStore.BeginRunAsync"/>.</summary>
    public SyncRun Begin(SyncRun run, DateTimeOffset now, int keepDays)
    {
        LinkIndexes.Complete(_connection);
        RunRows.Interrupt(_connection);
        RunRows.RemoveOlderThan(DaysBefore(now, keepDays), _connection);
        var begun = run with
        {
            // Counted in a place of its own, for the history's rows do not stay for ever.
            SyncId = _connection.ReadNumber("UPDATE store SET last_sync_id = last_sync_id + 1 RETURNING last_sync_id"),
            Status = RunStatus.Running,
            FinishedAt = null,
            Duration = null,
        };
        RunRows.Add(begun, _connection);
        using var mark = _connection.Prepare("UPDATE run_lock SET sync_id = ?1");
        mark.Bind(1, begun.SyncId).Run();
        return begun;
    }

    /// <summary>Writes changes; see <see cref="IStateStore.CommitAsync"/>.</summary>
    /// <param name="changes">The changes.</param>
    /// <param name="blocks">Their new links, entries and intents.</param>
    public void Write(StateChanges changes, IReadOnlyList<RowBlock> blocks)
    {
        if (changes.Run is { } run)
            RunRows.Replace(run, _connection);
        foreach (var other in changes.OtherRuns)
            RunRows.Replace(other, _connection);
        if (changes.Header is { } header)
            HeaderRow.Write(header, _connection);
        _links.Remove(changes.RemovedLinks);
        _records.Remove(changes.RemovedRecords);
        if (changes.Links.Count + changes.Records.Count > 0 || blocks.Any(block => block.Links.Length > 0))
            WriteValues(changes, blocks);
        if (changes.ReplacedEntriesOf is { } syncId)
            EntryRows.Remove(syncId, _connection);
        var next = new Dictionary<long, long>();
        foreach (var block in blocks)
        {
            _entries.Add(block, next);
            _intents.Add(block);
        }
        _intents.Settle(changes.SettledIntents);
        if (changes.Run is { Status: not RunStatus.Running })
            LinkIndexes.Complete(_connection);
    }

    /// <summary>Says that the last transaction was taken back.</summary>
    public void TakeBack() => _intents.Forget();

    private static DateTimeOffset DaysBefore(DateTimeOffset now, int days) =>
        days <= (now - DateTimeOffset.MinValue).TotalDays ? now.AddDays(-days) : DateTimeOffset.MinValue;

    private void WriteValues(StateChanges changes, IReadOnlyList<RowBlock> blocks)
    {
        if (changes.Layout is null)
            throw new ArgumentException("Links and records need the layout that their values are packed by.", nameof(changes));
        var layout = LayoutTable.NumberOf(changes.Layout, _connection);
        _records.Store(changes.Records, layout);
        var last = _connection.ReadNumber("SELECT last_link_id FROM store");
        _links.Replace(changes.Links, layout);
        var now = _links.Add(blocks, layout, last);
        if (now == last)
            return;
        using var count = _connection.Prepare("UPDATE store SET last_link_id = ?1");
        count.Bind(1, now).Run();
    }
}

using CrmQbSync.Contacts;

namespace CrmQbSync.State;

/// <summary>What one transaction changes. Links are told apart by <see cref="LinkMemory.LinkId"/>; 0 is a new one.</summary>
public sealed class StateChanges
{
    private readonly List<PreparedRows> _prepared = [];
    private int _preparedCount;

    /// <summary>By what the values below are packed; null only if there are none.</summary>
    public FieldLayout? Layout { get; init; }

    /// <summary>The run's row as it now stands, counts and all; null if it stays.</summary>
    public SyncRun? Run { get; set; }

    /// <summary>Further rows to be corrected (an interrupted run whose writes were found to have been done).</summary>
    public List<SyncRun> OtherRuns { get; } = [];

    /// <summary>Links to be stored, new or replaced.</summary>
    public List<LinkMemory> Links { get; } = [];

    /// <summary>Numbers of links to be forgotten.</summary>
    public List<long> RemovedLinks { get; } = [];

    /// <summary>Unlinked records to be stored, new or replaced (by side and id).</summary>
    public List<RecordMemory> Records { get; } = [];

    /// <summary>Unlinked records to be forgotten.</summary>
    public List<(Side Side, string Id)> RemovedRecords { get; } = [];

    /// <summary>A run whose entries are to be forgotten, for they are among those to be added as they stand now; null if none is.</summary>
    public long? ReplacedEntriesOf { get; set; }

    /// <summary>Entries to be added.</summary>
    public List<SyncEntry> Entries { get; } = [];

    /// <summary>Intents to be journaled.</summary>
    public List<Intent> Intents { get; } = [];

    /// <summary>Tokens of intents that are settled.</summary>
    public List<string> SettledIntents { get; } = [];

    /// <summary>What a store has made ready of further links, entries and intents.</summary>
    public IReadOnlyList<PreparedRows> Prepared => _prepared;

    /// <summary>What the next run starts from; null if it stays.</summary>
    public StateHeader? Header { get; set; }

    /// <summary>Adds what is to be done about links, records, entries and intents.</summary>
    internal void Add(StateChanges more)
    {
        Links.AddRange(more.Links);
        RemovedLinks.AddRange(more.RemovedLinks);
        Records.AddRange(more.Records);
        RemovedRecords.AddRange(more.RemovedRecords);
        Entries.AddRange(more.Entries);
        Intents.AddRange(more.Intents);
        SettledIntents.AddRange(more.SettledIntents);
        foreach (var rows in more.Prepared)
            AddPrepared(rows);
    }

    /// <summary>Adds what a store has made ready.</summary>
    public void AddPrepared(PreparedRows rows)
    {
        _prepared.Add(rows);
        _preparedCount += rows.Count;
    }

    /// <summary>How many links, records, entries and intents are to be stored.</summary>
    internal int Rows => Links.Count + Entries.Count + Records.Count + Intents.Count + SettledIntents.Count + _preparedCount;

    /// <summary>Whether there is nothing to be stored.</summary>
    public bool IsEmpty => Run is null && Header is null && ReplacedEntriesOf is null && OtherRuns.Count + Links.Count + RemovedLinks.Count + Records.Count
        + RemovedRecords.Count + Entries.Count + Intents.Count + SettledIntents.Count + Prepared.Count == 0;
}

namespace CrmQbSync.Running;

/// <summary>The counts of a run: the sums of its entries (law 7).</summary>
internal sealed class RunTally
{
    private readonly int[] _written = new int[6];
    private int _linked;
    private int _skipped;
    private int _held;
    private int _ambiguous;
    private int _conflicts;
    private int _failed;
    private int _warnings;

    /// <summary>How many entries failed.</summary>
    public int Failed => _failed;

    /// <summary>Counts an entry.</summary>
    public void Add(SyncEntry entry)
    {
        if (entry.Warning is not null)
            _warnings++;
        switch (entry.Status)
        {
            case EntryStatus.Done when entry.Action == ChangeAction.Link: _linked++; break;
            case EntryStatus.Done when entry.Target != ChangeTarget.None: _written[IndexOf(entry)]++; break;
            case EntryStatus.Skipped: _skipped++; break;
            case EntryStatus.Held: _held++; break;
            case EntryStatus.Ambiguous: _ambiguous++; break;
            case EntryStatus.Conflict: _conflicts++; break;
            case EntryStatus.Failed: _failed++; break;
            default: break;
        }
    }

    /// <summary>Counts what another one counted.</summary>
    public void Add(RunTally other)
    {
        for (var at = 0; at < _written.Length; at++)
            _written[at] += other._written[at];
        _linked += other._linked;
        _skipped += other._skipped;
        _held += other._held;
        _ambiguous += other._ambiguous;
        _conflicts += other._conflicts;
        _failed += other._failed;
        _warnings += other._warnings;
    }

    /// <summary>A run's row with these counts added to those it has.</summary>
    public SyncRun AddTo(SyncRun run) => run with
    {
        CrmCreated = run.CrmCreated + _written[0],
        CrmUpdated = run.CrmUpdated + _written[1],
        CrmDeleted = run.CrmDeleted + _written[2],
        QbCreated = run.QbCreated + _written[3],
        QbUpdated = run.QbUpdated + _written[4],
        QbDeleted = run.QbDeleted + _written[5],
        Linked = run.Linked + _linked,
        Skipped = run.Skipped + _skipped,
        Held = run.Held + _held,
        Ambiguous = run.Ambiguous + _ambiguous,
        Conflicts = run.Conflicts + _conflicts,
        Failed = run.Failed + _failed,
        Warnings = run.Warnings + _warnings,
    };

    private static int IndexOf(SyncEntry entry)
    {
        var action = entry.Action switch
        {
            ChangeAction.Create => 0,
            ChangeAction.Update => 1,
            _ => 2,
        };
        return entry.Target == ChangeTarget.Crm ? action : action + 3;
    }
}

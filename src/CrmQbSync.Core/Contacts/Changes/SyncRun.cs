namespace CrmQbSync;

/// <summary>One run in the history. Its counts are the sums of its entries.</summary>
public sealed record SyncRun
{
    /// <summary>The Sync ID, rising by one.</summary>
    public long SyncId { get; init; }

    /// <summary>The full path of the profile.</summary>
    public string? Profile { get; init; }

    /// <summary>The mode.</summary>
    public SyncMode Mode { get; init; }

    /// <summary>The priority.</summary>
    public SyncPriority Priority { get; init; }

    /// <summary>What started it.</summary>
    public RunTrigger Trigger { get; init; }

    /// <summary>How it stands or ended.</summary>
    public RunStatus Status { get; init; }

    /// <summary>When it started.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended; null while it runs and for one that was interrupted.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>How long it took; null while it runs and for one that was interrupted.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>How many contacts were read.</summary>
    public int CrmRead { get; init; }

    /// <summary>How many customers were read.</summary>
    public int QbRead { get; init; }

    /// <summary>How many contacts were created.</summary>
    public int CrmCreated { get; init; }

    /// <summary>How many contacts were updated.</summary>
    public int CrmUpdated { get; init; }

    /// <summary>How many contacts were deleted.</summary>
    public int CrmDeleted { get; init; }

    /// <summary>How many customers were created.</summary>
    public int QbCreated { get; init; }

    /// <summary>How many customers were updated.</summary>
    public int QbUpdated { get; init; }

    /// <summary>How many customers were deleted or made inactive.</summary>
    public int QbDeleted { get; init; }

    /// <summary>How many pairs were found to be the same person.</summary>
    public int Linked { get; init; }

    /// <summary>How many entries are skipped.</summary>
    public int Skipped { get; init; }

    /// <summary>How many entries are held.</summary>
    public int Held { get; init; }

    /// <summary>How many entries are ambiguous.</summary>
    public int Ambiguous { get; init; }

    /// <summary>How many entries are in conflict.</summary>
    public int Conflicts { get; init; }

    /// <summary>How many entries failed.</summary>
    public int Failed { get; init; }

    /// <summary>How many entries have a warning.</summary>
    public int Warnings { get; init; }

    /// <summary>The Sync ID of the run that this one undid; null if it is no undo.</summary>
    public long? UndoOf { get; init; }

    /// <summary>What there is to say about the run as a whole; null if nothing.</summary>
    public string? Message { get; init; }

    /// <summary>The run in a few words, alike under every culture.</summary>
    public override string ToString() => $"Run {SyncId}: {Status}";
}

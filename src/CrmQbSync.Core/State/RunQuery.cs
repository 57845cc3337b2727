namespace CrmQbSync.State;

/// <summary>Which runs are asked for; all that is given must hold.</summary>
public sealed record RunQuery
{
    /// <summary>Only these Sync IDs; null for any.</summary>
    public IReadOnlyCollection<long>? SyncIds { get; init; }

    /// <summary>Only the newest so many; null for all.</summary>
    public int? Last { get; init; }

    /// <summary>Whether the runs come oldest first, <see cref="Last"/> then being the oldest so many.</summary>
    public bool OldestFirst { get; init; }

    /// <summary>Only runs of higher Sync IDs; null for any.</summary>
    public long? After { get; init; }

    /// <summary>Only runs that started at or after this time; null for any.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Only runs with one of these statuses; null for any.</summary>
    public IReadOnlyCollection<RunStatus>? Statuses { get; init; }
}

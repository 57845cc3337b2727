namespace CrmQbSync.State;

/// <summary>Which entries are asked for.</summary>
public sealed record EntryQuery
{
    /// <summary>The run.</summary>
    public required long SyncId { get; init; }

    /// <summary>Only entries with one of these statuses; null for any.</summary>
    public IReadOnlyCollection<EntryStatus>? Statuses { get; init; }

    /// <summary>Only entries with one of these keys, without regard to case; null for any.</summary>
    public IReadOnlyCollection<string>? Emails { get; init; }
}

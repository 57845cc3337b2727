namespace CrmQbSync.State;

/// <summary>Which entries are asked for.</summary>
public sealed record EntryQuery
{
    /// <summary>The run; null for all that the history holds, oldest first.</summary>
    public required long? SyncId { get; init; }

    /// <summary>Only entries about these records or keys: those that meet any of its lists; null for any.</summary>
    public EntryPerson? Person { get; init; }

    /// <summary>Only entries with one of these statuses; null for any.</summary>
    public IReadOnlyCollection<EntryStatus>? Statuses { get; init; }

    /// <summary>Only entries with one of these keys, without regard to case; null for any.</summary>
    public IReadOnlyCollection<string>? Emails { get; init; }
}

namespace CrmQbSync.State.Sqlite;

/// <summary>Times are stored as ticks of UTC.</summary>
internal static class StoredTime
{
    /// <summary>The time of stored ticks.</summary>
    public static DateTimeOffset Read(long ticks) => ticks >= DateTimeOffset.MinValue.Ticks && ticks <= DateTimeOffset.MaxValue.Ticks
        ? new DateTimeOffset(ticks, TimeSpan.Zero)
        : throw new InvalidDataException($"The number {ticks} is no time.");

    /// <summary>The time of stored ticks, or null.</summary>
    public static DateTimeOffset? Read(long? ticks) => ticks is { } some ? Read(some) : null;
}

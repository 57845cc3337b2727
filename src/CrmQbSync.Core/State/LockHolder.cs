namespace CrmQbSync.State;

/// <summary>Who holds the run lock.</summary>
/// <param name="Host">The machine.</param>
/// <param name="ProcessId">The process on it.</param>
/// <param name="StartedAt">When the run took the lock, by that machine's clock.</param>
public sealed record LockHolder(string Host, int ProcessId, DateTimeOffset StartedAt);

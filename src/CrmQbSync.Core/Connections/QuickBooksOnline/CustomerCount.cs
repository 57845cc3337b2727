namespace CrmQbSync.Connections.QuickBooksOnline;

/// <summary>How many customers there are that were created before a mark, active or not. It only ever shrinks, and only where one was merged away.</summary>
/// <param name="Number">The number.</param>
/// <param name="At">When the service was last asked for it.</param>
internal sealed record CustomerCount(int Number, DateTimeOffset At);

namespace CrmQbSync.Connections.Http;

/// <summary>Calls that count against a limit still.</summary>
/// <param name="Count">How many.</param>
/// <param name="EndedAt">When the last of them ended.</param>
internal sealed record RecentCalls(int Count, DateTimeOffset EndedAt);

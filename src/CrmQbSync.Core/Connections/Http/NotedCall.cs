namespace CrmQbSync.Connections.Http;

/// <summary>A call that a process noted for the others.</summary>
/// <param name="Ticket">Which call it is.</param>
/// <param name="Process">The process's id.</param>
/// <param name="ClassMark">Its class (<see cref="NotedCalls.MarkOf"/>).</param>
/// <param name="BegunAt">When it began.</param>
/// <param name="EndedAt">When it ended; null while it is under way.</param>
internal sealed record NotedCall(long Ticket, int Process, uint ClassMark, DateTimeOffset BegunAt, DateTimeOffset? EndedAt);

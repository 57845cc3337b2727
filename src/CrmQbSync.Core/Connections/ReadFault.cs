namespace CrmQbSync.Connections;

/// <summary>A record that could not be read; it becomes an entry <c>Failed</c>.</summary>
/// <param name="Code">The code, such as BadRow.</param>
/// <param name="Message">What is wrong, where (line number), and what to do.</param>
/// <param name="Id">The record's id if that could be read; else null.</param>
public sealed record ReadFault(string Code, string Message, string? Id);

using System.Collections.Immutable;

namespace CrmQbSync.Notices;

/// <summary>An event that people were told of, and that is not over.</summary>
/// <param name="SinceRun">The run that it began with.</param>
/// <param name="Since">When that run began.</param>
/// <param name="ToldAt">When people were last told.</param>
/// <param name="Marks">What it consisted of when it was last looked at.</param>
internal sealed record ToldEvent(long SinceRun, DateTimeOffset Since, DateTimeOffset ToldAt, ImmutableArray<string> Marks);

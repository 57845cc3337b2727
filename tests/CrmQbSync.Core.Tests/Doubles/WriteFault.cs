using CrmQbSync.Connections;

namespace CrmQbSync.Tests.Doubles;

/// <summary>How a side answers requests that match, instead of carrying them out.</summary>
public sealed record WriteFault
{
    public required Func<WriteRequest, bool> Matches { get; init; }

    public WriteStatus Status { get; init; } = WriteStatus.Failed;

    public string? Code { get; init; } = "INVALID_DATA";

    public string? Message { get; init; } = "The service does not like it.";

    /// <summary>Whether the write is done all the same, as when only its answer is lost.</summary>
    public bool IsDone { get; init; }
}

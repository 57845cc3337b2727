namespace CrmQbSync.Connections.Http;

/// <summary>
/// A write was sent and no answer came (time-out, reset, a body cut short, a 5xx): it may or may not have been done. The connection finds out, or
/// answers <see cref="WriteStatus.Unknown"/>; it never repeats the write unseen.
/// </summary>
internal sealed class AnswerLostException(string request, SyncException error)
    : Exception($"The answer to '{request}' was lost: {error.Message}", error)
{
    /// <summary>What to throw where the run cannot go on with it.</summary>
    public SyncException Error { get; } = error;
}

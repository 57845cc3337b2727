namespace CrmQbSync.Connections.Http;

/// <summary>How one attempt at a request ended.</summary>
internal sealed record Attempt
{
    /// <summary>The answer; null unless there is one to be given back.</summary>
    public ServiceReply? Reply { get; init; }

    /// <summary>What to tell the user if it stays so; null where there is an answer.</summary>
    public SyncException? Error { get; init; }

    /// <summary>Whether the request may have been carried out all the same.</summary>
    public bool WasLost { get; init; }

    /// <summary>Whether another attempt may go better.</summary>
    public bool Again { get; init; }

    /// <summary>How long to wait before it at least; null for growing times.</summary>
    public TimeSpan? Wait { get; init; }
}

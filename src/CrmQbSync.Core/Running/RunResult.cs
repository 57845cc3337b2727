namespace CrmQbSync.Running;

/// <summary>What a run gave.</summary>
public sealed record RunResult
{
    /// <summary>The run as it stands in the history; null if there was none (nothing selected).</summary>
    public SyncRun? Run { get; init; }

    /// <summary>
    /// Why it ended as Failed or Blocked or Cancelled: Blocked is told as a non-terminating error after the run was output, the others terminate
    /// after it; null if it ended of itself.
    /// </summary>
    public SyncException? Error { get; init; }
}

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>How long who waits for whom in a session.</summary>
internal sealed record SessionTimes
{
    /// <summary>How long a call of the Web Connector is held for want of something to do; its own time-out is 100 s by default.</summary>
    public TimeSpan Holding { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long the Web Connector may take to open QuickBooks.</summary>
    public TimeSpan Opening { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long it may take to fetch the next document.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>How long QuickBooks may work on a document.</summary>
    public TimeSpan Working { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a session that was replaced gets to end.</summary>
    public TimeSpan Settling { get; init; } = TimeSpan.FromSeconds(15);
}

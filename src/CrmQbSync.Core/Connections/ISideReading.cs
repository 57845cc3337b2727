namespace CrmQbSync.Connections;

/// <summary>One reading of a side for a run.</summary>
public interface ISideReading
{
    /// <summary>Whether every existing record is among the pages; else only what was changed or deleted since the mark.</summary>
    bool IsFull { get; }

    /// <summary>How many records are to be expected; null if unknown. For progress only.</summary>
    long? ExpectedCount { get; }

    /// <summary>The records, page by page. Enumerated once.</summary>
    IAsyncEnumerable<ReadPage> ReadPagesAsync(CancellationToken cancellationToken);

    /// <summary>Whether nothing is missing: no faulty row (rule 7.1). Valid after the last page.</summary>
    bool IsComplete { get; }

    /// <summary>
    /// Called after the last write of a run that dealt with everything it could read. A connection may look at the service once more, so that the next
    /// reading has less to read. Does nothing by itself.
    /// </summary>
    Task CloseAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// What to give to the next reading to get only what changes from now on. Valid after the last page, and again after every write
    /// of the same connection, which may move it. Opaque to everybody else; null if there is none.
    /// </summary>
    string? Mark { get; }
}

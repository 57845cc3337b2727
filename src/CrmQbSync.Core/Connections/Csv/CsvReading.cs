using System.Runtime.CompilerServices;
using CrmQbSync.Contacts;

namespace CrmQbSync.Connections.Csv;

/// <summary>One reading of a file for a run.</summary>
internal sealed class CsvReading(CsvConnection connection, CsvPages? pages, long? expected) : ISideReading
{
    // Let go after the last page: the reading lives as long as the run, and the ids of a million rows need not.
    private CsvPages? _pages = pages;
    private bool _anyFault;

    /// <inheritdoc/>
    public bool IsFull { get; } = pages is not null;

    /// <inheritdoc/>
    public long? ExpectedCount => expected;

    /// <inheritdoc/>
    public bool IsComplete => _pages is null && !_anyFault;

    /// <inheritdoc/>
    public string? Mark => _pages is null ? connection.CurrentMark?.Write() : null;

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReadPage> ReadPagesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (_pages is not { } pages)
            yield break;
        await foreach (var page in pages.ReadAsync(_ => true, cancellationToken).ConfigureAwait(false))
            yield return page;
        connection.CurrentMark = pages.ToMark();
        _anyFault = pages.AnyFault;
        _pages = null;
    }
}

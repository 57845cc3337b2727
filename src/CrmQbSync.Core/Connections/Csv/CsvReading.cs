using System.Runtime.CompilerServices;
using CrmQbSync.Contacts;

namespace CrmQbSync.Connections.Csv;

/// <summary>One reading of a file for a run.</summary>
internal sealed class CsvReading(CsvConnection connection, CsvPages? pages, long? expected) : ISideReading
{
    private bool _finished = pages is null;

    /// <inheritdoc/>
    public bool IsFull => pages is not null;

    /// <inheritdoc/>
    public long? ExpectedCount => expected;

    /// <inheritdoc/>
    public bool IsComplete => _finished && !(pages?.AnyFault ?? false);

    /// <inheritdoc/>
    public string? Mark => _finished ? connection.CurrentMark?.Write() : null;

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReadPage> ReadPagesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (pages is null)
            yield break;
        await foreach (var page in pages.ReadAsync(_ => true, cancellationToken).ConfigureAwait(false))
            yield return page;
        connection.CurrentMark = pages.ToMark();
        _finished = true;
    }
}

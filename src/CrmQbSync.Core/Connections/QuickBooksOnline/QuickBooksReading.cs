using System.Runtime.CompilerServices;
using CrmQbSync.Contacts;

namespace CrmQbSync.Connections.QuickBooksOnline;

/// <summary>One reading for a run: everything in pages, or the changes that were read already.</summary>
/// <param name="connection">The connection.</param>
/// <param name="fields">The fields to read.</param>
/// <param name="changes">The changed records; null to read everything.</param>
internal sealed class QuickBooksReading(QuickBooksOnlineConnection connection, FieldSet fields, IReadOnlyList<ContactRecord>? changes) : ISideReading
{
    private bool _finished;

    /// <inheritdoc/>
    public bool IsFull => changes is null;

    /// <inheritdoc/>
    public long? ExpectedCount => changes?.Count;

    /// <inheritdoc/>
    public bool IsComplete => _finished;

    /// <inheritdoc/>
    public string? Mark => _finished ? connection.Mark?.Write() : null;

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReadPage> ReadPagesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (changes is not null)
            yield return new ReadPage(changes, []);
        else
        {
            await foreach (var page in connection.ReadAllAsync(fields, cancellationToken).ConfigureAwait(false))
                yield return new ReadPage(page, []);
        }
        _finished = true;
    }
}

using System.Runtime.CompilerServices;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>A reading whose error is noted, so that the user of the Web Connector is told why the session ended.</summary>
internal sealed class GuardedReading(ISideReading reading, Action<SyncException> onError) : ISideReading
{
    /// <inheritdoc/>
    public bool IsFull => reading.IsFull;

    /// <inheritdoc/>
    public long? ExpectedCount => reading.ExpectedCount;

    /// <inheritdoc/>
    public bool IsComplete => reading.IsComplete;

    /// <inheritdoc/>
    public string? Mark => reading.Mark;

    /// <inheritdoc/>
    public Task CloseAsync(CancellationToken cancellationToken) => reading.CloseAsync(cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReadPage> ReadPagesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pages = reading.ReadPagesAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var scope = pages.ConfigureAwait(false);
        while (true)
        {
            try
            {
                if (!await pages.MoveNextAsync().ConfigureAwait(false))
                    yield break;
            }
            catch (SyncException exception)
            {
                onError(exception);
                throw;
            }
            yield return pages.Current;
        }
    }
}

using System.Runtime.CompilerServices;
using CrmQbSync.Contacts;

namespace CrmQbSync.Connections.ZohoCrm;

/// <summary>One reading for a run: everything, or what changed and what was deleted since the mark.</summary>
internal sealed class ZohoReading(ZohoCrmConnection connection, ZohoSources sources, ZohoMark? since, IReadOnlyList<ContactRecord> deleted, DateTimeOffset? begun) : ISideReading
{
    private ZohoMark? _mark;
    private bool _faulty;

    /// <inheritdoc/>
    public bool IsFull => since is null;

    /// <inheritdoc/>
    public long? ExpectedCount => IsFull ? connection.Memory?.Records : null;

    /// <inheritdoc/>
    public bool IsComplete => _mark is not null && !_faulty;

    /// <inheritdoc/>
    public string? Mark => _mark?.Write();

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReadPage> ReadPagesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var pages = since is null ? sources.AllAsync(connection.Memory?.Records, cancellationToken) : sources.ChangedAsync(since, cancellationToken);
        await foreach (var page in pages.ConfigureAwait(false))
        {
            _faulty |= page.Faults.Count > 0;
            var fresh = page.Records.Where(record => seen.Add(record.Id)).ToList();
            if (fresh.Count > 0 || page.Faults.Count > 0)
                yield return new ReadPage(fresh, page.Faults);
        }
        // What was brought back meanwhile exists, whatever the list of deleted records said before.
        var gone = deleted.Where(record => seen.Add(record.Id)).ToList();
        if (gone.Count > 0)
            yield return new ReadPage(gone, []);
        _mark = connection.MarkOf(begun ?? sources.Time, since is null ? seen.Count : connection.Memory?.Records, sources.AccountsTime ?? since?.AccountsTime);
    }
}

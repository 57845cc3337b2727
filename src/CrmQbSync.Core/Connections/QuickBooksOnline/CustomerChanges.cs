using Newtonsoft.Json.Linq;

namespace CrmQbSync.Connections.QuickBooksOnline;

/// <summary>
/// What changed since a mark: by change data capture, or where that is full, which it does not say otherwise, by a query for the time of change. Neither need tell
/// of a customer that was merged away; so they are counted too, where the mark's keeper wants it, and no call is made for that where another one can do it.
/// </summary>
internal sealed class CustomerChanges(AccountingClient client, QuickBooksMark last)
{
    private readonly Dictionary<string, JObject> _rows = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JObject> _gone = new(StringComparer.Ordinal);

    /// <summary>The service's time when the reading began; null if it did not say.</summary>
    public DateTimeOffset? BeganAt { get; private set; }

    /// <summary>The changed customers as they stand.</summary>
    public IReadOnlyCollection<JObject> Rows => _rows.Values;

    /// <summary>Customers that are gone for good, of which little more than the id is told.</summary>
    public IReadOnlyCollection<JObject> Gone => _gone.Values;

    /// <summary>Whether a row is of a customer that is gone for good.</summary>
    public static bool IsGone(JObject row) => ((string?)row["status"])?.Equals("Deleted", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>How many customers there are that were created before the mark; null if they were not counted, or that is not told.</summary>
    public int? Counted { get; private set; }

    /// <summary>Reads what changed.</summary>
    /// <param name="counts">Whether customers are counted with it, in the same call. Then the feed, which would tell of those that are gone for good, is not needed.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task ReadAsync(bool counts, CancellationToken cancellationToken)
    {
        string[] conditions = [CustomerQuery.AnyActive, CustomerQuery.ChangedSince(last.Since)];
        if (!last.FillsFeed)
        {
            var counted = counts ? await client.CountAndQueryAsync(last.Since, CustomerQuery.Page(conditions, 1), cancellationToken).ConfigureAwait(false) : null;
            Counted = counted?.Count;
            var feed = counted?.Page ?? await client.ChangesAsync(last.Since, cancellationToken).ConfigureAwait(false);
            BeganAt = feed.Time;
            foreach (var row in feed.Rows)
                (IsGone(row) ? _gone : _rows)[CustomerMapping.IdOf(row)] = row;
            if (feed.Rows.Count < CustomerQuery.MaxRows)
                return;
        }
        var pages = new CustomerPages(client, conditions);
        await foreach (var page in pages.ReadAsync(cancellationToken).ConfigureAwait(false))
            Take(page);
        BeganAt ??= pages.BeganAt;
    }

    /// <summary>
    /// Looks what the feed leaves open: it has told of deletions that were none, and what is pending was changed before the mark. With it, in the same call,
    /// customers are counted.
    /// </summary>
    /// <param name="counts">Whether to count.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task AskAsync(bool counts, CancellationToken cancellationToken)
    {
        var asked = _gone.Keys.Concat(last.Pending).Where(id => !_rows.ContainsKey(id)).Distinct().ToList();
        foreach (var chunk in asked.Chunk(CustomerQuery.MaxRows))
        {
            var statement = CustomerQuery.Page([CustomerQuery.IdIn(chunk), CustomerQuery.AnyActive], 1);
            var counted = counts && Counted is null ? await client.CountAndQueryAsync(last.Since, statement, cancellationToken).ConfigureAwait(false) : null;
            Counted ??= counted?.Count;
            var page = counted?.Page ?? await client.QueryAsync(statement, "read changed customers", cancellationToken).ConfigureAwait(false);
            Take(page.Rows);
        }
        if (counts)
            Counted ??= await client.CountAsync(last.Since, cancellationToken).ConfigureAwait(false);
        foreach (var id in asked.Where(id => !_rows.ContainsKey(id)))
            _gone.TryAdd(id, new JObject { ["Id"] = id, ["status"] = "Deleted" });
    }

    private void Take(IEnumerable<JObject> rows)
    {
        foreach (var row in rows)
        {
            _rows[CustomerMapping.IdOf(row)] = row;
            _gone.Remove(CustomerMapping.IdOf(row));
        }
    }
}

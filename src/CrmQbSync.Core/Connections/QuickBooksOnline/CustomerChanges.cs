using Newtonsoft.Json.Linq;

namespace CrmQbSync.Connections.QuickBooksOnline;

/// <summary>
/// What changed since a mark: by change data capture, or where that is full, which it does not say otherwise, by a query for the time of change. Neither need tell
/// of a customer that was merged away.
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

    /// <summary>Whether single customers had to be asked for.</summary>
    public bool HasAsked { get; private set; }

    /// <summary>Whether a row is of a customer that is gone for good.</summary>
    public static bool IsGone(JObject row) => ((string?)row["status"])?.Equals("Deleted", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Reads.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        var feed = await client.ChangesAsync(last.Since, cancellationToken).ConfigureAwait(false);
        BeganAt = feed.Time;
        foreach (var row in feed.Rows)
            (IsGone(row) ? _gone : _rows)[CustomerMapping.IdOf(row)] = row;
        if (feed.Rows.Count >= CustomerQuery.MaxRows)
        {
            var pages = new CustomerPages(client, CustomerQuery.AnyActive, CustomerQuery.ChangedSince(last.Since));
            await foreach (var page in pages.ReadAsync(cancellationToken).ConfigureAwait(false))
                Take(page);
        }
        await AskAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The feed has told of deletions that were none; and what is pending was changed before the mark.</summary>
    private async Task AskAsync(CancellationToken cancellationToken)
    {
        var asked = _gone.Keys.Concat(last.Pending).Where(id => !_rows.ContainsKey(id)).Distinct().ToList();
        HasAsked = asked.Count > 0;
        foreach (var chunk in asked.Chunk(CustomerQuery.MaxRows))
        {
            var statement = CustomerQuery.Page([CustomerQuery.IdIn(chunk), CustomerQuery.AnyActive], 1);
            Take((await client.QueryAsync(statement, "read changed customers", cancellationToken).ConfigureAwait(false)).Rows);
        }
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

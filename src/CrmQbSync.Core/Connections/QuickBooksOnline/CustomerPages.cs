using System.Runtime.CompilerServices;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Connections.QuickBooksOnline;

/// <summary>
/// Reads customers, each once, in pages of 1000. Pages are places in a result that goes on changing: a customer that is merged away between two pages moves
/// the ones behind it forward, past the border. So each page begins with the last row of the one before; where that does not stand there any more, the reading
/// goes back a page.
/// </summary>
/// <param name="client">The calls.</param>
/// <param name="conditions">Which customers.</param>
internal sealed class CustomerPages(AccountingClient client, params IReadOnlyList<string> conditions)
{
    /// <summary>From page to page; one row less than a page has.</summary>
    private const int Step = CustomerQuery.MaxRows - 1;

    /// <summary>The service's time of the first page; null before it came.</summary>
    public DateTimeOffset? BeganAt { get; private set; }

    /// <summary>The rows, page by page, each customer once.</summary>
    public async IAsyncEnumerable<IReadOnlyList<JObject>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var start = 1; ;)
        {
            var statement = CustomerQuery.Page(conditions, start);
            var page = await client.QueryAsync(statement, "read customers", cancellationToken).ConfigureAwait(false);
            BeganAt ??= page.Time;
            if (start > 1 && !page.Rows.Any(row => seen.Contains(CustomerMapping.IdOf(row))))
            {
                start = Math.Max(1, start - Step);
                continue;
            }
            var fresh = page.Rows.Where(row => seen.Add(CustomerMapping.IdOf(row))).ToList();
            if (fresh.Count > 0)
                yield return fresh;
            if (page.Rows.Count < CustomerQuery.MaxRows)
                yield break;
            start += Step;
        }
    }
}

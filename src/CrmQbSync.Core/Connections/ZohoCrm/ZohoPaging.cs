using System.Runtime.CompilerServices;
using CrmQbSync.Connections.Http;

namespace CrmQbSync.Connections.ZohoCrm;

/// <summary>
/// Reads contacts page by page, for sign-ins whose scopes refuse queries. Sorted by id: what is added meanwhile comes at the end. Whatever is deleted
/// meanwhile moves the rows after it one place up, past a page's end; where that happened the pages are read again.
/// </summary>
internal sealed class ZohoPaging(ZohoApi api, ZohoRowReader reader, string listFields)
{
    private const string Name = "read contacts";
    private const int MaxRounds = 4;

    /// <summary>The code of a page token that reaches beyond what the service gives so.</summary>
    private const string BeyondPages = "PAGINATION_LIMIT_EXCEEDED";

    /// <summary>The contacts, all or those modified since a time.</summary>
    /// <param name="since">The time; null for all.</param>
    /// <param name="onTime">Told the service's time with each page.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async IAsyncEnumerable<ReadPage> ReadAsync(
        DateTimeOffset? since, Action<DateTimeOffset?> onTime, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var gone = new HashSet<string>(StringComparer.Ordinal);
        for (var round = 1; ; round++)
        {
            DateTimeOffset? begun = null;
            var pages = 0;
            await foreach (var page in ReadOnceAsync(since, cancellationToken).ConfigureAwait(false))
            {
                pages++;
                begun ??= page.Time;
                onTime(page.Time);
                var read = ZohoScan.Read([.. page.Rows.Where(row => ZohoRows.Text(row, "id") is not { } id || seen.Add(id))], reader);
                yield return read;
            }
            if (pages <= 1 || !await AnyDeletedSinceAsync(begun, gone, cancellationToken).ConfigureAwait(false))
                yield break;
            if (round == MaxRounds)
            {
                throw new SyncException(
                    SyncErrorId.ServiceUnavailable,
                    "Contacts were deleted in Zoho CRM again and again while they were read page by page.",
                    $"Run again when less is going on. {ZohoScopes.Advice}");
            }
        }
    }

    private async IAsyncEnumerable<ZohoPage> ReadOnceAsync(DateTimeOffset? since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? token = null;
        do
        {
            var path = $"/Contacts?fields={listFields}&sort_by=id&sort_order=asc&per_page=200{(token is null ? "" : $"&page_token={Uri.EscapeDataString(token)}")}";
            // The list gives what was modified after the time: a second earlier, so that what was modified in that second is among it.
            var reply = await api.GetAsync(Name, path, cancellationToken, since?.AddSeconds(-1), takesRejections: true).ConfigureAwait(false);
            if (reply.Verdict is { Kind: VerdictKind.Rejected } verdict)
                throw verdict.Code == BeyondPages ? TooMany(verdict) : await api.RejectedQueryAsync(Name, verdict, cancellationToken).ConfigureAwait(false);
            var page = ZohoPage.Of(reply);
            yield return page;
            token = page.HasMore ? page.NextToken ?? throw NoToken() : null;
        }
        while (token is not null);
    }

    /// <summary>Whether more was deleted than the rounds before knew of.</summary>
    private async Task<bool> AnyDeletedSinceAsync(DateTimeOffset? time, HashSet<string> gone, CancellationToken cancellationToken)
    {
        var known = gone.Count;
        var (records, _, _) = await new ZohoDeletions(api).ReadAsync(time?.AddSeconds(-1), cancellationToken).ConfigureAwait(false);
        gone.UnionWith(records.Select(record => record.Id));
        return gone.Count > known;
    }

    private static SyncException TooMany(ReplyVerdict verdict) => new(
        SyncErrorId.ServiceRejected,
        $"There are more contacts in Zoho CRM than the 100,000 that it gives page by page; the rest can be read with the scope ZohoCRM.coql.READ only ({verdict.Text}).",
        ZohoScopes.Advice);

    private static SyncException NoToken() => new(
        SyncErrorId.ServiceRejected, "Zoho CRM says that there are more contacts and not how to get them.", ZohoScopes.Advice);
}

using CrmQbSync.Contacts;

namespace CrmQbSync.Connections.ZohoCrm;

/// <summary>The list of deleted contacts. It reaches back 60 days for the recycle bin, 120 for what is gone from there too.</summary>
internal sealed class ZohoDeletions(ZohoApi api)
{
    /// <summary>How far back the list can be relied on.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromDays(59);

    /// <summary>How many pages can be relied on: whether the list goes beyond 2,000 is not documented.</summary>
    private const int MaxPages = 10;

    private const int PerPage = 200;
    private const int MaxRounds = 4;

    /// <summary>What was deleted since a time.</summary>
    /// <param name="since">The time; null for all that is remembered.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The deleted records; whether these are all; the service's time when it began.</returns>
    public async Task<(List<ContactRecord> Records, bool IsWhole, DateTimeOffset? Time)> ReadAsync(DateTimeOffset? since, CancellationToken cancellationToken)
    {
        DateTimeOffset? time = null;
        HashSet<string>? before = null;
        for (var round = 1; ; round++)
        {
            var (records, pages, isWhole, begun) = await ReadOnceAsync(since, cancellationToken).ConfigureAwait(false);
            time ??= begun;
            var ids = records.Select(record => record.Id).ToHashSet(StringComparer.Ordinal);
            // What is restored meanwhile moves the rest one place up, past a page's end: pages hold if they come out alike twice.
            if (!isWhole || pages == 1 || before?.SetEquals(ids) == true)
                return (records, isWhole, time);
            if (round == MaxRounds)
                return (records, false, time);
            before = ids;
        }
    }

    private async Task<(List<ContactRecord> Records, int Pages, bool IsWhole, DateTimeOffset? Time)> ReadOnceAsync(DateTimeOffset? since, CancellationToken cancellationToken)
    {
        var records = new List<ContactRecord>();
        DateTimeOffset? time = null;
        for (var number = 1; number <= MaxPages; number++)
        {
            var reply = await api.GetAsync(
                "read deleted contacts", $"/Contacts/deleted?type=all&page={number}&per_page={PerPage}", cancellationToken, since).ConfigureAwait(false);
            var page = ZohoPage.Of(reply);
            time ??= page.Time;
            foreach (var row in page.Rows)
            {
                if (ZohoRows.Text(row, "id") is { Length: > 0 } id)
                    records.Add(new ContactRecord(id, default, ZohoRows.Time(ZohoRows.Text(row, "deleted_time"))) { Deleted = true });
            }
            if (!page.HasMore)
                return (records, number, true, time);
        }
        return (records, MaxPages, false, time);
    }
}

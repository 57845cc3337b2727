using CrmQbSync.Connections.Http;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Connections.ZohoCrm;

/// <summary>Changes contacts. After a lost answer the records themselves tell what was done; what is sent again leaves them the same.</summary>
internal sealed class ZohoUpdates(ZohoApi api, ZohoLookup lookup, ZohoStanding standing)
{
    private const int MaxAttempts = 3;

    /// <summary>Changes them.</summary>
    public async Task WriteAsync(List<ZohoWrite> writes, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            var open = writes.Where(write => write.IsOpen).ToList();
            if (open.Count == 0)
                return;
            await standing.CompareAsync(open, isRepeated: attempt > 1, cancellationToken).ConfigureAwait(false);
            open = [.. open.Where(write => write.IsOpen)];
            if (open.Count == 0)
                return;
            string? lost;
            try
            {
                var unmodifiedSince = open.Max(write => write.Before!.ModifiedTime);
                var reply = await api.WriteAsync(HttpMethod.Put, "update contacts", "/Contacts", ZohoRowMaker.Body(open), cancellationToken, unmodifiedSince).ConfigureAwait(false);
                lost = Take(open, reply);
            }
            catch (AnswerLostException exception)
            {
                lost = exception.Error.Message;
            }
            if (lost is not null && attempt == MaxAttempts)
                await standing.LoseAsync(open, lost, cancellationToken).ConfigureAwait(false);
            else if (lost is not null)
                await lookup.WaitAsync(attempt, cancellationToken).ConfigureAwait(false);
        }
        foreach (var write in writes.Where(write => write.IsOpen))
            write.End(WriteStatus.Stale);
    }

    /// <returns>Why nothing is known of the writes that stay open; null if it is known that they were not done.</returns>
    private string? Take(List<ZohoWrite> writes, ServiceReply reply)
    {
        // A call that was refused as a whole names only the records that were modified; the others are sent again.
        var stale = ZohoRows.Of(reply) is { } rows && rows.Count != writes.Count
            ? rows.Where(row => ZohoRows.CodeOf(row) == "ALREADY_MODIFIED").Select(row => ZohoRows.Detail(row, "id")).ToHashSet()
            : [];
        foreach (var write in writes.Where(write => stale.Contains(write.Request.Id)))
            write.End(WriteStatus.Stale);
        return stale.Count > 0 ? null : ZohoStanding.TakeRows(writes, reply, TakeRow);
    }

    private void TakeRow(ZohoWrite write, JToken row)
    {
        if (ZohoRows.IsDone(row))
            standing.Settle(write, row);
        else if (ZohoRows.CodeOf(row) == "ALREADY_MODIFIED")
            write.End(WriteStatus.Stale);
        else if (ZohoRows.CodeOf(row) == ZohoRows.InvalidData && ZohoRows.Detail(row, "api_name") == "id")
            write.End(WriteStatus.Gone);
        else
            write.Fail(ZohoRows.CodeOf(row), ZohoRows.MessageOf(row));
    }
}

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
            try
            {
                var unmodifiedSince = open.Max(write => write.Before!.ModifiedTime);
                var reply = await api.WriteAsync(HttpMethod.Put, "update contacts", "/Contacts", ZohoRowMaker.Body(open), cancellationToken, unmodifiedSince).ConfigureAwait(false);
                Take(open, reply);
            }
            catch (AnswerLostException exception)
            {
                if (attempt == MaxAttempts)
                    await standing.LoseAsync(open, exception, cancellationToken).ConfigureAwait(false);
                else
                    await lookup.WaitAsync(attempt, cancellationToken).ConfigureAwait(false);
            }
        }
        foreach (var write in writes.Where(write => write.IsOpen))
            write.End(WriteStatus.Stale);
    }

    private void Take(List<ZohoWrite> writes, ServiceReply reply)
    {
        if (ZohoRows.Of(reply) is not { } rows)
        {
            if (reply.Verdict?.Code != ZohoDialect.InternalError)
                writes.ForEach(write => write.Fail(reply.Verdict?.Code, reply.Verdict?.Message ?? $"Zoho CRM answered with status {reply.Status}."));
            return;
        }
        if (rows.Count != writes.Count)
        {
            // A call that was refused as a whole names only the records that were modified; the others are sent again.
            var stale = rows.Where(row => ZohoRows.CodeOf(row) == "ALREADY_MODIFIED").Select(row => ZohoRows.Detail(row, "id")).ToHashSet();
            foreach (var write in writes.Where(write => stale.Contains(write.Request.Id)))
                write.End(WriteStatus.Stale);
            if (stale.Count == 0)
                writes.ForEach(write => write.Fail(ZohoRows.CodeOf(rows[0]), ZohoRows.MessageOf(rows[0])));
            return;
        }
        for (var at = 0; at < writes.Count; at++)
            TakeRow(writes[at], rows[at]);
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

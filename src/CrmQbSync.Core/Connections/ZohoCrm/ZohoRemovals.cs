using CrmQbSync.Connections.Http;

namespace CrmQbSync.Connections.ZohoCrm;

/// <summary>Deletes contacts. Of those that are not there after a lost answer, that deletion was what took them away.</summary>
internal sealed class ZohoRemovals(ZohoApi api, ZohoLookup lookup, ZohoStanding standing)
{
    private const int MaxAttempts = 3;

    /// <summary>The parameter ids takes 1,024 characters: 50 ids of 19 digits and their commas.</summary>
    private const int MaxIds = 50;

    /// <summary>Deletes them.</summary>
    public async Task WriteAsync(List<ZohoWrite> writes, CancellationToken cancellationToken)
    {
        foreach (var chunk in writes.Chunk(MaxIds))
            await DeleteAsync([.. chunk], cancellationToken).ConfigureAwait(false);
    }

    private async Task DeleteAsync(List<ZohoWrite> writes, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            var open = writes.Where(write => write.IsOpen).ToList();
            await standing.CompareAsync(open, isRepeated: attempt > 1, cancellationToken).ConfigureAwait(false);
            open = [.. open.Where(write => write.IsOpen)];
            if (open.Count == 0)
                return;
            try
            {
                var ids = string.Join(',', open.Select(write => write.Request.Id));
                var reply = await api.WriteAsync(HttpMethod.Delete, "delete contacts", $"/Contacts?ids={ids}&wf_trigger=false", null, cancellationToken).ConfigureAwait(false);
                TakeDeletions(open, reply);
                if (open.TrueForAll(write => !write.IsOpen))
                    return;
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
            write.Lose("Zoho CRM is out of order (delete contacts).");
    }

    private static void TakeDeletions(List<ZohoWrite> writes, ServiceReply reply)
    {
        var rows = ZohoRows.Of(reply);
        for (var at = 0; at < writes.Count; at++)
        {
            if (rows is not null && at < rows.Count && ZohoRows.IsDone(rows[at]))
                writes[at].EndDeleted();
            else if (rows is not null && at < rows.Count)
                writes[at].Fail(ZohoRows.CodeOf(rows[at]), ZohoRows.MessageOf(rows[at]));
            else if (reply.Verdict?.Code != ZohoDialect.InternalError)
                writes[at].Fail(reply.Verdict?.Code, reply.Verdict?.Message);
        }
    }
}

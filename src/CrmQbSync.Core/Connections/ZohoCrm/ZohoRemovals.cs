using CrmQbSync.Connections.Http;
using Newtonsoft.Json.Linq;

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
            string? lost;
            try
            {
                var ids = string.Join(',', open.Select(write => write.Request.Id));
                var reply = await api.WriteAsync(HttpMethod.Delete, "delete contacts", $"/Contacts?ids={ids}&wf_trigger=false", null, cancellationToken).ConfigureAwait(false);
                lost = ZohoStanding.TakeRows(open, reply, TakeRow);
            }
            catch (AnswerLostException exception)
            {
                lost = exception.Error.Message;
            }
            if (lost is null)
                return;
            if (attempt == MaxAttempts)
                await standing.LoseAsync(open, lost, cancellationToken).ConfigureAwait(false);
            else
                await lookup.WaitAsync(attempt, cancellationToken).ConfigureAwait(false);
        }
    }

    private static void TakeRow(ZohoWrite write, JToken row)
    {
        if (ZohoRows.IsDone(row))
            write.EndDeleted();
        else
            write.Fail(ZohoRows.CodeOf(row), ZohoRows.MessageOf(row));
    }
}

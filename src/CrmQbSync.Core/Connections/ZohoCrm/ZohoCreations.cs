using CrmQbSync.Connections.Http;
using CrmQbSync.Contacts;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Connections.ZohoCrm;

/// <summary>
/// Makes new contacts. Zoho knows no idempotency key: after a lost answer it is looked by address for what was made, and nothing is sent again unless the
/// service itself said that it failed and nothing is there.
/// </summary>
internal sealed class ZohoCreations(ZohoApi api, ZohoLookup lookup, ZohoStanding standing)
{
    private const int MaxAttempts = 3;

    /// <summary>How far the clocks of the service's machines may differ.</summary>
    private static readonly TimeSpan s_tolerance = TimeSpan.FromMinutes(5);

    /// <summary>Makes them.</summary>
    public async Task WriteAsync(List<ZohoWrite> writes, CancellationToken cancellationToken)
    {
        var since = api.ServerTime - s_tolerance;
        for (var attempt = 1; ; attempt++)
        {
            var open = writes.Where(write => write.IsOpen).ToList();
            if (open.Count == 0)
                return;
            var (lost, failed) = await SendAsync(open, cancellationToken).ConfigureAwait(false);
            if (lost is null && !failed)
                return;
            var isKnown = await FindAsync(open, since, cancellationToken).ConfigureAwait(false);
            if (lost is not null || !isKnown || attempt == MaxAttempts)
            {
                foreach (var write in open.Where(write => write.IsOpen))
                    write.Lose(lost ?? ZohoDialect.OutOfOrder);
                return;
            }
        }
    }

    /// <summary>Sends the rows.</summary>
    /// <returns>Why the answer was lost, or null; whether the service said that it failed inside.</returns>
    private async Task<(string? Lost, bool Failed)> SendAsync(List<ZohoWrite> open, CancellationToken cancellationToken)
    {
        try
        {
            var reply = await api.WriteAsync(HttpMethod.Post, "create contacts", "/Contacts", ZohoRowMaker.Body(open), cancellationToken).ConfigureAwait(false);
            if (ZohoRows.Of(reply) is not { } rows)
            {
                if (reply.Verdict?.Code == ZohoDialect.InternalError)
                    return (null, true);
                open.ForEach(write => write.Fail(reply.Verdict?.Code, reply.Verdict?.Message ?? $"Zoho CRM answered with status {reply.Status}."));
                return (null, false);
            }
            if (ZohoRows.Each(rows, open.Count) is not { } each)
                return (ZohoRows.Untold, false);
            for (var at = 0; at < open.Count; at++)
                Take(open[at], each[at]);
            return (null, false);
        }
        catch (AnswerLostException exception)
        {
            return (exception.Error.Message, false);
        }
    }

    private void Take(ZohoWrite write, JToken row)
    {
        if (ZohoRows.IsDone(row) && ZohoRows.Detail(row, "id") is not null)
            standing.Settle(write, row);
        else
            write.Fail(ZohoRows.CodeOf(row), ZohoRows.MessageOf(row));
    }

    /// <summary>Looks for what was made: soon, and again some seconds later, since the service may still be at it.</summary>
    /// <returns>Whether what was not found is not there; false where the sign-in's scopes refuse to look.</returns>
    private async Task<bool> FindAsync(List<ZohoWrite> writes, DateTimeOffset? since, CancellationToken cancellationToken)
    {
        const int Looks = 3;
        for (var look = 1; look <= Looks; look++)
        {
            await lookup.WaitAsync(look, cancellationToken).ConfigureAwait(false);
            var open = writes.Where(write => write.IsOpen).ToList();
            if (open.Count == 0)
                return true;
            if (await lookup.ByEmailAsync(open.Select(KeyOf).OfType<string>(), cancellationToken).ConfigureAwait(false) is not { } found)
                return false;
            foreach (var write in open)
            {
                var made = found.FirstOrDefault(record => (since is null || record.CreatedTime is null || record.CreatedTime >= since) && standing.Stands(write, record));
                if (made is not null)
                    standing.Settle(write, made.Id, made.ModifiedTime, made.CreatedTime);
            }
        }
        return true;
    }

    private static string? KeyOf(ZohoWrite write) =>
        EmailAddress.First(write.Request.Fields.FirstOrDefault(field => field.Field.Name == CanonicalFields.Email).Value);
}

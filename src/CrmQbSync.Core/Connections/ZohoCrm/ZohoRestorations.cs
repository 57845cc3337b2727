using CrmQbSync.Connections.Http;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Connections.ZohoCrm;

/// <summary>Brings deleted contacts back from the recycle bin.</summary>
internal sealed class ZohoRestorations(ZohoApi api, ZohoLookup lookup)
{
    /// <summary>What brings a contact back: it lies in the recycle bin, whole, for 60 days, and its id is all that it takes.</summary>
    public static string DataOf(string id) => id;

    /// <summary>Brings them back.</summary>
    public async Task WriteAsync(List<ZohoWrite> writes, CancellationToken cancellationToken)
    {
        foreach (var write in writes.Where(write => write.Request.RestoreData is not { } data || !ZohoLookup.IsId(data)))
            write.Fail(ZohoRows.InvalidData, "What was kept of the deleted contact cannot be read.");
        var open = writes.Where(write => write.IsOpen).ToList();
        if (open.Count == 0)
            return;
        try
        {
            var body = new JObject { ["ids"] = new JArray(open.Select(write => write.Request.RestoreData)) };
            var reply = await api.WriteAsync(HttpMethod.Post, "restore contacts", "/settings/recycle_bin/actions/restore", body, cancellationToken).ConfigureAwait(false);
            await TakeRestorationsAsync(open, reply, null, cancellationToken).ConfigureAwait(false);
        }
        catch (AnswerLostException exception)
        {
            await lookup.WaitAsync(1, cancellationToken).ConfigureAwait(false);
            await TakeRestorationsAsync(open, null, exception.Error.Message, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Whether a record is back is seen by reading it.</summary>
    private async Task TakeRestorationsAsync(List<ZohoWrite> writes, ServiceReply? reply, string? lost, CancellationToken cancellationToken)
    {
        var found = (await lookup.ByIdAsync([.. writes.Select(write => write.Request.RestoreData!)], cancellationToken).ConfigureAwait(false))
            .ToDictionary(record => record.Id, StringComparer.Ordinal);
        var rows = reply is null ? null : ZohoRows.Of(reply);
        for (var at = 0; at < writes.Count; at++)
        {
            var write = writes[at];
            if (found.TryGetValue(write.Request.RestoreData!, out var record))
                write.Outcome = new WriteOutcome { Status = WriteStatus.Done, Id = record.Id, Record = record };
            else if (lost is not null || reply!.Status == 202)
                write.Lose(lost ?? "Zoho CRM restores the contact later.");
            else if (rows?.Count == writes.Count && !ZohoRows.IsDone(rows[at]))
                write.Fail(ZohoRows.CodeOf(rows[at]), $"{ZohoRows.MessageOf(rows[at])}. Contacts stay in Zoho's recycle bin for 60 days.");
            else
                write.Fail(reply.Verdict?.Code, reply.Verdict?.Text is { Length: > 0 } text ? text : "Zoho CRM did not restore the contact.");
        }
    }
}

using CrmQbSync.Connections.Http;
using CrmQbSync.Contacts;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Connections.ZohoCrm;

/// <summary>How records stand before they are written, and afterwards.</summary>
internal sealed class ZohoStanding(ZohoLookup lookup, FieldSet fields)
{
    /// <summary>
    /// Reads the records again just before they are written: Zoho does not promise that a call with many rows heeds If-Unmodified-Since. What stands as the
    /// write would leave it, after an attempt whose answer was lost, was done by that.
    /// </summary>
    public async Task CompareAsync(List<ZohoWrite> writes, bool isRepeated, CancellationToken cancellationToken)
    {
        var found = (await lookup.ByIdAsync([.. writes.Select(write => write.Request.Id!)], cancellationToken).ConfigureAwait(false))
            .ToDictionary(record => record.Id, StringComparer.Ordinal);
        foreach (var write in writes)
        {
            write.Before = found.GetValueOrDefault(write.Request.Id!);
            if (write.Before is not { } record)
                EndMissing(write, isRepeated);
            else if (write.Request.Kind == WriteKind.Update && (isRepeated || write.Written.Count == 0) && Stands(write, record))
                Settle(write, record.Id, record.ModifiedTime, record.CreatedTime);
            else if (!write.Request.Expected.IsDefault && record.Values != write.Request.Expected)
                write.End(WriteStatus.Stale);
        }
    }

    /// <summary>After the last lost answer: what is seen to have been done is done, of the rest nothing is known.</summary>
    public async Task LoseAsync(List<ZohoWrite> writes, string why, CancellationToken cancellationToken)
    {
        await CompareAsync(writes, isRepeated: true, cancellationToken).ConfigureAwait(false);
        foreach (var write in writes.Where(write => write.IsOpen))
            write.Lose(why);
    }

    /// <summary>Takes the row of each write, or what refuses all of them.</summary>
    /// <returns>Why nothing is known of them; null if it is.</returns>
    public static string? TakeRows(List<ZohoWrite> writes, ServiceReply reply, Action<ZohoWrite, JToken> take)
    {
        if (ZohoRows.Of(reply) is { } rows)
        {
            if (ZohoRows.Each(rows, writes.Count) is not { } each)
                return ZohoRows.Untold;
            for (var at = 0; at < writes.Count; at++)
                take(writes[at], each[at]);
            return null;
        }
        if (reply.Verdict?.Code == ZohoDialect.InternalError)
            return ZohoDialect.OutOfOrder;
        writes.ForEach(write => write.Fail(reply.Verdict?.Code, reply.Verdict?.Message ?? $"Zoho CRM answered with status {reply.Status}."));
        return null;
    }

    /// <summary>A write that was done, as Zoho's row tells it.</summary>
    public void Settle(ZohoWrite write, JToken row)
    {
        var id = write.Request.Id ?? ZohoRows.Detail(row, "id")!;
        Settle(write, id, ZohoRows.Time(ZohoRows.Detail(row, "Modified_Time")), ZohoRows.Time(ZohoRows.Detail(row, "Created_Time")));
    }

    /// <summary>A write that was done.</summary>
    public void Settle(ZohoWrite write, string id, DateTimeOffset? modified, DateTimeOffset? created)
    {
        var values = write.Before is null ? new string?[fields.Count] : write.Before.Values.Unpack(fields.Count);
        foreach (var field in write.Written)
            values[fields.IndexOf(field.Field.Name)] = field.Value;
        write.Outcome = new WriteOutcome
        {
            Status = WriteStatus.Done,
            Id = id,
            Record = new ContactRecord(id, PackedValues.Pack(values), modified, created ?? write.Before?.CreatedTime) { Version = ZohoRowReader.VersionOf(modified) },
        };
    }

    /// <summary>Whether a record stands as a write would leave it.</summary>
    public bool Stands(ZohoWrite write, ContactRecord record) => write.Written.TrueForAll(field =>
        string.Equals(field.Value?.Trim() ?? "", record.Values.Get(fields.IndexOf(field.Field.Name), fields.Count)?.Trim() ?? "", StringComparison.Ordinal));

    private static void EndMissing(ZohoWrite write, bool isRepeated)
    {
        if (write.Request.Kind == WriteKind.Delete && isRepeated)
            write.EndDeleted();
        else
            write.End(WriteStatus.Gone);
    }
}

using CrmQbSync.Connections.Http;
using CrmQbSync.Contacts;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Connections.ZohoCrm;

/// <summary>Writes a batch: creations in one call, updates in two (read again, write), deletions and restorations likewise.</summary>
internal sealed class ZohoWriter(ZohoApi api, ZohoFieldMap map, ZohoAccounts accounts, FieldSet fields, TimeProvider clock)
{
    private const int MaxAttempts = 3;

    /// <summary>The parameter ids takes 1,024 characters: 50 ids of 19 digits and their commas.</summary>
    private const int MaxIds = 50;

    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(2);

    private readonly ZohoLookup _lookup = new(api, map, fields, clock);

    /// <summary>Writes; one outcome a request, in their order.</summary>
    public async Task<IReadOnlyList<WriteOutcome>> WriteAsync(IReadOnlyList<WriteRequest> batch, CancellationToken cancellationToken)
    {
        var writes = batch.Select(request => new ZohoWrite(request)).ToList();
        await FillAsync(writes, cancellationToken).ConfigureAwait(false);
        foreach (var kind in writes.Where(write => write.IsOpen).GroupBy(write => write.Request.Kind).OrderBy(group => group.Key).ToList())
        {
            var open = kind.ToList();
            await (kind.Key switch
            {
                WriteKind.Create => new ZohoCreations(api, _lookup, this).WriteAsync(open, cancellationToken),
                WriteKind.Update => UpdateAsync(open, cancellationToken),
                WriteKind.Delete => DeleteAllAsync(open, cancellationToken),
                _ => RestoreAsync(open, cancellationToken),
            }).ConfigureAwait(false);
        }
        return [.. writes.Select(write => write.Outcome!)];
    }

    /// <summary>The body of a call that writes rows. No workflow, blueprint or approval of the CRM is set off.</summary>
    public static JObject Body(IEnumerable<ZohoWrite> writes) => new()
    {
        ["data"] = new JArray(writes.Select(write => write.Row)),
        ["trigger"] = new JArray(),
    };

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

    /// <summary>Waits before the service is asked again.</summary>
    public Task WaitAsync(int attempt, CancellationToken cancellationToken) => Task.Delay(s_wait * attempt, clock, cancellationToken);

    /// <summary>Makes the rows, with the accounts that companies stand for.</summary>
    private async Task FillAsync(List<ZohoWrite> writes, CancellationToken cancellationToken)
    {
        var companies = writes.SelectMany(write => write.Request.Fields).Where(field => map.IsCompany(field.Field)).Select(field => field.Value).OfType<string>();
        var found = await accounts.ResolveAsync(companies, cancellationToken).ConfigureAwait(false);
        foreach (var write in writes)
        {
            if (write.Request.Kind is WriteKind.Delete or WriteKind.Restore)
                continue;
            if (write.Request.Kind == WriteKind.Update)
                write.Row["id"] = write.Request.Id;
            foreach (var field in write.Request.Fields)
                Fill(write, field, found);
        }
    }

    private void Fill(ZohoWrite write, FieldWrite field, IReadOnlyDictionary<string, ZohoAccount> found)
    {
        var name = map.NameOf(field.Field);
        if (field.Value is null || !map.IsCompany(field.Field))
        {
            write.Row[name] = field.Value is null ? JValue.CreateNull() : field.Value;
            write.Written.Add(field);
        }
        else if (!found.TryGetValue(field.Value, out var account))
        {
            // companies: Link, and there is no account of that name: the contact is written without it.
            return;
        }
        else if (account.Id is null)
        {
            write.Fail(account.Code, $"The account '{account.Name}' could not be made: {account.Message}");
        }
        else
        {
            write.Row[name] = new JObject { ["id"] = account.Id };
            write.Written.Add(field with { Value = account.Name });
        }
    }

    private async Task UpdateAsync(List<ZohoWrite> writes, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            var open = writes.Where(write => write.IsOpen).ToList();
            if (open.Count == 0)
                return;
            await CompareAsync(open, isRepeated: attempt > 1, cancellationToken).ConfigureAwait(false);
            open = [.. open.Where(write => write.IsOpen)];
            if (open.Count == 0)
                return;
            try
            {
                var unmodifiedSince = open.Max(write => write.Before!.ModifiedTime);
                var reply = await api.WriteAsync(HttpMethod.Put, "update contacts", "/Contacts", Body(open), cancellationToken, unmodifiedSince).ConfigureAwait(false);
                Take(open, reply);
            }
            catch (AnswerLostException exception)
            {
                if (attempt == MaxAttempts)
                    await LoseAsync(open, exception, cancellationToken).ConfigureAwait(false);
                else
                    await WaitAsync(attempt, cancellationToken).ConfigureAwait(false);
            }
        }
        foreach (var write in writes.Where(write => write.IsOpen))
            write.End(WriteStatus.Stale);
    }

    /// <summary>After the last lost answer: what is seen to have been done is done, of the rest nothing is known.</summary>
    private async Task LoseAsync(List<ZohoWrite> open, AnswerLostException exception, CancellationToken cancellationToken)
    {
        await CompareAsync(open, isRepeated: true, cancellationToken).ConfigureAwait(false);
        foreach (var write in open.Where(write => write.IsOpen))
            write.Lose(exception.Error.Message);
    }

    /// <summary>
    /// Reads the records again just before they are written: Zoho does not promise that a call with many rows heeds If-Unmodified-Since. What stands as the
    /// write would leave it, after an attempt whose answer was lost, was done by that.
    /// </summary>
    private async Task CompareAsync(List<ZohoWrite> writes, bool isRepeated, CancellationToken cancellationToken)
    {
        var found = (await _lookup.ByIdAsync([.. writes.Select(write => write.Request.Id!)], cancellationToken).ConfigureAwait(false))
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

    private static void EndMissing(ZohoWrite write, bool isRepeated)
    {
        if (write.Request.Kind == WriteKind.Delete && isRepeated)
            write.Outcome = Deleted(write.Request.Id!);
        else
            write.End(WriteStatus.Gone);
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
            Settle(write, row);
        else if (ZohoRows.CodeOf(row) == "ALREADY_MODIFIED")
            write.End(WriteStatus.Stale);
        else if (ZohoRows.CodeOf(row) == ZohoRows.InvalidData && ZohoRows.Detail(row, "api_name") == "id")
            write.End(WriteStatus.Gone);
        else
            write.Fail(ZohoRows.CodeOf(row), ZohoRows.MessageOf(row));
    }

    private async Task DeleteAllAsync(List<ZohoWrite> writes, CancellationToken cancellationToken)
    {
        foreach (var chunk in writes.Chunk(MaxIds))
            await DeleteAsync([.. chunk], cancellationToken).ConfigureAwait(false);
    }

    private async Task DeleteAsync(List<ZohoWrite> writes, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            var open = writes.Where(write => write.IsOpen).ToList();
            await CompareAsync(open, isRepeated: attempt > 1, cancellationToken).ConfigureAwait(false);
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
                    await LoseAsync(open, exception, cancellationToken).ConfigureAwait(false);
                else
                    await WaitAsync(attempt, cancellationToken).ConfigureAwait(false);
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
                writes[at].Outcome = Deleted(writes[at].Request.Id!);
            else if (rows is not null && at < rows.Count)
                writes[at].Fail(ZohoRows.CodeOf(rows[at]), ZohoRows.MessageOf(rows[at]));
            else if (reply.Verdict?.Code != ZohoDialect.InternalError)
                writes[at].Fail(reply.Verdict?.Code, reply.Verdict?.Message);
        }
    }

    /// <summary>A deleted contact lies in the recycle bin, whole, for 60 days; its id brings it back.</summary>
    public static string RestoreDataOf(string id) => id;

    private static WriteOutcome Deleted(string id) => new() { Status = WriteStatus.Done, RestoreData = RestoreDataOf(id) };

    private async Task RestoreAsync(List<ZohoWrite> writes, CancellationToken cancellationToken)
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
            await WaitAsync(1, cancellationToken).ConfigureAwait(false);
            await TakeRestorationsAsync(open, null, exception.Error.Message, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Whether a record is back is seen by reading it.</summary>
    private async Task TakeRestorationsAsync(List<ZohoWrite> writes, ServiceReply? reply, string? lost, CancellationToken cancellationToken)
    {
        var found = (await _lookup.ByIdAsync([.. writes.Select(write => write.Request.RestoreData!)], cancellationToken).ConfigureAwait(false))
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

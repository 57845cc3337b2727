using System.Globalization;
using System.Runtime.CompilerServices;
using CrmQbSync.Contacts;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Connections.ZohoCrm;

/// <summary>
/// Reads contacts in the order of their ids, each call after the last id of the one before: whatever is added, changed or deleted meanwhile, no other
/// record is lost or comes twice.
/// </summary>
internal sealed class ZohoScan(ZohoApi api, ZohoFieldMap map, FieldSet fields)
{
    /// <summary>The most fields that a list gives.</summary>
    private const int MaxListFields = 50;

    private readonly ZohoRowReader _reader = new(map, fields);
    private readonly string[] _columns = [.. map.Columns(fields)];

    /// <summary>The service's time when the reading began; null if it did not tell. Valid after the first page.</summary>
    public DateTimeOffset? Time { get; private set; }

    /// <summary>Every contact.</summary>
    /// <param name="startSmall">Whether few are expected: then the first page is one that costs least.</param>
    /// <param name="leaves">Asked once, after the first page, if there are more: whether they are read in another way. Null for never.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public IAsyncEnumerable<ReadPage> ReadAllAsync(bool startSmall, Func<Task<bool>>? leaves, CancellationToken cancellationToken) =>
        ReadAsync(null, startSmall ? ZohoQuery.CheapRows : ZohoQuery.MaxRows, null, leaves, cancellationToken);

    /// <summary>The contacts after an id, as far as queries are not refused.</summary>
    public IAsyncEnumerable<ReadPage> ReadAfterAsync(string id, CancellationToken cancellationToken) => QueryAsync(null, id, ZohoQuery.MaxRows, null, cancellationToken);

    /// <summary>The contacts that were modified at or after a time.</summary>
    /// <param name="since">The time.</param>
    /// <param name="accountsSince">Those too whose account was modified at or after this time, as far as queries are not refused; null for no others.</param>
    /// <param name="slice">Those too, as far as queries are not refused; null for no others.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public IAsyncEnumerable<ReadPage> ReadModifiedAsync(DateTimeOffset since, DateTimeOffset? accountsSince, ZohoSlice? slice, CancellationToken cancellationToken)
    {
        var condition = accountsSince is { } time ? ZohoQuery.ModifiedSince(since, time) : ZohoQuery.ModifiedSince(since);
        return ReadAsync(slice is null ? condition : ZohoQuery.Or(condition, slice), ZohoQuery.MaxRows, since, null, cancellationToken);
    }

    /// <summary>Whether nothing was modified since some contacts were noted; false also where the service does not count so.</summary>
    public async Task<bool> IsSettledAsync(ZohoSettled settled, CancellationToken cancellationToken)
    {
        var page = await api.QueryAsync("look whether contacts changed", ZohoQuery.CountBySecond(settled.From), cancellationToken, mayBeRejected: true).ConfigureAwait(false);
        if (page is not { HasMore: false })
            return false;
        Time ??= page.Time;
        var counts = new Dictionary<long, int>();
        foreach (var row in page.Rows)
        {
            if (ZohoRows.Time(ZohoRows.Text(row, "Modified_Time")) is not { } time || !int.TryParse(ZohoRows.Text(row, ZohoQuery.Count), CultureInfo.InvariantCulture, out var count))
                return false;
            counts[time.ToUnixTimeSeconds()] = counts.GetValueOrDefault(time.ToUnixTimeSeconds()) + count;
        }
        return settled.IsStill(counts);
    }

    /// <summary>The contacts with one of these values of a column, at most 100.</summary>
    /// <returns>Null where queries are refused.</returns>
    public async Task<List<ContactRecord>?> FindAsync(string column, IReadOnlyList<string> values, CancellationToken cancellationToken)
    {
        var found = new List<ContactRecord>();
        while (true)
        {
            var query = ZohoQuery.In(_columns, "Contacts", column, values, found.Count == 0 ? null : found[^1].Id);
            if (await api.QueryAsync("look contacts up", query, cancellationToken).ConfigureAwait(false) is not { } page)
                return null;
            var read = Read(page.Rows, _reader).Records;
            found.AddRange(read);
            // Any number may share an address.
            if (!page.HasMore || read.Count == 0)
                return found;
        }
    }

    /// <summary>The contacts of these ids, by lists.</summary>
    public async Task<List<ContactRecord>> ListAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        // The parameter ids takes 1,024 characters: 50 ids of 19 digits and their commas.
        const int MaxIds = 50;
        var found = new List<ContactRecord>();
        foreach (var chunk in ids.Chunk(MaxIds))
        {
            var path = $"/Contacts?ids={string.Join(',', chunk)}&fields={ListFields()}&per_page=200";
            var reply = await api.GetAsync("look contacts up", path, cancellationToken).ConfigureAwait(false);
            found.AddRange(ZohoPage.Of(reply).Rows.Select(_reader.Read).OfType<ContactRecord>());
        }
        return found;
    }

    private async IAsyncEnumerable<ReadPage> ReadAsync(
        string? condition, int firstLimit, DateTimeOffset? since, Func<Task<bool>>? leaves, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in QueryAsync(condition, "0", firstLimit, leaves, cancellationToken).ConfigureAwait(false))
            yield return page;
        if (!api.RefusesQueries)
            yield break;
        await foreach (var page in new ZohoPaging(api, _reader, ListFields()).ReadAsync(since, time => Time ??= time, cancellationToken).ConfigureAwait(false))
            yield return page;
    }

    private async IAsyncEnumerable<ReadPage> QueryAsync(
        string? condition, string after, int limit, Func<Task<bool>>? leaves, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var page = await api.QueryAsync("read contacts", ZohoQuery.After(_columns, condition, after, limit), cancellationToken).ConfigureAwait(false);
            if (page is null)
                yield break;
            Time ??= page.Time;
            var read = Read(page.Rows, _reader);
            yield return read;
            if (!page.HasMore || read.Records.Count == 0)
                yield break;
            (after, limit) = (read.Records[^1].Id, ZohoQuery.MaxRows);
            if (leaves is not null && await leaves().ConfigureAwait(false))
                yield break;
            leaves = null;
        }
    }

    /// <summary>A page's records; a row without an id is a fault.</summary>
    public static ReadPage Read(IReadOnlyList<JObject> rows, ZohoRowReader reader)
    {
        var records = new List<ContactRecord>(rows.Count);
        var faults = new List<ReadFault>();
        foreach (var row in rows)
        {
            if (reader.Read(row) is { } record)
                records.Add(record);
            else
                faults.Add(new ReadFault(ErrorCodes.BadRow, "Zoho CRM sent a contact without an id. Run again; if it stays so, ask Zoho's support.", null));
        }
        return new ReadPage(records, faults);
    }

    private string ListFields()
    {
        var names = map.ListNames(fields).ToList();
        return names.Count <= MaxListFields
            ? string.Join(',', names)
            : throw new SyncException(
                SyncErrorId.ServiceRejected,
                $"The profile maps {names.Count} fields of Zoho CRM; without the scope ZohoCRM.coql.READ only {MaxListFields} can be read.",
                ZohoScopes.Advice);
    }
}

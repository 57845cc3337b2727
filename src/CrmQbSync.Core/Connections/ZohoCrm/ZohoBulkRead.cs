using System.Globalization;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using CrmQbSync.Connections.Http;
using CrmQbSync.Contacts;
using CsvHelper;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Connections.ZohoCrm;

/// <summary>
/// Reads all contacts by jobs of up to 200,000: 50 credits each, where queries cost 3 for 2,000. A job may leave rows out that queries give, so that the
/// number is compared afterwards.
/// </summary>
internal sealed class ZohoBulkRead(ZohoApi api, ZohoFieldMap map, FieldSet fields, TimeProvider clock)
{
    /// <summary>From how many records on it is cheaper than queries.</summary>
    public const long WorthFrom = 40_000;

    private const int PageSize = 2000;
    private const string Jobs = "/crm/bulk/v8/read";
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(10);

    private readonly ZohoRowReader _reader = new(map, fields);
    private bool _isDamaged;

    /// <summary>The service's time when the reading began; null if it did not tell.</summary>
    public DateTimeOffset? Time { get; private set; }

    /// <summary>Whether the job was made, finished in time and held as many records as there are. Valid after the last page.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>The records, page by page; not all of them, or nothing, if the service refuses jobs or a job comes to nothing.</summary>
    public async IAsyncEnumerable<ReadPage> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        JObject? result = null;
        var count = 0L;
        var highest = 0L;
        for (var number = 1; number == 1 || ZohoRows.IsTrue(result!, "more_records"); number++)
        {
            result = await RunJobAsync(number, result is null ? null : ZohoRows.Text(result, "next_page_token"), cancellationToken).ConfigureAwait(false);
            if (result is null || await DownloadAsync(result, cancellationToken).ConfigureAwait(false) is not { } file)
                yield break;
            using var pages = Pages(file).GetEnumerator();
            while (Next(pages))
            {
                count += pages.Current.Records.Count;
                highest = Math.Max(highest, pages.Current.Records.Max(record => long.Parse(record.Id, CultureInfo.InvariantCulture)));
                yield return pages.Current;
            }
            if (_isDamaged)
                yield break;
        }
        IsWhole = await api.CountAsync(ZohoQuery.CountAll, cancellationToken).ConfigureAwait(false) == count;
        if (IsWhole)
            yield break;
        // What was added meanwhile, and the newest that the jobs left out, come after the last that they held.
        await foreach (var page in new ZohoScan(api, map, fields).ReadAfterAsync(highest.ToString(CultureInfo.InvariantCulture), cancellationToken).ConfigureAwait(false))
        {
            if (page.Records.Count == 0)
                yield break;
            count += page.Records.Count;
            highest = long.Parse(page.Records[^1].Id, CultureInfo.InvariantCulture);
            yield return page;
        }
        IsWhole = await api.CountAsync(ZohoQuery.CountUpTo(highest.ToString(CultureInfo.InvariantCulture)), cancellationToken).ConfigureAwait(false) == count;
    }

    /// <summary>Runs a job; null if it is refused, fails, is forgotten or takes too long.</summary>
    /// <param name="number">The number of the job's page, from 1.</param>
    /// <param name="token">The page's token; null where the service gave none, and goes by the number.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    private async Task<JObject?> RunJobAsync(int number, string? token, CancellationToken cancellationToken)
    {
        var query = new JObject
        {
            ["module"] = new JObject { ["api_name"] = "Contacts" },
            ["fields"] = new JArray(map.Columns(fields).Where(column => column != "id")),
        };
        if (token is not null)
            query["page_token"] = token;
        else if (number > 1)
            query["page"] = number;
        var reply = await api.PostForReadingAsync("start a bulk reading", Jobs, new JObject { ["query"] = query, ["file_type"] = "csv" }, cancellationToken).ConfigureAwait(false);
        Time ??= reply.ServerTime;
        if (reply.Verdict is { Kind: VerdictKind.Rejected } || ZohoRows.Of(reply)?.FirstOrDefault() is not JObject row || ZohoRows.Detail(row, "id") is not { } id)
            return null;
        var begun = clock.GetTimestamp();
        var wait = TimeSpan.FromSeconds(2);
        while (clock.GetElapsedTime(begun) < s_patience)
        {
            await Task.Delay(wait, clock, cancellationToken).ConfigureAwait(false);
            wait = TimeSpan.FromSeconds(Math.Min(30, wait.TotalSeconds * 1.5));
            var look = await api.GetAsync("look at a bulk reading", $"{Jobs}/{id}", cancellationToken, takesRejections: true).ConfigureAwait(false);
            var job = ZohoRows.Of(look)?.FirstOrDefault() as JObject;
            switch (job is null ? null : ZohoRows.Text(job, "state"))
            {
                case "COMPLETED" when job!["result"] is JObject result && ZohoRows.Text(result, "download_url") is not null:
                    return result;
                case "FAILURE" or null:
                    return null;
            }
        }
        return null;
    }

    /// <summary>A job's file; null if it is not there any more.</summary>
    private async Task<ServiceReply?> DownloadAsync(JObject result, CancellationToken cancellationToken)
    {
        var reply = await api.DownloadAsync("download contacts", ZohoRows.Text(result, "download_url")!, cancellationToken).ConfigureAwait(false);
        return reply.Verdict is { Kind: VerdictKind.Rejected } ? null : reply;
    }

    /// <summary>Goes on to the next page of a file; false at its end, or where it is none: a proxy may answer with a page of its own.</summary>
    private bool Next(IEnumerator<ReadPage> pages)
    {
        try
        {
            return pages.MoveNext();
        }
        catch (InvalidDataException)
        {
            _isDamaged = true;
            return false;
        }
    }

    private IEnumerable<ReadPage> Pages(ServiceReply reply)
    {
        using var archive = new ZipArchive(new MemoryStream(reply.Body.ToArray()), ZipArchiveMode.Read);
        foreach (var entry in archive.Entries)
        {
            using var stream = entry.Open();
            using var csv = CsvReader.Create(stream, new CsvReaderOptions { Separator = ',', HasHeader = false, SkipEmptyLines = true }, leaveOpen: true);
            if (!csv.Read())
                continue;
            var places = Enumerable.Range(0, csv.FieldCount).ToDictionary(csv.GetString, at => at, StringComparer.OrdinalIgnoreCase);
            var page = new List<ContactRecord>(PageSize);
            var idAt = places.GetValueOrDefault("Id", 0);
            while (csv.Read())
            {
                var id = csv.GetString(idAt);
                if (!ZohoLookup.IsId(id))
                    throw new InvalidDataException("A row has no id.");
                page.Add(_reader.Read(id, name => CellOf(csv, places, name)));
                if (page.Count < PageSize)
                    continue;
                yield return new ReadPage(page, []);
                page = new List<ContactRecord>(PageSize);
            }
            if (page.Count > 0)
                yield return new ReadPage(page, []);
        }
    }

    private static string? CellOf(CsvReader csv, Dictionary<string, int> places, string name) =>
        places.TryGetValue(name, out var at) && at < csv.FieldCount && csv.GetString(at) is { Length: > 0 } cell ? cell : null;
}

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

    /// <summary>The service's time when the reading began; null if it did not tell.</summary>
    public DateTimeOffset? Time { get; private set; }

    /// <summary>Whether the job was made, finished in time and held as many records as there are. Valid after the last page.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>The records, page by page; nothing if the service refuses jobs.</summary>
    public async IAsyncEnumerable<ReadPage> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? token = null;
        var count = 0L;
        var highest = 0L;
        do
        {
            if (await RunJobAsync(token, cancellationToken).ConfigureAwait(false) is not { } result)
                yield break;
            var reply = await api.DownloadAsync("download contacts", ZohoRows.Text(result, "download_url")!, cancellationToken).ConfigureAwait(false);
            foreach (var page in Pages(reply))
            {
                count += page.Records.Count;
                highest = Math.Max(highest, page.Records.Max(record => long.Parse(record.Id, CultureInfo.InvariantCulture)));
                yield return page;
            }
            token = ZohoRows.Text(result, "more_records") is "True" or "true" ? ZohoRows.Text(result, "next_page_token") : null;
        }
        while (token is not null);
        IsWhole = await api.CountAsync(ZohoQuery.CountUpTo(highest.ToString(CultureInfo.InvariantCulture)), cancellationToken).ConfigureAwait(false) == count;
    }

    /// <summary>Runs a job; null if it is refused, fails or takes too long.</summary>
    private async Task<JObject?> RunJobAsync(string? token, CancellationToken cancellationToken)
    {
        var query = new JObject
        {
            ["module"] = new JObject { ["api_name"] = "Contacts" },
            ["fields"] = new JArray(map.Columns(fields).Where(column => column != "id")),
        };
        if (token is not null)
            query["page_token"] = token;
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
            var look = await api.GetAsync("look at a bulk reading", $"{Jobs}/{id}", cancellationToken).ConfigureAwait(false);
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
            while (csv.Read())
            {
                page.Add(_reader.Read(csv.GetString(0), name => CellOf(csv, places, name)));
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

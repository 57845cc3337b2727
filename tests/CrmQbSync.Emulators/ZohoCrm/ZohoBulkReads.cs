using System.Globalization;
using System.IO.Compression;
using System.Text;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Emulators.ZohoCrm;

/// <summary>Bulk read jobs: a CSV file in a ZIP archive, some time later.</summary>
internal sealed class ZohoBulkReads(ZohoOrganisation organisation)
{
    private const int JobCredits = 50;

    private readonly Dictionary<string, (JObject Query, List<ZohoRecord> Rows, bool More, int Looks, DateTimeOffset Made)> _jobs = [];
    private readonly Dictionary<string, int> _tokens = [];

    public ZohoAnswer Answer(ZohoRequest request, string[] rest) => (request.Method, rest) switch
    {
        ("POST", []) => Start(request),
        ("GET", [var id]) => Look(id),
        ("GET", [var id, "result"]) => Download(id),
        _ => ZohoAnswer.BadPath,
    };

    private ZohoAnswer Start(ZohoRequest request)
    {
        if (!request.ContentType.StartsWith("application/json", StringComparison.OrdinalIgnoreCase))
            return ZohoAnswer.Error(415, "MEDIA_TYPE_NOT_SUPPORTED", "the media type is not supported");
        if (JObject.Parse(request.Body)["query"] is not JObject query || organisation.Module(query["module"]?["api_name"]?.Value<string>()) is not { } module)
            return ZohoAnswer.Error(400, "INVALID_DATA", "invalid data", new { api_name = "module" });
        if (query["fields"] is JArray fields && fields.Any(field => !IsField(module, field.Value<string>()!)))
            return ZohoAnswer.Error(400, "INVALID_DATA", "invalid data", new { api_name = "fields" });
        if (query["criteria"] is not null)
            return ZohoAnswer.Error(400, "INVALID_DATA", "invalid data", new { api_name = "comparator" });
        var offset = query["page_token"]?.Value<string>() is { } token ? _tokens.GetValueOrDefault(token, -1) : OffsetOf(query["page"]?.Value<int>() ?? 1);
        if (offset < 0)
            return ZohoAnswer.Error(400, "INVALID_DATA", "invalid data", new { api_name = "page_token" });
        var all = module.Existing.Where(record => organisation.BulkLeavesOut?.Invoke(record) != true).ToList();
        var rows = all.Skip(offset).Take(organisation.BulkRows).ToList();
        var id = organisation.NextId().ToString(CultureInfo.InvariantCulture);
        _jobs[id] = (query, rows, offset + rows.Count < all.Count, organisation.BulkLooks, organisation.Now);
        _tokens[$"next-{id}"] = offset + rows.Count;
        return new ZohoAnswer(201, new JObject
        {
            ["data"] = new JArray(new JObject
            {
                ["status"] = "success",
                ["code"] = "ADDED_SUCCESSFULLY",
                ["message"] = "Added successfully.",
                ["details"] = new JObject
                {
                    ["id"] = id,
                    ["operation"] = "read",
                    ["state"] = "ADDED",
                    ["created_by"] = new JObject { ["id"] = organisation.Users[0].Id, ["name"] = organisation.Users[0].Name },
                    ["created_time"] = organisation.Tell(organisation.Now),
                },
            }),
            ["info"] = new JObject(),
        })
        {
            Credits = JobCredits,
        };
    }

    /// <summary>Where a page begins; -1 where a token has to be given for it.</summary>
    private int OffsetOf(int page) => page == 1 ? 0 : page > 1 && !organisation.BulkGivesTokens ? (page - 1) * organisation.BulkRows : -1;

    private static bool IsField(ZohoModule module, string name) => module.Fields.ContainsKey(name) || name == "Account_Name.Account_Name";

    private ZohoAnswer Look(string id)
    {
        if (!_jobs.TryGetValue(id, out var job))
            return ZohoAnswer.NotFound;
        _jobs[id] = job with { Looks = job.Looks - 1 };
        var row = new JObject
        {
            ["id"] = id,
            ["operation"] = "read",
            ["state"] = job.Looks > 1 ? "IN PROGRESS" : organisation.BulkFails ? "FAILURE" : "COMPLETED",
            ["query"] = job.Query.DeepClone(),
            ["file_type"] = "csv",
            ["created_by"] = new JObject { ["id"] = organisation.Users[0].Id, ["name"] = organisation.Users[0].Name },
            ["created_time"] = organisation.Tell(job.Made),
        };
        if (job.Looks <= 1 && !organisation.BulkFails)
        {
            row["result"] = new JObject
            {
                ["page"] = job.Query["page"]?.DeepClone() ?? 1,
                ["per_page"] = organisation.BulkRows,
                ["count"] = job.Rows.Count,
                ["download_url"] = $"/crm/bulk/v8/read/{id}/result",
                ["more_records"] = job.More,
                ["next_page_token"] = job.More && organisation.BulkGivesTokens ? $"next-{id}" : null,
            };
        }
        return new ZohoAnswer(200, new JObject { ["data"] = new JArray(row) });
    }

    private ZohoAnswer Download(string id)
    {
        if (!_jobs.TryGetValue(id, out var job) || job.Looks > 0)
            return ZohoAnswer.NotFound;
        var module = organisation.Module(job.Query["module"]!["api_name"]!.Value<string>())!;
        var fields = (job.Query["fields"] as JArray)?.Select(field => field.Value<string>()!).Where(field => field != "id").ToList() ?? [.. module.Fields.Keys];
        var text = new StringBuilder("Id");
        foreach (var field in fields)
            text.Append(',').Append(field);
        text.Append("\r\n");
        foreach (var record in job.Rows)
        {
            text.Append(record.IdText);
            foreach (var field in fields)
                text.Append(',').Append(Cell(CellText(module, record, field)));
            text.Append("\r\n");
        }
        return new ZohoAnswer(200) { Raw = Zip(id, text.ToString()), ContentType = "application/zip" };
    }

    private string CellText(ZohoModule module, ZohoRecord record, string field)
    {
        var value = organisation.Value(module, record, field.Split('.')[0]);
        if (value is JObject lookup)
            return lookup[field.Contains('.', StringComparison.Ordinal) ? "name" : "id"]?.Value<string>() ?? "";
        return value.Type switch
        {
            JTokenType.Null => "",
            JTokenType.Boolean => value.Value<bool>() ? "true" : "false",
            _ => value.Value<string>() ?? "",
        };
    }

    private static string Cell(string text) => text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static byte[] Zip(string id, string text)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = archive.CreateEntry($"{id}.csv").Open();
            entry.Write(Encoding.UTF8.GetBytes(text));
        }
        return stream.ToArray();
    }
}

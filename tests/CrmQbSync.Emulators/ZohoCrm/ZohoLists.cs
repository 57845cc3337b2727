using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Emulators.ZohoCrm;

/// <summary>Lists of records, single records and searches.</summary>
internal sealed class ZohoLists(ZohoOrganisation organisation)
{
    private const int MaxFields = 50;

    private readonly Dictionary<string, (int Offset, string Bound, DateTimeOffset Until)> _tokens = [];

    public ZohoAnswer List(ZohoRequest request, ZohoModule module)
    {
        var query = request.Query;
        if (CheckFields(query, module) is { } fault)
            return fault;
        if (query.TryGetValue("sort_by", out var sortBy) && sortBy is not ("id" or "Created_Time" or "Modified_Time"))
            return Invalid("sort_by");
        if (query.TryGetValue("sort_order", out var sortOrder) && sortOrder is not ("asc" or "desc"))
            return Invalid("sort_order");
        var perPage = Number(query, "per_page", 200);
        if (perPage is < 1 or > 200)
            return Invalid("per_page");
        if (query.ContainsKey("page") && query.ContainsKey("page_token"))
            return ZohoAnswer.Error(400, "AMBIGUITY_DURING_PROCESSING", "page and page_token cannot be used together");
        var (offset, problem) = OffsetOf(query, module, perPage);
        if (problem is not null)
            return problem;
        var rows = Ordered(Filtered(query, module), sortBy ?? "id", sortOrder != "asc");
        if (request.Header("If-Modified-Since") is { } since)
        {
            if (ZohoOrganisation.ReadTime(since) is not { } time)
                return ZohoAnswer.Error(400, "INVALID_DATA", "invalid data", new { header_name = "If-Modified-Since" });
            rows = rows.Where(row => row.Modified > time).ToList();
            if (rows.Count == 0)
                return ZohoAnswer.NotModified;
        }
        return Page(query, module, rows, offset, perPage);
    }

    public ZohoAnswer One(ZohoModule module, string id)
    {
        if (!long.TryParse(id, CultureInfo.InvariantCulture, out _))
            return ZohoAnswer.BadPath;
        return module.Find(id) is { } record
            ? new ZohoAnswer(200, new JObject { ["data"] = new JArray(Row(module, record, module.Fields.Keys)) })
            : ZohoAnswer.Empty;
    }

    public ZohoAnswer Search(ZohoRequest request, ZohoModule module)
    {
        var query = request.Query;
        if (!query.TryGetValue("email", out var email))
            return ZohoAnswer.Error(400, "EXPECTED_PARAM_MISSING", "One of the expected parameter is missing", new { param_names = new[] { "criteria", "email", "phone", "word" } });
        var indexed = organisation.Now - organisation.SearchDelay;
        var found = module.Existing
            .Where(record => record.Modified <= indexed)
            .Where(record => new[] { "Email", "Secondary_Email" }.Any(name => record.Text(name)?.Contains(email, StringComparison.OrdinalIgnoreCase) == true))
            .Take(200).ToList();
        var fields = query.GetValueOrDefault("fields")?.Split(',') ?? [.. module.Fields.Keys];
        return found.Count == 0 ? ZohoAnswer.Empty : new ZohoAnswer(200, new JObject
        {
            ["data"] = new JArray(found.Select(record => Row(module, record, fields))),
            ["info"] = new JObject { ["per_page"] = 200, ["count"] = found.Count, ["page"] = 1, ["more_records"] = false },
        });
    }

    private static ZohoAnswer? CheckFields(IReadOnlyDictionary<string, string> query, ZohoModule module)
    {
        if (query.GetValueOrDefault("fields") is not { Length: > 0 } text)
            return ZohoAnswer.Error(400, "REQUIRED_PARAM_MISSING", "required param is missing", new { param_name = "fields" });
        var fields = text.Split(',');
        if (fields.Length > MaxFields)
            return ZohoAnswer.Error(400, "LIMIT_EXCEEDED", "limit exceeded", new { limit = MaxFields, param_name = "fields" });
        return fields.FirstOrDefault(field => !module.Fields.ContainsKey(field)) is null ? null : Invalid("fields");
    }

    private (int Offset, ZohoAnswer? Problem) OffsetOf(IReadOnlyDictionary<string, string> query, ZohoModule module, int perPage)
    {
        if (query.TryGetValue("page_token", out var token))
        {
            if (!_tokens.TryGetValue(token, out var bound))
                return (0, ZohoAnswer.Error(400, "INVALID_DATA", "invalid data", new { param_name = "page_token" }));
            if (bound.Until < organisation.Now)
                return (0, ZohoAnswer.Error(400, "EXPIRED_VALUE", "Page token expired", new { api_name = "page_token", json_path = "$.query.page_token" }));
            if (bound.Bound != BoundTo(query, module))
                return (0, ZohoAnswer.Error(400, "TOKEN_BOUND_DATA_MISMATCH", "The page_token given seems to be invalid or input param is added or altered or deleted"));
            return bound.Offset >= organisation.TokenPagingLimit
                ? (0, ZohoAnswer.Error(400, "PAGINATION_LIMIT_EXCEEDED", "pagination limit exceeded", new { param_name = "page_token", limit = organisation.TokenPagingLimit }))
                : (bound.Offset, null);
        }
        var page = Number(query, "page", 1);
        if (page < 1)
            return (0, Invalid("page"));
        return page * perPage > organisation.DiscretePagingLimit
            ? (0, ZohoAnswer.Error(400, "DISCRETE_PAGINATION_LIMIT_EXCEEDED", "You can only get the first 2000 records without using page_token param", new { limit = organisation.DiscretePagingLimit }))
            : ((page - 1) * perPage, null);
    }

    private static IEnumerable<ZohoRecord> Filtered(IReadOnlyDictionary<string, string> query, ZohoModule module)
    {
        if (!query.TryGetValue("ids", out var ids))
            return module.Existing;
        var wanted = ids.Split(',').ToHashSet(StringComparer.Ordinal);
        return module.Existing.Where(record => wanted.Contains(record.IdText));
    }

    private static List<ZohoRecord> Ordered(IEnumerable<ZohoRecord> rows, string by, bool descending)
    {
        Func<ZohoRecord, (DateTimeOffset, long)> key = by switch
        {
            "Modified_Time" => row => (row.Modified, row.Id),
            "Created_Time" => row => (row.Created, row.Id),
            _ => row => (default, row.Id),
        };
        return descending ? [.. rows.OrderByDescending(key)] : [.. rows.OrderBy(key)];
    }

    private ZohoAnswer Page(IReadOnlyDictionary<string, string> query, ZohoModule module, List<ZohoRecord> rows, int offset, int perPage)
    {
        var shown = rows.Skip(offset).Take(perPage).ToList();
        if (shown.Count == 0)
            return ZohoAnswer.Empty;
        var more = offset + shown.Count < rows.Count;
        string? next = null;
        if (more)
        {
            next = Guid.NewGuid().ToString("N");
            _tokens[next] = (offset + shown.Count, BoundTo(query, module), organisation.Now.AddHours(24));
        }
        var fields = query["fields"].Split(',');
        return new ZohoAnswer(200, new JObject
        {
            ["data"] = new JArray(shown.Select(record => Row(module, record, fields))),
            ["info"] = new JObject
            {
                ["per_page"] = perPage,
                ["next_page_token"] = next,
                ["count"] = shown.Count,
                ["sort_by"] = query.GetValueOrDefault("sort_by") ?? "id",
                ["page"] = (offset / perPage) + 1,
                ["previous_page_token"] = null,
                ["page_token_expiry"] = next is null ? null : organisation.Tell(organisation.Now.AddHours(24)),
                ["sort_order"] = query.GetValueOrDefault("sort_order") ?? "desc",
                ["more_records"] = more,
            },
        })
        {
            Credits = query.ContainsKey("cvid") ? 3 : 1,
        };
    }

    private JObject Row(ZohoModule module, ZohoRecord record, IEnumerable<string> fields)
    {
        var row = new JObject { ["id"] = record.IdText };
        foreach (var field in fields)
            row[field] = organisation.Value(module, record, field);
        return row;
    }

    /// <summary>A page token is bound to all other parameters.</summary>
    private static string BoundTo(IReadOnlyDictionary<string, string> query, ZohoModule module)
    {
        var text = module.Name + string.Join('&', query.Where(pair => pair.Key is not ("page" or "page_token")).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"));
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    private static ZohoAnswer Invalid(string parameter) => ZohoAnswer.Error(400, "INVALID_DATA", "invalid data", new { param_name = parameter });

    private static int Number(IReadOnlyDictionary<string, string> query, string name, int otherwise) =>
        query.TryGetValue(name, out var text) ? int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : -1 : otherwise;
}

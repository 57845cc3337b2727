using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Emulators.ZohoCrm;

/// <summary>COQL: runs a query over a module.</summary>
internal sealed class ZohoQueries(ZohoOrganisation organisation)
{
    private const int MaxReach = 100_000;

    public ZohoAnswer Answer(ZohoRequest request)
    {
        string? text;
        try
        {
            text = JObject.Parse(request.Body)["select_query"]?.Value<string>();
        }
        catch (JsonReaderException)
        {
            return ZohoAnswer.Error(400, "INVALID_DATA", "body is not a valid JSON object");
        }
        if (text is null)
            return ZohoAnswer.Error(400, "MANDATORY_NOT_FOUND", "mandatory key not found", new { api_name = "select_query" });
        try
        {
            return Run(new CoqlParser(text).Parse());
        }
        catch (CoqlException exception)
        {
            return ZohoAnswer.Error(400, exception.Code, exception.Message, exception.Details);
        }
    }

    private ZohoAnswer Run(CoqlQuery query)
    {
        var module = organisation.Module(query.Module) ?? throw new CoqlException("INVALID_MODULE", "the module name given seems to be invalid", new { api_name = query.Module });
        var columns = new CoqlColumns(organisation, module);
        query.Columns.Where(column => column != CoqlQuery.Count).ToList().ForEach(columns.Check);
        query.Where.Check(columns);
        if (query.Limit is < 1 || query.Limit > organisation.CoqlRows)
            throw new CoqlException("LIMIT_EXCEEDED", "limit exceeded", new { limit = organisation.CoqlRows });
        if (query.Offset + query.Limit > MaxReach)
            throw new CoqlException("LIMIT_EXCEEDED", "limit exceeded", new { limit = MaxReach });
        var found = module.Existing.Where(record => query.Where.Holds(record, columns)).ToList();
        if (query.Group is not null)
            return Groups(query, columns, found);
        if (query.Columns.Contains(CoqlQuery.Count))
            return new ZohoAnswer(200, new JObject { ["data"] = new JArray(new JObject { ["COUNT(id)"] = found.Count }), ["info"] = new JObject { ["count"] = 1, ["more_records"] = false } });
        foreach (var (column, descending) in query.Order.AsEnumerable().Reverse())
        {
            columns.Check(column);
            found = descending ? [.. found.OrderByDescending(record => columns.Key(record, column))] : [.. found.OrderBy(record => columns.Key(record, column))];
        }
        var shown = found.Skip(query.Offset).Take(query.Limit).ToList();
        var credits = query.Limit <= 200 ? 1 : query.Limit <= 1000 ? 2 : 3;
        if (shown.Count == 0)
            return ZohoAnswer.Empty with { Credits = credits };
        return new ZohoAnswer(200, new JObject
        {
            ["data"] = new JArray(shown.Select(record => Row(record, query, columns))),
            ["info"] = new JObject { ["count"] = shown.Count, ["more_records"] = query.Offset + shown.Count < found.Count },
        })
        {
            Credits = credits,
        };
    }

    /// <summary>A row for each value of the column, with how many there are.</summary>
    private ZohoAnswer Groups(CoqlQuery query, CoqlColumns columns, List<ZohoRecord> found)
    {
        columns.Check(query.Group!);
        if (organisation.RefusesGroups || query.Columns.Any(column => column != query.Group && column != CoqlQuery.Count))
            throw new CoqlException("INVALID_QUERY", "column given seems to be invalid", new { clause = "group by" });
        var groups = found.GroupBy(record => columns.Value(record, query.Group!).ToString()).ToList();
        if (groups.Count == 0)
            return ZohoAnswer.Empty;
        var rows = groups.Skip(query.Offset).Take(query.Limit).Select(group => new JObject
        {
            [query.Group!] = columns.Value(group.First(), query.Group!), [CoqlQuery.Count] = group.Count(),
        });
        return new ZohoAnswer(200, new JObject
        {
            ["data"] = new JArray(rows), ["info"] = new JObject { ["count"] = Math.Min(groups.Count, query.Limit), ["more_records"] = query.Offset + query.Limit < groups.Count },
        });
    }

    private static JObject Row(ZohoRecord record, CoqlQuery query, CoqlColumns columns)
    {
        var row = new JObject();
        foreach (var column in query.Columns)
            row[column] = columns.Value(record, column);
        row["id"] = record.IdText;
        return row;
    }
}

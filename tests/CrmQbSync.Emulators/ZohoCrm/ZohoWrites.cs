using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Emulators.ZohoCrm;

/// <summary>Inserting, updating and upserting records, row by row in the order of the request.</summary>
internal sealed class ZohoWrites(ZohoOrganisation organisation)
{
    private const int MaxRows = 100;

    private static readonly string[] s_triggers = ["workflow", "approval", "blueprint", "pathfinder", "orchestration"];

    public ZohoAnswer Insert(ZohoRequest request, ZohoModule module) => EachRow(request, 201, (row, at) =>
    {
        var checker = new ZohoRowChecker(organisation, module);
        if (row.ContainsKey("id"))
            return ZohoAnswer.ErrorRow("INVALID_DATA", "the id given seems to be invalid", new { api_name = "id", json_path = $"$.data[{at}].id" });
        return checker.Check(row, at, null) ?? Added(module, row);
    });

    public ZohoAnswer Update(ZohoRequest request, ZohoModule module, string? id)
    {
        var since = request.Header("If-Unmodified-Since");
        if (since is not null && ZohoOrganisation.ReadTime(since) is null)
            return ZohoAnswer.Error(400, "INVALID_DATA", "invalid data", new { header_name = "If-Unmodified-Since" });
        var until = ZohoOrganisation.ReadTime(since);
        if (until is not null && StaleCall(request, module, id, until.Value) is { } stale)
            return stale;
        return EachRow(request, 200, (row, at) =>
        {
            if (module.Find(id ?? row["id"]?.Value<string>()) is not { } record)
                return ZohoAnswer.ErrorRow("INVALID_DATA", "the id given seems to be invalid", new { api_name = "id", json_path = $"$.data[{at}].id" });
            if (IsStale(record, until))
                return StaleRow(record);
            if (record.Refusal is { } code)
                return ZohoAnswer.ErrorRow(code, "the record cannot be changed", new { api_name = "id", json_path = $"$.data[{at}].id" });
            return new ZohoRowChecker(organisation, module).Check(row, at, record) ?? Changed(module, record, row);
        });
    }

    public ZohoAnswer Upsert(ZohoRequest request, ZohoModule module) => EachRow(request, 200, (row, at) =>
    {
        var checker = new ZohoRowChecker(organisation, module);
        var key = module == organisation.Accounts ? "Account_Name" : "Email";
        var existing = ZohoRowChecker.IsBlank(row[key]) ? null : checker.Holder(key, row[key]!.Value<string>()!);
        if (checker.Check(row, at, existing) is { } fault)
            return fault;
        var outcome = existing is null ? Added(module, row) : Changed(module, existing, row);
        outcome["action"] = existing is null ? "insert" : "update";
        outcome["duplicate_field"] = existing is null ? null : key;
        return outcome;
    });

    private ZohoAnswer EachRow(ZohoRequest request, int good, Func<JObject, int, JObject> write)
    {
        if (Rows(request, out var rows) is { } problem)
            return problem;
        var outcomes = new JArray();
        for (var at = 0; at < rows!.Count; at++)
            outcomes.Add(write((JObject)rows[at], at));
        var failed = outcomes.Count(outcome => outcome["status"]!.Value<string>() != "success");
        var status = failed == 0 ? good : failed < outcomes.Count ? Mixed() : AllBad(outcomes);
        return new ZohoAnswer(status, new JObject { ["data"] = outcomes }) { Credits = (rows.Count + 9) / 10 };
    }

    private int Mixed() => organisation.IsSandbox ? 200 : organisation.AnswersLikeV2 ? 202 : 207;

    private int AllBad(JArray outcomes) => outcomes.All(outcome => outcome["code"]!.Value<string>() == "ALREADY_MODIFIED")
        ? 412
        : organisation.AnswersLikeV2 ? 202 : 400;

    private static ZohoAnswer? Rows(ZohoRequest request, out JArray? rows)
    {
        rows = null;
        if (!request.ContentType.StartsWith("application/json", StringComparison.OrdinalIgnoreCase))
            return ZohoAnswer.Error(415, "MEDIA_TYPE_NOT_SUPPORTED", "the media type is not supported");
        JObject body;
        try
        {
            using var reader = new JsonTextReader(new StringReader(request.Body)) { DateParseHandling = DateParseHandling.None };
            body = JObject.Load(reader);
        }
        catch (JsonReaderException)
        {
            return ZohoAnswer.Error(400, "INVALID_DATA", "body is not a valid JSON object");
        }
        rows = body["data"] as JArray;
        if (rows is null || rows.Count == 0 || rows.Any(row => row is not JObject))
            return ZohoAnswer.Error(400, "MANDATORY_NOT_FOUND", "required field not found", new { api_name = "data" });
        if (rows.Count > MaxRows)
            return ZohoAnswer.Error(400, "LIMIT_EXCEEDED", "count of records in your request exceeds the limit", new { maximum_length = MaxRows, api_name = "data" });
        if (body["trigger"] is { } trigger && (trigger is not JArray list || list.Any(item => !s_triggers.Contains(item.Value<string>()))))
            return ZohoAnswer.Error(400, "INVALID_DATA", "invalid data", new { api_name = "trigger" });
        return null;
    }

    private ZohoAnswer? StaleCall(ZohoRequest request, ZohoModule module, string? id, DateTimeOffset until)
    {
        if (organisation.StalePolicy != ZohoStalePolicy.WholeCall || Rows(request, out var rows) is not null)
            return null;
        var stale = rows!.Select(row => module.Find(id ?? row["id"]?.Value<string>())).OfType<ZohoRecord>().Where(record => record.Modified > until).ToList();
        return stale.Count == 0 ? null : new ZohoAnswer(412, new JObject { ["data"] = new JArray(stale.Select(StaleRow)) });
    }

    private bool IsStale(ZohoRecord record, DateTimeOffset? until) =>
        until is not null && organisation.StalePolicy != ZohoStalePolicy.Ignored && record.Modified > until;

    private JObject StaleRow(ZohoRecord record) => ZohoAnswer.ErrorRow(
        "ALREADY_MODIFIED",
        "record updated time has already passed if-unmodified-since time",
        new { id = record.IdText, Modified_Time = organisation.Tell(record.Modified), Created_Time = organisation.Tell(record.Created) });

    private JObject Added(ZohoModule module, JObject row)
    {
        var record = new ZohoRecord { Id = organisation.NextId(), Created = organisation.Now, Modified = organisation.Now };
        Take(module, record, row);
        module.Records.Add(record.Id, record);
        return Success(record, "record added");
    }

    private JObject Changed(ZohoModule module, ZohoRecord record, JObject row)
    {
        Take(module, record, row);
        record.Modified = organisation.Now;
        return Success(record, "record updated");
    }

    private static void Take(ZohoModule module, ZohoRecord record, JObject row)
    {
        foreach (var property in row.Properties().Where(property => property.Name != "id" && module.Fields.ContainsKey(property.Name)))
        {
            if (ZohoRowChecker.IsBlank(property.Value))
                record.Values.Remove(property.Name);
            else
                record.Values[property.Name] = property.Value is JObject lookup ? lookup["id"]!.DeepClone() : property.Value.DeepClone();
        }
    }

    private JObject Success(ZohoRecord record, string message)
    {
        var user = organisation.Users[0];
        return new JObject
        {
            ["code"] = "SUCCESS",
            ["details"] = new JObject
            {
                ["Modified_Time"] = organisation.Tell(record.Modified),
                ["Modified_By"] = new JObject { ["name"] = user.Name, ["id"] = user.Id },
                ["Created_Time"] = organisation.Tell(record.Created),
                ["id"] = record.IdText,
                ["Created_By"] = new JObject { ["name"] = user.Name, ["id"] = user.Id },
                ["$approval_state"] = "approved",
            },
            ["message"] = message,
            ["status"] = "success",
        };
    }
}

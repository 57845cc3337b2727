using System.Globalization;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Emulators.ZohoCrm;

/// <summary>Deleting, the list of what was deleted, and the recycle bin.</summary>
internal sealed class ZohoDeletions(ZohoOrganisation organisation)
{
    private const int MaxIds = 100;
    private const int MaxRestored = 200;
    private const int RecycleDays = 60;
    private const int PermanentDays = 120;

    public ZohoAnswer Delete(ZohoModule module, string? ids)
    {
        if (string.IsNullOrEmpty(ids))
            return ZohoAnswer.Error(400, "REQUIRED_PARAM_MISSING", "required param is missing", new { param_name = "ids" });
        var list = ids.Split(',');
        if (list.Length > MaxIds)
            return ZohoAnswer.Error(400, "LIMIT_EXCEEDED", "limit exceeded", new { limit = MaxIds, param_name = "ids" });
        var outcomes = new JArray(list.Select(id => DeleteOne(module, id)));
        var failed = outcomes.Count(outcome => outcome["status"]!.Value<string>() != "success");
        return new ZohoAnswer(failed == 0 ? 200 : failed < list.Length ? 207 : 400, new JObject { ["data"] = outcomes });
    }

    public ZohoAnswer List(ZohoRequest request, ZohoModule module)
    {
        var type = request.Query.GetValueOrDefault("type") ?? "all";
        if (type is not ("all" or "recycle" or "permanent"))
        {
            return new ZohoAnswer(400, new JObject
            {
                ["data"] = new JArray(ZohoAnswer.ErrorRow("PATTERN_NOT_MATCHED", "Please check whether the input values are correct", new { param_name = "type" })),
            });
        }
        var since = request.Header("If-Modified-Since");
        if (since is not null && ZohoOrganisation.ReadTime(since) is null)
            return ZohoAnswer.Error(400, "INVALID_DATA", "invalid data", new { header_name = "If-Modified-Since" });
        var after = ZohoOrganisation.ReadTime(since) ?? DateTimeOffset.MinValue;
        var perPage = int.Parse(request.Query.GetValueOrDefault("per_page") ?? "200", CultureInfo.InvariantCulture);
        var page = int.Parse(request.Query.GetValueOrDefault("page") ?? "1", CultureInfo.InvariantCulture);
        if (perPage is < 1 or > 200 || page < 1)
            return ZohoAnswer.Error(400, "INVALID_DATA", "invalid data", new { param_name = "per_page" });
        var all = module.Records.Values
            .Where(record => record.Deleted > after && (type == "all" || TypeOf(record) == type) && TypeOf(record) is not null)
            .OrderByDescending(record => record.Id).ToList();
        var shown = all.Skip((page - 1) * perPage).Take(perPage).ToList();
        return (shown.Count == 0 ? ZohoAnswer.Empty : new ZohoAnswer(200, new JObject
        {
            ["data"] = new JArray(shown.Select(Row)),
            ["info"] = new JObject { ["per_page"] = perPage, ["count"] = shown.Count, ["page"] = page, ["more_records"] = page * perPage < all.Count },
        })) with
        {
            Credits = 2,
        };
    }

    public ZohoAnswer RestoreSeveral(ZohoRequest request)
    {
        if (JObject.Parse(request.Body)["ids"] is not JArray ids || ids.Count is 0 or > MaxRestored)
            return ZohoAnswer.Error(400, "INVALID_DATA", "invalid data", new { api_name = "ids" });
        var outcomes = new JArray(ids.Select(id => Restored(id.Value<string>()!)));
        var failed = outcomes.Count(outcome => outcome["status"]!.Value<string>() != "success");
        return new ZohoAnswer(failed == 0 ? 200 : failed < ids.Count ? 207 : 400, new JObject { ["recycle_bin"] = outcomes });
    }

    public ZohoAnswer RestoreOne(string id)
    {
        var outcome = Restored(id);
        return outcome["status"]!.Value<string>() == "success" ? new ZohoAnswer(200, new JObject { ["recycle_bin"] = new JArray(outcome) }) : new ZohoAnswer(400, outcome);
    }

    private JObject Restored(string id)
    {
        if (long.TryParse(id, CultureInfo.InvariantCulture, out var number) && organisation.Contacts.Records.TryGetValue(number, out var record) && organisation.Restore(record))
            return new JObject { ["code"] = "SUCCESS", ["details"] = new JObject { ["id"] = id }, ["message"] = "record restored", ["status"] = "success" };
        return ZohoAnswer.ErrorRow("INVALID_DATA", "the id given seems to be invalid", new { id });
    }

    private JObject DeleteOne(ZohoModule module, string id)
    {
        if (module.Find(id) is not { } record)
            return ZohoAnswer.ErrorRow("INVALID_DATA", "record not deleted", new { id });
        if (record.Refusal is { } code)
            return ZohoAnswer.ErrorRow(code, "the record cannot be deleted", new { id });
        record.Deleted = organisation.Now;
        return new JObject { ["code"] = "SUCCESS", ["details"] = new JObject { ["id"] = id }, ["message"] = "record deleted", ["status"] = "success" };
    }

    /// <summary>In which list a deleted record is; null once it is forgotten.</summary>
    private string? TypeOf(ZohoRecord record)
    {
        var age = organisation.Now - record.Deleted!.Value;
        if (!record.IsPermanent && age < TimeSpan.FromDays(RecycleDays))
            return "recycle";
        return record.IsPermanent && age < TimeSpan.FromDays(PermanentDays) ? "permanent" : null;
    }

    private JObject Row(ZohoRecord record)
    {
        var user = new JObject { ["name"] = organisation.Users[0].Name, ["id"] = organisation.Users[0].Id };
        return new JObject
        {
            ["deleted_by"] = record.IsPermanent ? null : user,
            ["id"] = record.IdText,
            ["display_name"] = record.IsPermanent ? null : $"{record.Text("First_Name")} {record.Text("Last_Name")}".Trim(),
            ["type"] = TypeOf(record),
            ["created_by"] = record.IsPermanent ? null : user.DeepClone(),
            ["deleted_time"] = organisation.Tell(record.Deleted!.Value),
        };
    }
}

using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Emulators.QuickBooksOnline;

/// <summary>The resources of the accounting API that are about customers.</summary>
internal sealed class AccountingApi(Company company, TimeProvider clock, string realm)
{
    private const int MaxBatch = 30;
    private const int MaxChanges = 1000;

    private readonly QueryRunner _queries = new(company);
    private readonly SchemaCheck? _schema = SchemaCheck.Find();
    private readonly Dictionary<string, (string Body, JObject Answer)> _answered = [];

    /// <summary>Answers a request that the gateway let through.</summary>
    public Reply Answer(EmulatedCall call, IReadOnlyDictionary<string, string> query, string? contentType)
    {
        lock (company.Gate)
        {
            try
            {
                return Ok(Route(call, query, contentType));
            }
            catch (ApiFault fault)
            {
                return Refusal(fault);
            }
            catch (JsonException)
            {
                return Refusal(ApiFault.BadJson());
            }
        }
    }

    private JObject Route(EmulatedCall call, IReadOnlyDictionary<string, string> query, string? contentType)
    {
        switch (call.Method, call.Resource)
        {
            case ("GET", "query"):
                return new JObject { ["QueryResponse"] = _queries.Run(query.GetValueOrDefault("query") ?? throw ApiFault.Missing("query")) };
            case ("POST", "query"):
                DemandType(contentType, "application/text");
                return new JObject { ["QueryResponse"] = _queries.Run(call.Body) };
            case ("GET", "cdc"):
                return Changes(query);
            case ("GET", "companyinfo"):
                return CompanyInfo();
            case ("GET", "customer"):
                return ReadCustomer(call.Url);
            case ("POST", "customer"):
                DemandType(contentType, "application/json");
                return new JObject { ["Customer"] = Once(query.GetValueOrDefault("requestid"), null, Parse(call.Body)) };
            case ("POST", "batch"):
                DemandType(contentType, "application/json");
                return Batch(Parse(call.Body), query.GetValueOrDefault("requestid"));
            default:
                throw ApiFault.Unsupported($"{call.Method} {call.Resource}");
        }
    }

    private static void DemandType(string? actual, string wanted)
    {
        if (actual?.StartsWith(wanted, StringComparison.OrdinalIgnoreCase) != true)
            throw ApiFault.Unsupported($"Content-Type {actual}");
    }

    private JObject ReadCustomer(string url)
    {
        var id = url.Split('?')[0].Split('/')[^1];
        return new JObject { ["Customer"] = CustomerView.Read(company.FindLive(id) ?? throw ApiFault.NotFound()) };
    }

    private JObject CompanyInfo() => new()
    {
        ["CompanyInfo"] = new JObject
        {
            ["CompanyName"] = "Sandbox Company_US_1",
            ["LegalName"] = "Sandbox Company_US_1",
            ["Country"] = "US",
            ["DefaultTimeZone"] = "America/Los_Angeles",
            ["NameValue"] = new JArray(),
            ["domain"] = "QBO",
            ["sparse"] = false,
            ["Id"] = "1",
            ["SyncToken"] = "4",
            ["realm"] = realm,
        },
    };

    private JObject Changes(IReadOnlyDictionary<string, string> query)
    {
        if (query.GetValueOrDefault("entities") != "Customer")
            throw ApiFault.Missing("entities");
        var since = QueryRunner.TimeOf(query.GetValueOrDefault("changedSince") ?? throw ApiFault.Missing("changedSince"));
        if (clock.GetUtcNow() - since > TimeSpan.FromDays(30))
            throw new ApiFault("4002", "Error processing query", "The changedSince time is more than 30 days ago.");
        var changed = company.RowsOf("Customer")
            .Where(row => QueryRunner.TimeOf((string)row["MetaData"]!["LastUpdatedTime"]!) >= since && !company.FalselyDeleted.Contains((string)row["Id"]!))
            .OrderBy(row => QueryRunner.TimeOf((string)row["MetaData"]!["LastUpdatedTime"]!))
            .Select(CustomerView.Row);
        var removed = company.Removed
            .Where(gone => company.Knobs.CdcTellsOfMerged && gone.At >= since)
            .Concat(company.FalselyDeleted.Select(id => (Id: id, At: clock.GetUtcNow())))
            .Select(gone => new JObject
            {
                ["domain"] = "QBO",
                ["status"] = "Deleted",
                ["Id"] = gone.Id,
                ["MetaData"] = new JObject { ["LastUpdatedTime"] = PacificTime.Seconds(gone.At) },
            });
        var rows = changed.Concat(removed).Take(MaxChanges).ToArray();
        var response = rows.Length == 0 ? [] : new JObject { ["Customer"] = new JArray(rows), ["startPosition"] = 1, ["maxResults"] = rows.Length };
        return new JObject { ["CDCResponse"] = new JArray(new JObject { ["QueryResponse"] = new JArray(response) }) };
    }

    private JObject Batch(JObject body, string? requestId)
    {
        if (body.Properties().FirstOrDefault(member => member.Name != "BatchItemRequest") is { } unknown)
            throw ApiFault.UnknownProperty(unknown.Name, "IntuitBatchRequest");
        var items = body["BatchItemRequest"] as JArray ?? throw ApiFault.Missing("BatchItemRequest");
        if (items.Count > MaxBatch)
            throw ApiFault.BatchTooLarge(items.Count);
        if (requestId?.Length > 36)
            throw new ApiFault("2130", "Invalid Request Id", "The requestid of a batch may have 36 characters.");
        var seen = new HashSet<string>();
        var answers = new JArray();
        foreach (var item in items.Cast<JObject>())
        {
            var id = (string?)item["bId"] ?? throw ApiFault.Missing("bId");
            if (!seen.Add(id) || id.Length > 10)
                throw ApiFault.BadJson();
            // The order is not guaranteed, so the last comes first.
            answers.Insert(0, Item(item, id, requestId));
        }
        return new JObject { ["BatchItemResponse"] = answers };
    }

    private JObject Item(JObject item, string id, string? requestId)
    {
        var answer = new JObject();
        try
        {
            if ((string?)item["Query"] is { } query && !company.Knobs.BatchTakesNoQueries)
                answer["QueryResponse"] = _queries.Run(query);
            else
            {
                var operation = (string?)item["operation"];
                var customer = item["Customer"] as JObject ?? throw ApiFault.BadJson();
                if (operation is not ("create" or "update"))
                    throw ApiFault.Unsupported($"operation {operation}");
                if (operation == "create" == (customer["Id"] is not null))
                    throw operation == "create" ? ApiFault.BadJson() : ApiFault.Missing("Id");
                answer["Customer"] = Once(requestId, id, customer);
            }
        }
        catch (ApiFault fault)
        {
            answer["Fault"] = fault.ToJson();
        }
        answer["bId"] = id;
        return answer;
    }

    /// <summary>Does what a request id asks for once, and answers the same from then on.</summary>
    private JObject Once(string? requestId, string? item, JObject customer)
    {
        var key = requestId is null ? null : $"{requestId}|{item}";
        var body = customer.ToString(Formatting.None);
        if (key is not null && _answered.TryGetValue(key, out var earlier))
        {
            if (earlier.Body != body)
                company.Complaints.Add($"Request id {key} came again with another body.");
            if (company.Knobs.RepeatedRequestIsRefused)
                throw new ApiFault("600", "Duplicate Request ID", "The request id was used already.");
            return (JObject)earlier.Answer.DeepClone();
        }
        if (company.CanOnlyBeRead)
            throw new ApiFault("6190", "Invalid Company Status", "Subscription period has ended or canceled or there was a billing problem");
        if (_schema?.Breaches(customer).FirstOrDefault() is { } breach)
            throw new ApiFault("2010", "Request has invalid or unsupported property", breach);
        var answer = company.Writer.Write((JObject)customer.DeepClone());
        if (key is not null)
            _answered[key] = (body, (JObject)answer.DeepClone());
        return (JObject)answer.DeepClone();
    }

    private static JObject Parse(string body)
    {
        using var reader = new JsonTextReader(new StringReader(body)) { DateParseHandling = DateParseHandling.None };
        return JObject.Load(reader);
    }

    private Reply Ok(JObject answer)
    {
        answer["time"] = PacificTime.Milliseconds(clock.GetUtcNow());
        return new Reply(200, "application/json;charset=utf-8", answer.ToString(Formatting.None));
    }

    private Reply Refusal(ApiFault fault) => new(fault.Status, "application/json", new JObject
    {
        ["Fault"] = fault.ToJson(),
        ["time"] = PacificTime.Milliseconds(clock.GetUtcNow()),
    }.ToString(Formatting.None));
}

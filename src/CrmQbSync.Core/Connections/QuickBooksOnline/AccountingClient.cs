using System.Runtime.CompilerServices;
using CrmQbSync.Connections.Http;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Connections.QuickBooksOnline;

/// <summary>The calls of the accounting API v3 that are about customers; minor version 75.</summary>
/// <param name="realm">The company's id.</param>
/// <param name="send">Sends a request, with everything that the web room does for it.</param>
internal sealed class AccountingClient(string realm, Func<ServiceRequest, CancellationToken, Task<ServiceReply>> send)
{
    /// <summary>The class of calls that has a limit of its own.</summary>
    public const string BatchClass = "batch";

    /// <summary>The most items of a batch.</summary>
    public const int MaxBatch = 30;

    /// <summary>Statements up to this length go into the address; longer ones into a body.</summary>
    private const int MaxAddressed = 1500;

    /// <summary>How many customers were created before a time; null if the service does not say.</summary>
    public async Task<int?> CountAsync(DateTimeOffset createdBefore, CancellationToken cancellationToken)
    {
        var query = $"query={Uri.EscapeDataString(CustomerQuery.CountCreatedBefore(createdBefore))}&";
        var answer = await AnswerAsync(Request(HttpMethod.Get, "query", query, "count customers", CallEffect.Read), cancellationToken).ConfigureAwait(false);
        return (int?)(answer["QueryResponse"] as JObject)?["totalCount"];
    }

    /// <summary>Whether the service takes no queries within a batch. Once it said so it is not asked again.</summary>
    public bool RefusesQueriesInBatches { get; set; }

    /// <summary>How many customers were created before a time, and one page of a query: in one call, a batch. Null where the service takes no such batch.</summary>
    public async Task<(int? Count, CustomerPage Page)?> CountAndQueryAsync(DateTimeOffset createdBefore, string statement, CancellationToken cancellationToken)
    {
        if (RefusesQueriesInBatches)
            return null;
        var items = new[] { ("count", CustomerQuery.CountCreatedBefore(createdBefore)), ("page", statement) };
        var request = Request(HttpMethod.Post, "batch", "", "count customers and read some", CallEffect.Read) with
        {
            Body = new JObject { ["BatchItemRequest"] = new JArray(items.Select(item => new JObject { ["bId"] = item.Item1, ["Query"] = item.Item2 })) }.ToString(Formatting.None),
            CallClass = BatchClass,
            TakesRejections = true,
        };
        var reply = await send(request, cancellationToken).ConfigureAwait(false);
        var answers = AnswersOf(reply);
        RefusesQueriesInBatches = answers.Values.Append(reply.JsonObject).Select(QuickBooksFault.In).Any(fault => fault is not null && !FaultCodes.IsPassing(fault.Code));
        return answers.GetValueOrDefault("page")?["QueryResponse"] is JObject page && answers.GetValueOrDefault("count")?["QueryResponse"] is JObject count
            ? ((int?)count["totalCount"], PageOf(reply.JsonObject!, page["Customer"]))
            : null;
    }

    /// <summary>One page of a query: at most 1000 rows.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="name">What it does, for the log.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <param name="entity">The entity that it asks for.</param>
    public async Task<CustomerPage> QueryAsync(string statement, string name, CancellationToken cancellationToken, string entity = "Customer")
    {
        var escaped = Uri.EscapeDataString(statement);
        var request = escaped.Length <= MaxAddressed
            ? Request(HttpMethod.Get, "query", $"query={escaped}&", name, CallEffect.Read)
            : Request(HttpMethod.Post, "query", "", name, CallEffect.Read) with { Body = statement, ContentType = "application/text" };
        var answer = await AnswerAsync(request, cancellationToken).ConfigureAwait(false);
        return PageOf(answer, (answer["QueryResponse"] as JObject)?[entity]);
    }

    /// <summary>All rows of some conditions, page by page; see <see cref="CustomerPages"/> for readings that must not miss one.</summary>
    public async IAsyncEnumerable<CustomerPage> QueryAllAsync(
        IReadOnlyList<string> conditions, string name, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var start = 1; ; start += CustomerQuery.MaxRows)
        {
            var page = await QueryAsync(CustomerQuery.Page(conditions, start), name, cancellationToken).ConfigureAwait(false);
            yield return page;
            if (page.Rows.Count < CustomerQuery.MaxRows)
                yield break;
        }
    }

    /// <summary>What changed since a time, at most 1000 rows; that many may mean that there are more.</summary>
    public async Task<CustomerPage> ChangesAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        var request = Request(HttpMethod.Get, "cdc", $"entities=Customer&changedSince={Uri.EscapeDataString(CustomerQuery.Time(since))}&", "read changes of customers", CallEffect.Read);
        var answer = await AnswerAsync(request, cancellationToken).ConfigureAwait(false);
        var rows = (answer["CDCResponse"] as JArray ?? [])
            .OfType<JObject>()
            .SelectMany(response => response["QueryResponse"] as JArray ?? [])
            .OfType<JObject>()
            .SelectMany(response => response["Customer"] as JArray ?? []);
        return PageOf(answer, new JArray(rows));
    }

    /// <summary>The company's name.</summary>
    public async Task<string?> CompanyNameAsync(CancellationToken cancellationToken)
    {
        var request = Request(HttpMethod.Get, $"companyinfo/{Uri.EscapeDataString(realm)}", "", "read the company's name", CallEffect.Read);
        var answer = await AnswerAsync(request, cancellationToken).ConfigureAwait(false);
        return (string?)(answer["CompanyInfo"] as JObject)?["CompanyName"];
    }

    /// <summary>Writes customers, at most 30; each item has its own outcome.</summary>
    /// <param name="items">Operation and customer; an item's place is its id in the batch.</param>
    /// <param name="requestId">The idempotency key, at most 36 characters: the same items under the same key are done once.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="AnswerLostException">No answer came.</exception>
    public async Task<BatchAnswer> BatchAsync(IReadOnlyList<(string Operation, JObject Customer)> items, string requestId, CancellationToken cancellationToken)
    {
        var body = new JObject
        {
            ["BatchItemRequest"] = new JArray(items.Select((item, at) => new JObject
            {
                ["bId"] = "i" + at.ToString(System.Globalization.CultureInfo.InvariantCulture),
                ["operation"] = item.Operation,
                ["Customer"] = item.Customer,
            })),
        };
        var request = Request(HttpMethod.Post, "batch", $"requestid={Uri.EscapeDataString(requestId)}&", "write customers", CallEffect.KeyedWrite) with
        {
            Body = body.ToString(Formatting.None),
            CallClass = BatchClass,
        };
        var reply = await send(request, cancellationToken).ConfigureAwait(false);
        return new BatchAnswer(AnswersOf(reply), reply.Header(IntuitDialect.TraceHeader));
    }

    private static Dictionary<string, JObject> AnswersOf(ServiceReply reply) => (reply.JsonObject?["BatchItemResponse"] as JArray ?? []).OfType<JObject>()
        .Where(answer => answer["bId"] is not null)
        .ToDictionary(answer => (string)answer["bId"]!, StringComparer.Ordinal);

    private ServiceRequest Request(HttpMethod method, string resource, string query, string name, CallEffect effect) => new()
    {
        Method = method,
        Path = $"/v3/company/{Uri.EscapeDataString(realm)}/{resource}?{query}minorversion=75",
        Name = name,
        Effect = effect,
    };

    private async Task<JObject> AnswerAsync(ServiceRequest request, CancellationToken cancellationToken)
    {
        var reply = await send(request, cancellationToken).ConfigureAwait(false);
        return reply.JsonObject ?? throw new SyncException(
            SyncErrorId.ServiceUnavailable,
            $"QuickBooks Online answered '{request.Name}' with something that is no JSON object.",
            "Try again later; if it stays, see https://status.quickbooks.intuit.com.");
    }

    private static CustomerPage PageOf(JObject answer, JToken? rows) => new(
        (rows as JArray ?? []).OfType<JObject>().Where(row => row["Id"] is not null).ToList(),
        CustomerMapping.ReadTime((string?)answer["time"]));
}

using System.Globalization;
using CrmQbSync.Connections.Http;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Connections.ZohoCrm;

/// <summary>The calls of the API that the connection makes.</summary>
internal sealed class ZohoApi(ServiceClient client)
{
    private const string Root = "/crm/v8";
    private readonly object _gate = new();
    private DateTimeOffset? _serverTime;

    /// <summary>The sign-in.</summary>
    public AccessTokens Tokens => client.Tokens;

    /// <summary>The service's time when it last answered; null if it never said.</summary>
    public DateTimeOffset? ServerTime
    {
        get
        {
            lock (_gate)
                return _serverTime;
        }
    }

    /// <summary>Called when a query is rejected; may say better why.</summary>
    public Func<CancellationToken, Task>? OnRejectedQuery { get; init; }

    /// <summary>Whether queries were refused for want of a scope.</summary>
    public bool RefusesQueries { get; private set; }

    /// <summary>Reads something.</summary>
    public Task<ServiceReply> GetAsync(
        string name, string path, CancellationToken cancellationToken, DateTimeOffset? modifiedSince = null, bool takesRejections = false) => SendAsync(
        new ServiceRequest
        {
            Method = HttpMethod.Get,
            Path = path.StartsWith("/crm/", StringComparison.Ordinal) ? path : Root + path,
            Name = name,
            Effect = CallEffect.Read,
            TakesRejections = takesRejections,
            Headers = modifiedSince is { } since ? [new("If-Modified-Since", ZohoQuery.Time(since))] : [],
        },
        cancellationToken);

    /// <summary>Downloads a file; rejections are given back.</summary>
    public Task<ServiceReply> DownloadAsync(string name, string path, CancellationToken cancellationToken) => SendAsync(
        new ServiceRequest
        {
            Method = HttpMethod.Get,
            Path = path,
            Name = name,
            Effect = CallEffect.Read,
            Accept = "*/*",
            ExpectsJson = false,
            TakesRejections = true,
            MaxReplyBytes = 1L << 30,
            Timeout = TimeSpan.FromMinutes(10),
        },
        cancellationToken);

    /// <summary>Runs a query; null if the sign-in's scopes refuse queries, or this one is rejected and may be.</summary>
    public async Task<ZohoPage?> QueryAsync(string name, string query, CancellationToken cancellationToken, bool mayBeRejected = false)
    {
        if (RefusesQueries)
            return null;
        var reply = await SendAsync(
            new ServiceRequest
            {
                Method = HttpMethod.Post,
                Path = Root + "/coql",
                Name = name,
                Effect = CallEffect.Read,
                Body = new JObject { ["select_query"] = query }.ToString(Formatting.None),
                TakesRejections = true,
            },
            cancellationToken).ConfigureAwait(false);
        if (reply.Verdict is { Kind: VerdictKind.Rejected } verdict)
        {
            if (verdict.Code != ZohoDialect.ScopeMismatch && mayBeRejected)
                return null;
            if (verdict.Code != ZohoDialect.ScopeMismatch)
                throw await RejectedQueryAsync(name, verdict, cancellationToken).ConfigureAwait(false);
            RefusesQueries = true;
            return null;
        }
        return ZohoPage.Of(reply);
    }

    /// <summary>Runs a query that counts; null if that is refused.</summary>
    public async Task<long?> CountAsync(string query, CancellationToken cancellationToken)
    {
        var page = await QueryAsync("count contacts", query, cancellationToken).ConfigureAwait(false);
        return page?.Rows is [var row, ..] && long.TryParse(ZohoRows.Text(row, ZohoQuery.Count), CultureInfo.InvariantCulture, out var count) ? count : null;
    }

    /// <summary>Starts something that only reads, where repeating does no harm; rejections are given back.</summary>
    public Task<ServiceReply> PostForReadingAsync(string name, string path, JObject body, CancellationToken cancellationToken) => SendAsync(
        new ServiceRequest
        {
            Method = HttpMethod.Post,
            Path = path,
            Name = name,
            Effect = CallEffect.Read,
            Body = body.ToString(Formatting.None),
            TakesRejections = true,
        },
        cancellationToken);

    /// <summary>Writes. Rejections are given back.</summary>
    /// <exception cref="AnswerLostException">It may or may not have been done.</exception>
    public Task<ServiceReply> WriteAsync(
        HttpMethod method, string name, string path, JObject? body, CancellationToken cancellationToken, DateTimeOffset? unmodifiedSince = null) => SendAsync(
        new ServiceRequest
        {
            Method = method,
            Path = Root + path,
            Name = name,
            Effect = CallEffect.Write,
            Body = body?.ToString(Formatting.None),
            TakesRejections = true,
            Headers = unmodifiedSince is { } since ? [new("If-Unmodified-Since", ZohoQuery.Time(since))] : [],
        },
        cancellationToken);

    /// <summary>What a reading that is refused is told as, better where it is known why.</summary>
    public async Task<SyncException> RejectedQueryAsync(string name, ReplyVerdict verdict, CancellationToken cancellationToken)
    {
        await (OnRejectedQuery?.Invoke(cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
        return Rejected(name, verdict);
    }

    /// <summary>What a refused request is told as.</summary>
    public static SyncException Rejected(string name, ReplyVerdict? verdict) => new(
        SyncErrorId.ServiceRejected, $"Zoho CRM refuses a request ({name}: {verdict?.Text}).", verdict?.AdviceOnRefusal ?? "Run again.");

    private async Task<ServiceReply> SendAsync(ServiceRequest request, CancellationToken cancellationToken)
    {
        var reply = await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (reply.ServerTime is { } time)
        {
            lock (_gate)
                _serverTime = time;
        }
        return reply;
    }
}

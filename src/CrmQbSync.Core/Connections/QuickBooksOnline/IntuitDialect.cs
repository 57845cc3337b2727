using System.Net.Http.Headers;
using CrmQbSync.Connections.Http;

namespace CrmQbSync.Connections.QuickBooksOnline;

/// <summary>How the accounting API answers, and what that means.</summary>
/// <param name="baseAddress">Scheme, host and port.</param>
internal sealed class IntuitDialect(Uri baseAddress) : IServiceDialect
{
    /// <summary>The header that names a request to Intuit's support; on every reply.</summary>
    public const string TraceHeader = "intuit_tid";

    /// <summary>What messages call the service.</summary>
    public const string Name = "QuickBooks Online";

    private const string MismatchAdvice =
        "Development keys belong to sandbox companies and production keys to real ones: see that environment, realmId, clientId and clientSecret belong together, then connect again.";

    private const string AccessLostAdvice = "Let an administrator of the company connect with Connect-QbAccount.";

    /// <summary>After a refusal for too many requests Intuit wants a minute's wait, and seldom says so itself.</summary>
    private static readonly TimeSpan s_throttleWait = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Per company: 500 requests a minute; 10 at once, of which the newer wording, 10 a second, asks for no more; 40 batches a minute
    /// (Intuit, "API call limits and throttles").
    /// </summary>
    public static IReadOnlyList<CallLimit> Limits { get; } =
    [
        new CallLimit { AtOnce = 10, Calls = 500 },
        new CallLimit { Calls = 8, Per = TimeSpan.FromSeconds(1) },
        new CallLimit(AccountingClient.BatchClass) { Calls = 40 },
    ];

    /// <inheritdoc/>
    public string ServiceName => Name;

    /// <inheritdoc/>
    public string? RequestIdHeader => TraceHeader;

    /// <inheritdoc/>
    public Uri BaseAddress(AccessToken token) => baseAddress;

    /// <inheritdoc/>
    public void Authorize(HttpRequestMessage request, AccessToken token) =>
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);

    /// <inheritdoc/>
    public ReplyVerdict Judge(ServiceRequest request, ServiceReply reply) => Judge(reply);

    /// <summary>What a reply means. Bodies are read by what they look like: the gateway answers in XML or HTML whatever was asked for.</summary>
    public static ReplyVerdict Judge(ServiceReply reply)
    {
        var fault = QuickBooksFault.In(reply.JsonObject) ?? QuickBooksFault.InText(reply.Text);
        if (reply.Status < 300 && fault is null)
            return ReplyVerdict.Ok;
        var kind = KindOf(reply.Status, fault?.Code);
        var verdict = new ReplyVerdict(kind, fault?.Code, fault?.Message);
        return kind switch
        {
            VerdictKind.Throttled => verdict with { Wait = reply.Header("Retry-After") is null ? s_throttleWait : null },
            VerdictKind.SignInRefused => verdict with { Advice = fault?.Code == FaultCodes.AccessLost ? AccessLostAdvice : MismatchAdvice },
            VerdictKind.SignInExpired when fault?.Code == "100" => verdict with { Advice = MismatchAdvice },
            VerdictKind.Rejected when fault?.Code == FaultCodes.SubscriptionEnded => verdict with { Advice = "Renew the company's QuickBooks subscription, then run again." },
            VerdictKind.Rejected when reply.Status == 404 => verdict with { Advice = MismatchAdvice },
            _ => verdict,
        };
    }

    private static VerdictKind KindOf(int status, string? code) => (status, code) switch
    {
        (429, _) or (_, FaultCodes.Throttled) => VerdictKind.Throttled,
        (401, FaultCodes.AccessLost) => VerdictKind.SignInRefused,
        (401, _) => VerdictKind.SignInExpired,
        (403, FaultCodes.NotPermitted) => VerdictKind.Rejected,
        (403, _) or (_, FaultCodes.Mismatch) => VerdictKind.SignInRefused,
        ( >= 500, _) => VerdictKind.Unavailable,
        _ => code is not null && FaultCodes.IsPassing(code) ? VerdictKind.Unavailable : VerdictKind.Rejected,
    };
}

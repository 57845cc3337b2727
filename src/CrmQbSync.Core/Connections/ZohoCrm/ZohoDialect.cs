using System.Globalization;
using CrmQbSync.Connections.Http;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Connections.ZohoCrm;

/// <summary>How Zoho CRM is called and how its failures look.</summary>
/// <param name="apiUrl">Scheme, host and port of the API from the profile; null for what the sign-in replied.</param>
internal sealed class ZohoDialect(Uri? apiUrl) : IServiceDialect
{
    /// <summary>Beside the access token: the API's host.</summary>
    public const string ApiDomain = "api_domain";

    /// <summary>The code of a token that lacks a scope.</summary>
    public const string ScopeMismatch = "OAUTH_SCOPE_MISMATCH";

    /// <summary>The code of a failure inside the service.</summary>
    public const string InternalError = "INTERNAL_ERROR";

    /// <summary>What such a failure is told as.</summary>
    public const string OutOfOrder = $"Zoho CRM is out of order ({InternalError}).";

    private const string GoOn =
        "Zoho CRM counts calls over 24 hours and does not say when it takes more: go on in an hour, and the next run continues where this one stopped.";

    private static readonly TimeSpan s_creditWait = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    public string ServiceName => "Zoho CRM";

    /// <inheritdoc/>
    public string? RequestIdHeader => "X-Request-Id";

    /// <inheritdoc/>
    public Uri BaseAddress(AccessToken token) => apiUrl ?? new Uri(token.Facts.GetValueOrDefault(ApiDomain) ?? throw new SyncException(
        SyncErrorId.AuthenticationFailed,
        "The reply to the sign-in does not say which host Zoho CRM's API has for this account.",
        "Connect again with Connect-CrmAccount, or set crm.apiUrl in the profile."));

    /// <inheritdoc/>
    public void Authorize(HttpRequestMessage request, AccessToken token) =>
        request.Headers.TryAddWithoutValidation("Authorization", $"Zoho-oauthtoken {token.Value}");

    /// <inheritdoc/>
    public ReplyVerdict Judge(ServiceRequest request, ServiceReply reply)
    {
        if (reply.Status < 400 && reply.Status != 407)
            return ReplyVerdict.Ok;
        var (code, message) = FaultOf(reply);
        switch (reply.Status)
        {
            case 401 or 403 when code == ScopeMismatch:
                return new ReplyVerdict(request.TakesRejections ? VerdictKind.Rejected : VerdictKind.SignInRefused, code, message) { Advice = ZohoScopes.Advice };
            case 401:
                return new ReplyVerdict(VerdictKind.SignInExpired, code, message);
            case 429:
                return Throttled(reply, code, message);
            case >= 500:
                // A creation that the service itself reports as failed is looked at by the connection: it may repeat it once it knows that nothing was made.
                return new ReplyVerdict(
                    code == InternalError && request is { TakesRejections: true, Effect: CallEffect.Write } ? VerdictKind.Rejected : VerdictKind.Unavailable, code, message);
            default:
                return ZohoRows.Of(reply) is not null ? ReplyVerdict.Ok : new ReplyVerdict(VerdictKind.Rejected, code, message);
        }
    }

    private static ReplyVerdict Throttled(ServiceReply reply, string? code, string? message)
    {
        if (reply.Header("X-API-CREDITS-REMAINING") == "0")
            return new ReplyVerdict(VerdictKind.CreditsGone, code, message) { Wait = ToldWait(reply) ?? (reply.Header("Retry-After") is null ? s_creditWait : null) };
        var wait = ToldWait(reply);
        return new ReplyVerdict(VerdictKind.Throttled, code, message) { Wait = wait, Advice = wait is null && reply.Header("Retry-After") is null ? GoOn : null };
    }

    private static TimeSpan? ToldWait(ServiceReply reply) =>
        reply.JsonObject?["details"] is JObject details && details["retry_after"] is JValue { Value: not null } value
        && double.TryParse(value.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 604800
            ? TimeSpan.FromSeconds(seconds)
            : null;

    /// <summary>Code and message of a refused request; in older replies they are called otherwise.</summary>
    private static (string? Code, string? Message) FaultOf(ServiceReply reply)
    {
        var fault = ZohoRows.Of(reply)?.OfType<JObject>().FirstOrDefault() ?? reply.JsonObject;
        if (fault is null)
            return (null, null);
        var code = Text(fault["code"]);
        return code is null || code.All(char.IsAsciiDigit)
            ? (Text(fault["error"]) ?? code, Text(fault["error_info"]) ?? Text(fault["message"]))
            : (code, ZohoRows.MessageOf(fault));
    }

    private static string? Text(JToken? token) => token is JValue { Value: not null } value ? value.ToString(CultureInfo.InvariantCulture) : null;
}

using System.Globalization;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Emulators.QuickBooksOnline;

/// <summary>What the gateway in front of the service answers when it does not let a request through.</summary>
internal static class FaultReplies
{
    public static Reply Html(int status, string title) =>
        new(status, "text/html", $"<html>\r\n<head><title>{status} {title}</title></head>\r\n<body>\r\n<center><h1>{status} {title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>");

    public static Reply SystemFault(DateTimeOffset now) => new(500, "application/json", new JObject
    {
        ["Fault"] = new ApiFault("10000", "An application error has occurred while processing your request", "System Failure Error: null", type: "SystemFault").ToJson(),
        ["time"] = PacificTime.Milliseconds(now),
    }.ToString(Formatting.None));

    public static Reply Unauthorized(string? token, DateTimeOffset now) =>
        Gateway(401, "AuthenticationFailed", "003200", "3200", token is null ? null : $"Token expired: {token}", "AUTHENTICATION", now) with
        {
            Headers = [KeyValuePair.Create("WWW-Authenticate", "Bearer realm=\"Intuit\", error=\"invalid_token\"")],
        };

    public static Reply Forbidden(DateTimeOffset now) => Gateway(403, "ApplicationAuthorizationFailed", "003100", "3100", null, "SERVICE", now);

    public static Reply WrongCompanyXml(DateTimeOffset now) => new(401, "application/xml", Xml(now,
        "<Fault type=\"AuthenticationFault\"><Error code=\"100\"><Message>General Authentication Error</Message><Detail>AuthenticationErrorGeneral: SRV-110-Authentication Failure , statusCode: 401</Detail></Error></Fault>"));

    public static Reply AccessLost(DateTimeOffset now) => new(401, "application/json", new JObject
    {
        ["Fault"] = new ApiFault("120", "Authorization Failure",
            "AuthorizationFailure: -11014-You do not have access to the company or your role does not allow this.", type: "AuthorizationFault").ToJson(),
        ["time"] = PacificTime.Milliseconds(now),
    }.ToString(Formatting.None));

    public static Reply SubscriptionEnded(DateTimeOffset now) => new(400, "application/json", new JObject
    {
        ["Fault"] = new ApiFault("6190", "Invalid Company Status", "Subscription period has ended or canceled or there was a billing problem").ToJson(),
        ["time"] = PacificTime.Milliseconds(now),
    }.ToString(Formatting.None));

    public static Reply Throttled(QuickBooksKnobs knobs, DateTimeOffset now)
    {
        var reply = knobs.ThrottleSpeaksJson
            ? Gateway(429, "ThrottleExceeded", "003001", "3001", "The request limit was reached.  Try again later", "SERVICE", now)
            : new Reply(429, "application/xml", Xml(now,
                "<Fault type=\"SERVICE\"><Error code=\"3001\"><Message>message=ThrottleExceeded; errorCode=003001; statusCode=429</Message><Detail>The request limit was reached.  Try again later</Detail></Error></Fault>"));
        return knobs.RetryAfterSeconds is { } seconds
            ? reply with { Headers = [KeyValuePair.Create("Retry-After", seconds.ToString(CultureInfo.InvariantCulture))] }
            : reply;
    }

    private static Reply Gateway(int status, string name, string errorCode, string code, string? detail, string type, DateTimeOffset now) =>
        new(status, "application/json", new JObject
        {
            ["warnings"] = null,
            ["intuitObject"] = null,
            ["fault"] = new JObject
            {
                ["error"] = new JArray(new JObject
                {
                    ["message"] = $"message={name}; errorCode={errorCode}; statusCode={status}",
                    ["detail"] = detail,
                    ["code"] = code,
                    ["element"] = null,
                }),
                ["type"] = type,
            },
            ["report"] = null,
            ["queryResponse"] = null,
            ["batchItemResponse"] = new JArray(),
            ["attachableResponse"] = new JArray(),
            ["syncErrorResponse"] = null,
            ["requestId"] = null,
            ["time"] = now.ToUnixTimeMilliseconds(),
            ["status"] = null,
            ["cdcresponse"] = new JArray(),
        }.ToString(Formatting.None));

    private static string Xml(DateTimeOffset now, string fault) =>
        $"<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><IntuitResponse time=\"{PacificTime.Milliseconds(now)}\" xmlns=\"http://schema.intuit.com/finance/v3\">{fault}</IntuitResponse>";
}

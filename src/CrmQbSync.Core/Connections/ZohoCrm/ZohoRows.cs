using System.Globalization;
using CrmQbSync.Connections.Http;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Connections.ZohoCrm;

/// <summary>The rows of a reply: each write has one, in the order of the request, whatever the reply's status.</summary>
internal static class ZohoRows
{
    /// <summary>The code of a row or value of a form that Zoho does not take.</summary>
    public const string InvalidData = "INVALID_DATA";

    /// <summary>Why nothing is known of what was written.</summary>
    public const string Untold = "Zoho CRM does not tell what became of every contact.";

    /// <summary>The rows; null if the reply has none.</summary>
    public static JArray? Of(ServiceReply reply) => (reply.JsonObject?["data"] ?? reply.JsonObject?["recycle_bin"]) as JArray;

    /// <summary>A row for each that was written; a refusal of the whole call counts for each. Null where it is not known which row is whose.</summary>
    public static IReadOnlyList<JToken>? Each(JArray rows, int count) =>
        rows.Count == count ? [.. rows] : rows.Count > 0 && !rows.Any(IsDone) ? [.. Enumerable.Repeat(rows[0], count)] : null;

    /// <summary>Whether a row says that it was done.</summary>
    public static bool IsDone(JToken row) => Text(row, "status") == "success";

    /// <summary>A row's code, such as INVALID_DATA.</summary>
    public static string? CodeOf(JToken row) => Text(row, "code");

    /// <summary>A member of the row's details as text; null if it is not there.</summary>
    public static string? Detail(JToken row, string name) => row["details"] is JObject details ? Text(details, name) : null;

    /// <summary>What a row says went wrong: the service's words, and which field and limit it means.</summary>
    public static string MessageOf(JToken row)
    {
        if (row["details"] is JObject { } several && several["errors"] is JArray errors)
            return string.Join(" ", errors.Select(MessageOf));
        var parts = new[]
        {
            Detail(row, "api_name") ?? Detail(row, "param_name"),
            Detail(row, "expected_data_type") is { } type ? $"expected: {type}" : null,
            Detail(row, "maximum_length") is { } length ? $"at most {length}" : null,
            row["details"] is JObject detail && detail["supported_values"] is JArray values ? $"one of: {string.Join(", ", values.Take(20))}" : null,
            row["details"] is JObject details && details["duplicate_record"] is JObject duplicate ? $"record {Text(duplicate, "id")} has it" : null,
        };
        var told = string.Join("; ", parts.OfType<string>());
        var message = Text(row, "message") ?? "no reason given";
        return told.Length == 0 ? message : $"{message} ({told})";
    }

    /// <summary>A time of the API; null if it is none.</summary>
    public static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    /// <summary>A member as text; null if it is missing, null or no single value. Yes and no are in small letters, as in files.</summary>
    public static string? Text(JToken row, string name) => row is JObject item && item[name] is JValue { Value: not null } value
        ? value.Value is bool isTrue ? (isTrue ? "true" : "false") : value.ToString(CultureInfo.InvariantCulture)
        : null;

    /// <summary>Whether a member is there and says yes.</summary>
    public static bool IsTrue(JToken row, string name) => Text(row, name) is "true";
}

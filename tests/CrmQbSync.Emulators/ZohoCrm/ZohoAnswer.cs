using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Emulators.ZohoCrm;

/// <summary>What the emulator answers.</summary>
public sealed record ZohoAnswer(int Status, JToken? Json = null)
{
    /// <summary>A body that is not JSON.</summary>
    public byte[]? Raw { get; init; }

    public string ContentType { get; init; } = "application/json;charset=UTF-8";

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>How many credits the call costs.</summary>
    public int Credits { get; init; } = 1;

    /// <summary>The body as it is sent; empty if there is none.</summary>
    public byte[] ToBytes()
    {
        if (Raw is not null || Json is null)
            return Raw ?? [];
        using var stream = new MemoryStream();
        using (var writer = new JsonTextWriter(new StreamWriter(stream, new UTF8Encoding(false))) { Formatting = Formatting.None })
            Json.WriteTo(writer);
        return stream.ToArray();
    }

    public static ZohoAnswer Empty { get; } = new(204);

    public static ZohoAnswer NotModified { get; } = new(304);

    /// <summary>An error of the whole request.</summary>
    public static ZohoAnswer Error(int status, string code, string message, object? details = null) => new(status, ErrorRow(code, message, details));

    /// <summary>An error of one row.</summary>
    public static JObject ErrorRow(string code, string message, object? details = null) => new()
    {
        ["code"] = code,
        ["details"] = details is null ? new JObject() : JObject.FromObject(details),
        ["message"] = message,
        ["status"] = "error",
    };

    /// <summary>A page of a gateway, a proxy or the accounts host.</summary>
    public static ZohoAnswer Page(int status, string text) => new(status) { Raw = Encoding.UTF8.GetBytes($"<html><body>{text}</body></html>"), ContentType = "text/html" };

    public static ZohoAnswer NotFound { get; } = Error(404, "RESOURCE_NOT_FOUND", "The requested resource doesn't exist.");

    public static ZohoAnswer BadPath { get; } =
        Error(404, "INVALID_URL_PATTERN", "Please check if the URL trying to access is a correct one");

    public static ZohoAnswer BadMethod { get; } = Error(400, "INVALID_REQUEST_METHOD", "The http request method type is not a valid one");
}

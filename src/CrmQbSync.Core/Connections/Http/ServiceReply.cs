using System.Runtime.InteropServices;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Connections.Http;

/// <summary>An answer of a service, received whole.</summary>
internal sealed class ServiceReply
{
    private readonly IReadOnlyDictionary<string, string> _headers;
    private string? _text;
    private JToken? _json;

    /// <summary>A reply.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="headers">Header to value; several values of one header joined by a comma. Without regard to case.</param>
    /// <param name="body">The body, unpacked.</param>
    public ServiceReply(int status, IReadOnlyDictionary<string, string> headers, ReadOnlyMemory<byte> body)
    {
        Status = status;
        _headers = headers;
        Body = body;
    }

    /// <summary>The HTTP status.</summary>
    public int Status { get; }

    /// <summary>The body, unpacked; empty if there is none.</summary>
    public ReadOnlyMemory<byte> Body { get; private set; }

    /// <summary>What the dialect found; null before it was asked.</summary>
    public ReplyVerdict? Verdict { get; set; }

    /// <summary>The body as text (UTF-8).</summary>
    public string Text => _text ??= Encoding.UTF8.GetString(Body.Span).TrimStart('\uFEFF');

    /// <summary>The server's clock when it answered (header Date); null if it does not say.</summary>
    public DateTimeOffset? ServerTime => RetryAfter.ReadDate(Header("Date"));

    /// <summary>A header's value without regard to case; null if it is not there.</summary>
    public string? Header(string name) => _headers.TryGetValue(name, out var value) ? value : null;

    /// <summary>
    /// The body as JSON, read once. Times stay text, numbers stay exact, and at most 64 levels are read. Null if the body is no JSON.
    /// </summary>
    public JToken? Json => _json ??= TryReadJson(Body);

    /// <summary>The body as a JSON object; null if it is none.</summary>
    public JObject? JsonObject => Json as JObject;

    /// <summary>Takes secrets that the service echoes out of the body.</summary>
    public void Conceal(IEnumerable<string> secrets)
    {
        var concealed = secrets.Where(secret => secret.Length > 0).Aggregate(Text, (text, secret) => text.Replace(secret, "…", StringComparison.Ordinal));
        if (concealed == Text)
            return;
        _text = concealed;
        _json = null;
        Body = Encoding.UTF8.GetBytes(concealed);
    }

    /// <summary>Reads the bytes as they came: a text of all of them would lie among the large objects, which are seldom collected.</summary>
    private static JToken? TryReadJson(ReadOnlyMemory<byte> body)
    {
        var bytes = MemoryMarshal.TryGetArray(body, out var array) ? array : new ArraySegment<byte>(body.ToArray());
        try
        {
            using var reader = new JsonTextReader(new StreamReader(new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count), Encoding.UTF8))
            {
                DateParseHandling = DateParseHandling.None,
                FloatParseHandling = FloatParseHandling.Decimal,
                MaxDepth = 64,
            };
            var token = JToken.ReadFrom(reader);
            return reader.Read() ? null : token;
        }
        catch (JsonException)
        {
            // "No JSON" is an answer here: services send HTML and XML from their gateways, and bodies are cut short.
            return null;
        }
    }
}

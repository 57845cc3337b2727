using Microsoft.AspNetCore.Http;

namespace CrmQbSync.Emulators.ZohoCrm;

/// <summary>A request as it came, read whole.</summary>
public sealed record ZohoRequest
{
    public required string Method { get; init; }

    public required string Path { get; init; }

    public required IReadOnlyDictionary<string, string> Query { get; init; }

    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public required string Body { get; init; }

    public required string ContentType { get; init; }

    public static async Task<ZohoRequest> ReadAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        return new ZohoRequest
        {
            Method = request.Method,
            Path = request.Path.Value ?? "/",
            Query = request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.Ordinal),
            Headers = request.Headers.ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            Body = await reader.ReadToEndAsync(),
            ContentType = request.ContentType ?? "",
        };
    }

    public string? Header(string name) => Headers.GetValueOrDefault(name);
}

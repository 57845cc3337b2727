using System.Collections.Immutable;
using System.Globalization;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Connections.QuickBooksOnline;

/// <summary>From where the next reading takes only what changed.</summary>
/// <param name="Since">The service's own time, some minutes before the reading began.</param>
/// <param name="Pending">Customers that somebody else changed before that time, and that were not read since.</param>
internal sealed record QuickBooksMark(DateTimeOffset Since, ImmutableArray<string> Pending)
{
    /// <summary>How far a mark stays behind the service's time: replies come from several servers, whose changes do not show at once.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromMinutes(5);

    /// <summary>The mark as it is kept.</summary>
    public string Write() => new JObject
    {
        ["since"] = Since.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        ["pending"] = new JArray(Pending),
    }.ToString(Formatting.None);

    /// <summary>A mark that was kept; null if there is none, or one of another kind of connection.</summary>
    public static QuickBooksMark? Read(string? text)
    {
        if (text is null || !text.StartsWith('{'))
            return null;
        using var reader = new JsonTextReader(new StringReader(text)) { DateParseHandling = DateParseHandling.None };
        try
        {
            var json = JObject.Load(reader);
            return CustomerMapping.ReadTime((string?)json["since"]) is { } since && json["pending"] is JArray pending
                ? new QuickBooksMark(since, [.. pending.Select(id => (string)id!)])
                : null;
        }
        catch (JsonException)
        {
            // Not ours: everything is read then, which is always right.
            return null;
        }
    }
}

using System.Collections.Immutable;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Connections.QuickBooksOnline;

/// <summary>From where the next reading takes only what changed.</summary>
/// <param name="Since">The service's own time, some minutes before the reading began.</param>
/// <param name="Pending">Customers that somebody else changed before that time, and that were not read since.</param>
/// <param name="Counted">The customers created before that time; null where that is unknown.</param>
internal sealed record QuickBooksMark(DateTimeOffset Since, ImmutableArray<string> Pending, CustomerCount? Counted)
{
    private const byte Form = 1;

    /// <summary>Customers that the next run may look up before it writes, as they stand; null if that is not known.</summary>
    public ImmutableArray<JObject>? Waiting { get; init; }

    /// <summary>Whether the service takes no queries within a batch.</summary>
    public bool RefusesQueriesInBatches { get; init; }

    /// <summary>What <see cref="InactiveCustomers"/> keeps.</summary>
    public string? Inactive { get; init; }

    /// <summary>Whether more lies behind the mark than the change feed shows, so that it need not be asked.</summary>
    public bool FillsFeed { get; init; }

    /// <summary>What <see cref="RememberedVersions"/> keeps.</summary>
    public string? Versions { get; init; }

    /// <summary>How far a mark stays behind the service's time: replies come from several servers, whose changes do not show at once.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromMinutes(5);

    /// <summary>The mark as it is kept.</summary>
    public string Write() => new JObject
    {
        ["since"] = CustomerQuery.Time(Since),
        ["pending"] = new JArray(Pending),
        ["waiting"] = Waiting is { } waiting ? MarkText.Pack(Form, writer => writer.Write(new JArray(waiting).ToString(Formatting.None))) : null,
        ["refuses"] = RefusesQueriesInBatches,
        ["inactive"] = Inactive,
        ["fills"] = FillsFeed,
        ["count"] = Counted?.Number,
        ["countedAt"] = Counted is null ? null : CustomerQuery.Time(Counted.At),
        ["versions"] = Versions,
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
                ? new QuickBooksMark(since, IdsOf(pending), CountOf(json))
                {
                    Waiting = RowsOf((json["waiting"] as JValue)?.Value as string),
                    RefusesQueriesInBatches = (json["refuses"] as JValue)?.Value is true,
                    Inactive = (json["inactive"] as JValue)?.Value as string,
                    FillsFeed = (json["fills"] as JValue)?.Value is true,
                    Versions = (json["versions"] as JValue)?.Value as string,
                }
                : null;
        }
        catch (JsonException)
        {
            // Not ours: everything is read then, which is always right.
            return null;
        }
    }

    private static ImmutableArray<JObject>? RowsOf(string? packed)
    {
        var text = "";
        if (!MarkText.TryUnpack(packed, Form, reader => text = reader.ReadString()))
            return null;
        using var json = new JsonTextReader(new StringReader(text)) { DateParseHandling = DateParseHandling.None };
        return [.. JArray.Load(json).OfType<JObject>()];
    }

    private static ImmutableArray<string> IdsOf(JArray ids) => [.. ids.Select(id => (string)id!)];

    private static CustomerCount? CountOf(JObject json) =>
        json["count"] is { Type: JTokenType.Integer } number && CustomerMapping.ReadTime((string?)json["countedAt"]) is { } at ? new CustomerCount((int)number, at) : null;
}

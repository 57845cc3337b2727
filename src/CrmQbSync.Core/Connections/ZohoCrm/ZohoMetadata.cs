using Newtonsoft.Json.Linq;

namespace CrmQbSync.Connections.ZohoCrm;

/// <summary>The fields of Contacts.</summary>
internal static class ZohoMetadata
{
    /// <summary>When what was asked for is old.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromHours(24);

    /// <summary>Asks for the fields.</summary>
    public static async Task<IReadOnlyList<ZohoField>> ReadAsync(ZohoApi api, CancellationToken cancellationToken)
    {
        var reply = await api.GetAsync("read the fields of contacts", "/settings/fields?module=Contacts", cancellationToken).ConfigureAwait(false);
        var rows = (reply.JsonObject?["fields"] as JArray)?.OfType<JObject>() ?? [];
        return [.. rows.Select(Field).OfType<ZohoField>()];
    }

    private static ZohoField? Field(JObject row) => ZohoRows.Text(row, "api_name") is not { Length: > 0 } name ? null : new ZohoField
    {
        Name = name,
        Type = ZohoRows.Text(row, "data_type") ?? "text",
        Length = int.TryParse(ZohoRows.Text(row, "length"), System.Globalization.CultureInfo.InvariantCulture, out var length) ? length : 0,
        IsReadOnly = IsTrue(row, "read_only") || IsTrue(row, "field_read_only"),
    };

    private static bool IsTrue(JObject row, string name) => row[name]?.Type == JTokenType.Boolean && row.Value<bool>(name);
}

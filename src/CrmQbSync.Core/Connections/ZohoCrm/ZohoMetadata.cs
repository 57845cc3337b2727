using System.Globalization;
using CrmQbSync.Connections.Http;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Connections.ZohoCrm;

/// <summary>The fields of Contacts.</summary>
internal static class ZohoMetadata
{
    /// <summary>When what was asked for is old.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromHours(24);

    /// <summary>Under which name it is remembered with the sign-in when fields turned out to be other ones than were told before.</summary>
    private const string Outdated = "fields";

    /// <summary>Remembers that what was asked for before a time holds no more: the run that finds out ends, and leaves nothing else behind.</summary>
    public static ValueTask NoteOutdatedAsync(AccessTokens tokens, DateTimeOffset time, CancellationToken cancellationToken) =>
        tokens.RememberAsync(Outdated, time.ToString("O", CultureInfo.InvariantCulture), cancellationToken);

    /// <summary>Whether what was asked for at a time holds no more.</summary>
    public static async ValueTask<bool> IsOutdatedAsync(AccessTokens tokens, DateTimeOffset readAt, CancellationToken cancellationToken) =>
        ZohoRows.Time(await tokens.RecallAsync(Outdated, cancellationToken).ConfigureAwait(false)) is { } time && readAt <= time;

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
        Length = int.TryParse(ZohoRows.Text(row, "length"), CultureInfo.InvariantCulture, out var length) ? length : 0,
        IsReadOnly = ZohoRows.IsTrue(row, "read_only") || ZohoRows.IsTrue(row, "field_read_only"),
    };
}

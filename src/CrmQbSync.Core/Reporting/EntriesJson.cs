using Newtonsoft.Json;

namespace CrmQbSync.Reporting;

/// <summary>
/// The entries of a run as JSON, streamed from the state into the page: a report is as big as the history it shows, what it takes in memory is not.
/// Everything that HTML has a use for is escaped, so that no value can end the element that it stands in.
/// </summary>
internal static class EntriesJson
{
    /// <summary>Writes the entries, in the form that the page's script reads.</summary>
    public static async Task WriteAsync(TextWriter writer, IAsyncEnumerable<SyncEntry> entries, TimeZoneInfo zone)
    {
        using var json = new JsonTextWriter(writer) { StringEscapeHandling = StringEscapeHandling.EscapeHtml, CloseOutput = false };
        json.WriteStartArray();
        await foreach (var entry in entries.ConfigureAwait(false))
        {
            json.WriteWhitespace("\n");
            Write(json, entry, zone);
        }
        json.WriteEndArray();
    }

    // An entry is a list, for the names of its parts would be most of the page.
    private static void Write(JsonTextWriter json, SyncEntry entry, TimeZoneInfo zone)
    {
        json.WriteStartArray();
        WriteAll(json, ReportTime.Text(entry.Time, zone), entry.Action.ToString(), entry.Target.ToString(), entry.Status.ToString());
        WriteAll(json, entry.Email, entry.Name, entry.CrmId, entry.QbId, entry.Reason, entry.ErrorCode, entry.Message, entry.Warning);
        json.WriteStartArray();
        foreach (var change in entry.Fields)
        {
            json.WriteStartArray();
            WriteAll(json, change.Field, change.OldValue, change.NewValue, change.Why, change.Code);
            json.WriteEndArray();
        }
        json.WriteEndArray();
        json.WriteEndArray();
    }

    private static void WriteAll(JsonTextWriter json, params ReadOnlySpan<string?> texts)
    {
        foreach (var text in texts)
            json.WriteValue(text);
    }
}

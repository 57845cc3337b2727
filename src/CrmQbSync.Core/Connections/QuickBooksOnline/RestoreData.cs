using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Connections.QuickBooksOnline;

/// <summary>What brings a customer that was made inactive back: QuickBooks keeps everything else itself.</summary>
/// <param name="Id">The customer's id.</param>
/// <param name="Name">Its name before QuickBooks put its suffix there; null if unknown.</param>
internal sealed record RestoreData(string Id, string? Name)
{
    /// <summary>As it is kept in the entry.</summary>
    public string Write() => new JObject { ["id"] = Id, ["name"] = Name }.ToString(Formatting.None);

    /// <summary>What was kept; null if it cannot be read.</summary>
    public static RestoreData? Read(string? text)
    {
        if (text is null)
            return null;
        try
        {
            var json = JObject.Parse(text);
            return (string?)json["id"] is { } id ? new RestoreData(id, (string?)json["name"]) : null;
        }
        catch (JsonException)
        {
            // Of another kind of connection: there is nothing to bring back here.
            return null;
        }
    }
}

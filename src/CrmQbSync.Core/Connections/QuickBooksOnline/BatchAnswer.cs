using Newtonsoft.Json.Linq;

namespace CrmQbSync.Connections.QuickBooksOnline;

/// <summary>The answer to a batch. The items come in any order.</summary>
/// <param name="Items">Item id to its answer; an item may be missing.</param>
/// <param name="Trace">The <c>intuit_tid</c>, which Intuit's support asks for; null if there is none.</param>
internal sealed record BatchAnswer(IReadOnlyDictionary<string, JObject> Items, string? Trace)
{
    /// <summary>The answer to the item at a place; null if it is missing.</summary>
    public JObject? this[int at] => Items.GetValueOrDefault("i" + at.ToString(System.Globalization.CultureInfo.InvariantCulture));
}

using Newtonsoft.Json.Linq;

namespace CrmQbSync.Connections.QuickBooksOnline;

/// <summary>Some rows of an answer.</summary>
/// <param name="Rows">The rows, each with an id.</param>
/// <param name="Time">The service's own time of the answer; null if it does not say.</param>
internal sealed record CustomerPage(IReadOnlyList<JObject> Rows, DateTimeOffset? Time);

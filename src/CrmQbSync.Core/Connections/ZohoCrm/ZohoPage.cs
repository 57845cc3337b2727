using CrmQbSync.Connections.Http;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Connections.ZohoCrm;

/// <summary>Some rows of a list or query.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="HasMore">Whether there are more.</param>
/// <param name="NextToken">The token of the next page; null if there is none.</param>
/// <param name="Time">The service's time; null if it did not tell.</param>
internal sealed record ZohoPage(IReadOnlyList<JObject> Rows, bool HasMore, string? NextToken, DateTimeOffset? Time)
{
    /// <summary>Reads a reply. Nothing found is 204, nothing changed 304, both without a body.</summary>
    /// <exception cref="SyncException">ServiceRejected for a reply of another form.</exception>
    public static ZohoPage Of(ServiceReply reply)
    {
        if (reply.Status is 204 or 304)
            return new ZohoPage([], false, null, reply.ServerTime);
        if (ZohoRows.Of(reply) is not { } rows || rows.Any(row => row is not JObject))
            throw new SyncException(SyncErrorId.ServiceRejected, "Zoho CRM sent a list of a form that is not known.", "Look for a newer version of this module.");
        var info = reply.JsonObject!["info"] as JObject;
        return new ZohoPage(
            [.. rows.Cast<JObject>()],
            info is not null && ZohoRows.IsTrue(info, "more_records"),
            info is null ? null : ZohoRows.Text(info, "next_page_token"),
            reply.ServerTime);
    }
}

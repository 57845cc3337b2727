using CrmQbSync.Connections.Http;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Connections.ZohoCrm;

/// <summary>The organisation that a sign-in belongs to; remembered with the sign-in, since another organisation needs another sign-in.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Concurrency">How many writes may be under way at once.</param>
internal sealed record ZohoOrganisation(string Id, int Concurrency)
{
    /// <summary>Under which name it is remembered.</summary>
    public const string Remembered = "organisation";

    /// <summary>Inserts, updates of many rows and queries share this limit in every edition.</summary>
    private const int MaxHeavy = 10;

    /// <summary>What the smallest edition allows.</summary>
    private const int Least = 5;

    /// <summary>The organisation of the sign-in.</summary>
    public static async Task<ZohoOrganisation> FindAsync(ZohoApi api, CancellationToken cancellationToken)
    {
        var known = (await api.Tokens.RecallAsync(Remembered, cancellationToken).ConfigureAwait(false))?.Split('|');
        if (known is [var id, var most] && int.TryParse(most, System.Globalization.CultureInfo.InvariantCulture, out var number) && number is > 0 and <= MaxHeavy)
            return new ZohoOrganisation(id, number);
        var reply = await api.GetAsync("read the organisation", "/org", cancellationToken).ConfigureAwait(false);
        var organisation = Read(reply) ?? throw new SyncException(
            SyncErrorId.ServiceRejected, "Zoho CRM does not tell which organisation this is.", "Connect again with Connect-CrmAccount.");
        await api.Tokens.RememberAsync(Remembered, organisation.ToString(), cancellationToken).ConfigureAwait(false);
        return organisation;
    }

    /// <summary>Reads the reply to <c>/org</c>; null if it says nothing.</summary>
    public static ZohoOrganisation? Read(ServiceReply reply)
    {
        if (RowOf(reply) is not { } row || ZohoRows.Text(row, "id") is not { Length: > 0 } id)
            return null;
        var license = row["license_details"] as JObject;
        var edition = license is null ? null : ZohoRows.Text(license, "paid_type") ?? ZohoRows.Text(license, "trial_type");
        return new ZohoOrganisation(id, edition is null or "free" ? Least : MaxHeavy);
    }

    /// <summary>The organisation's row of the reply to <c>/org</c>.</summary>
    public static JObject? RowOf(ServiceReply reply) => (reply.JsonObject?["org"] as JArray)?.FirstOrDefault() as JObject;

    /// <summary>As it is remembered.</summary>
    public override string ToString() => $"{Id}|{Concurrency}";
}

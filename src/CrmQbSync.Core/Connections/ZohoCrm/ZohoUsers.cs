using System.Globalization;
using CrmQbSync.Connections.Http;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Connections.ZohoCrm;

/// <summary>Rule 3.4: whether the user that is signed in is an active administrator.</summary>
/// <remarks>
/// The list ActiveConfirmedAdmins decides, whatever the profile is called; only where that list is refused does the profile's name have to serve. The
/// user's id is remembered with the sign-in, and so is the page of the list that has it, or that the list is refused: one call is enough.
/// </remarks>
internal sealed class ZohoUsers(ZohoApi api)
{
    /// <summary>Under which name the user's id is remembered with the sign-in.</summary>
    public const string UserId = "user";

    /// <summary>Under which name it is remembered where the user stands in the list of administrators.</summary>
    private const string Place = "administrators";

    /// <summary>Remembered in a page's place: the list is refused.</summary>
    private const string Refused = "refused";

    private const int PerPage = 200;

    private JObject? _user;

    /// <summary>Checks.</summary>
    /// <exception cref="SyncException">NotAdministrator.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var place = await api.Tokens.RecallAsync(Place, cancellationToken).ConfigureAwait(false);
        if (place == Refused && await HasAdministratorsProfileAsync(cancellationToken).ConfigureAwait(false))
            return;
        var id = await FindIdAsync(cancellationToken).ConfigureAwait(false);
        var page = int.TryParse(place, CultureInfo.InvariantCulture, out var number) ? number : 1;
        if (page > 1 && await ReadPageAsync(page, cancellationToken).ConfigureAwait(false) is { } known && Holds(known, id))
            return;
        var found = await SearchAsync(id, cancellationToken).ConfigureAwait(false);
        if (found != (place ?? "1"))
            await api.Tokens.RememberAsync(Place, found, cancellationToken).ConfigureAwait(false);
        if (found is null || (found == Refused && !await HasAdministratorsProfileAsync(cancellationToken).ConfigureAwait(false)))
            throw NotAdministrator(await CurrentAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>What has to serve where the list is refused.</summary>
    private async Task<bool> HasAdministratorsProfileAsync(CancellationToken cancellationToken)
    {
        var user = await CurrentAsync(cancellationToken).ConfigureAwait(false);
        return IsActive(user) && user["profile"] is JObject profile && ZohoRows.Text(profile, "name") == "Administrator";
    }

    private async Task<string> FindIdAsync(CancellationToken cancellationToken)
    {
        if (await api.Tokens.RecallAsync(UserId, cancellationToken).ConfigureAwait(false) is { } known)
            return known;
        var id = ZohoRows.Text(await CurrentAsync(cancellationToken).ConfigureAwait(false), "id")!;
        await api.Tokens.RememberAsync(UserId, id, cancellationToken).ConfigureAwait(false);
        return id;
    }

    /// <summary>The page of the list that has the user; null if none has; that the list is refused.</summary>
    private async Task<string?> SearchAsync(string id, CancellationToken cancellationToken)
    {
        for (var page = 1; ; page++)
        {
            if (await ReadPageAsync(page, cancellationToken).ConfigureAwait(false) is not { } reply)
                return Refused;
            if (Holds(reply, id))
                return page.ToString(CultureInfo.InvariantCulture);
            if (!Rows(reply).Any() || reply.JsonObject?["info"] is not JObject info || !ZohoRows.IsTrue(info, "more_records"))
                return null;
        }
    }

    private async Task<JObject> CurrentAsync(CancellationToken cancellationToken)
    {
        if (_user is not null)
            return _user;
        var reply = await api.GetAsync("read the signed-in user", "/users?type=CurrentUser", cancellationToken).ConfigureAwait(false);
        return _user = Rows(reply).FirstOrDefault(row => ZohoRows.Text(row, "id") is not null) ?? throw new SyncException(
            SyncErrorId.NotAdministrator,
            "Zoho CRM does not tell which user is signed in.",
            "Connect again with Connect-CrmAccount as an active administrator.");
    }

    /// <summary>A page of the list of administrators; null if it is refused.</summary>
    private async Task<ServiceReply?> ReadPageAsync(int page, CancellationToken cancellationToken)
    {
        var reply = await api.GetAsync(
            "read the administrators",
            string.Create(CultureInfo.InvariantCulture, $"/users?type=ActiveConfirmedAdmins&page={page}&per_page={PerPage}"),
            cancellationToken,
            takesRejections: true).ConfigureAwait(false);
        if (reply.Verdict is not { Kind: VerdictKind.Rejected } verdict)
            return reply;
        return verdict.Code == ZohoDialect.ScopeMismatch ? throw NoScope(verdict) : null;
    }

    private static bool Holds(ServiceReply page, string id) => Rows(page).Any(row => ZohoRows.Text(row, "id") == id);

    private static SyncException NoScope(ReplyVerdict verdict) =>
        new(SyncErrorId.AuthenticationFailed, $"Zoho CRM does not let the sign-in read users ({verdict.Text}).", ZohoScopes.Advice);

    private static SyncException NotAdministrator(JObject user)
    {
        var profile = user["profile"] is JObject found ? ZohoRows.Text(found, "name") : null;
        var state = IsActive(user) ? $"profile '{profile}'" : $"status {ZohoRows.Text(user, "status")}, {(IsConfirmed(user) ? "confirmed" : "not confirmed")}";
        return new SyncException(
            SyncErrorId.NotAdministrator,
            $"The user '{ZohoRows.Text(user, "full_name")}' that is signed in to Zoho CRM is no active administrator ({state}). Nothing was read or written.",
            "Connect with Connect-CrmAccount as an administrator, or let one give this user an administrator's profile.");
    }

    private static bool IsActive(JObject user) => ZohoRows.Text(user, "status") == "active" && IsConfirmed(user);

    private static bool IsConfirmed(JObject user) => ZohoRows.IsTrue(user, "confirm");

    private static IEnumerable<JObject> Rows(ServiceReply reply) => (reply.JsonObject?["users"] as JArray)?.OfType<JObject>() ?? [];
}

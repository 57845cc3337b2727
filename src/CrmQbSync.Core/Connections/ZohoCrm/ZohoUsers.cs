using CrmQbSync.Connections.Http;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Connections.ZohoCrm;

/// <summary>Rule 3.4: whether the user that is signed in is an active administrator.</summary>
/// <remarks>
/// The list ActiveConfirmedAdmins decides, whatever the profile is called; only where that list is refused does the profile's name have to serve. The
/// user's id is remembered with the sign-in, so that one call is enough.
/// </remarks>
internal sealed class ZohoUsers(ZohoApi api)
{
    /// <summary>Under which name the user's id is remembered with the sign-in.</summary>
    public const string UserId = "user";

    private const int PerPage = 200;

    /// <summary>Checks.</summary>
    /// <exception cref="SyncException">NotAdministrator.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        JObject? user = null;
        var id = await api.Tokens.RecallAsync(UserId, cancellationToken).ConfigureAwait(false);
        if (id is null)
        {
            user = await CurrentAsync(cancellationToken).ConfigureAwait(false);
            id = ZohoRows.Text(user, "id")!;
            await api.Tokens.RememberAsync(UserId, id, cancellationToken).ConfigureAwait(false);
        }
        if (await IsAdministratorAsync(id, cancellationToken).ConfigureAwait(false) is not { } isAdministrator)
        {
            user ??= await CurrentAsync(cancellationToken).ConfigureAwait(false);
            isAdministrator = IsActive(user) && user["profile"] is JObject profile && ZohoRows.Text(profile, "name") == "Administrator";
        }
        if (isAdministrator)
            return;
        throw NotAdministrator(user ?? await CurrentAsync(cancellationToken).ConfigureAwait(false));
    }

    private async Task<JObject> CurrentAsync(CancellationToken cancellationToken)
    {
        var reply = await api.GetAsync("read the signed-in user", "/users?type=CurrentUser", cancellationToken).ConfigureAwait(false);
        return Rows(reply).FirstOrDefault(row => ZohoRows.Text(row, "id") is not null) ?? throw new SyncException(
            SyncErrorId.NotAdministrator,
            "Zoho CRM does not tell which user is signed in.",
            "Connect again with Connect-CrmAccount as an active administrator.");
    }

    /// <summary>Null if the list is refused.</summary>
    private async Task<bool?> IsAdministratorAsync(string id, CancellationToken cancellationToken)
    {
        for (var page = 1; ; page++)
        {
            var reply = await api.GetAsync(
                "read the administrators",
                $"/users?type=ActiveConfirmedAdmins&page={page}&per_page={PerPage}",
                cancellationToken,
                takesRejections: true).ConfigureAwait(false);
            if (reply.Verdict is { Kind: VerdictKind.Rejected } verdict)
                return verdict.Code == ZohoDialect.ScopeMismatch ? throw NoScope(verdict) : null;
            var rows = Rows(reply).ToList();
            if (rows.Exists(row => ZohoRows.Text(row, "id") == id))
                return true;
            if (rows.Count == 0 || reply.JsonObject?["info"] is not JObject info || info["more_records"]?.Type != JTokenType.Boolean || !info.Value<bool>("more_records"))
                return false;
        }
    }

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

    private static bool IsConfirmed(JObject user) => user["confirm"]?.Type == JTokenType.Boolean && user.Value<bool>("confirm");

    private static IEnumerable<JObject> Rows(ServiceReply reply) => (reply.JsonObject?["users"] as JArray)?.OfType<JObject>() ?? [];
}

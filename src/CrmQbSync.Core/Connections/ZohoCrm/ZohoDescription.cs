using CrmQbSync.Connections.Http;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Connections.ZohoCrm;

/// <summary>Who is signed in to which organisation. Remembers the ids with the sign-in, so that runs need not ask again.</summary>
internal sealed class ZohoDescription(ZohoDialect dialect, AccessTokens tokens, HttpExchange exchange)
{
    private const long MaxBytes = 1 << 20;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    /// <summary>Asks.</summary>
    public async Task<(string? User, string? Company, string? CompanyId)> ReadAsync(CancellationToken cancellationToken)
    {
        var users = await GetAsync("/crm/v8/users?type=CurrentUser", "read the signed-in user", cancellationToken).ConfigureAwait(false);
        var user = (users.JsonObject?["users"] as JArray)?.FirstOrDefault() as JObject;
        if (user is not null && ZohoRows.Text(user, "id") is { } userId)
            await tokens.RememberAsync(ZohoUsers.UserId, userId, cancellationToken).ConfigureAwait(false);
        var reply = await GetAsync("/crm/v8/org", "read the organisation", cancellationToken).ConfigureAwait(false);
        if (ZohoOrganisation.Read(reply) is { } organisation)
            await tokens.RememberAsync(ZohoOrganisation.Remembered, organisation.ToString(), cancellationToken).ConfigureAwait(false);
        var row = ZohoOrganisation.RowOf(reply);
        return (
            user is null ? null : ZohoRows.Text(user, "email") ?? ZohoRows.Text(user, "full_name"),
            row is null ? null : ZohoRows.Text(row, "company_name"),
            row is null ? null : ZohoRows.Text(row, "id"));
    }

    private async Task<ServiceReply> GetAsync(string path, string name, CancellationToken cancellationToken)
    {
        var token = await tokens.GetAsync(cancellationToken).ConfigureAwait(false);
        using var message = new HttpRequestMessage(HttpMethod.Get, new Uri(dialect.BaseAddress(token).AbsoluteUri.TrimEnd('/') + path));
        dialect.Authorize(message, token);
        try
        {
            var reply = await exchange.SendAsync(message, s_patience, MaxBytes, cancellationToken).ConfigureAwait(false);
            var request = new ServiceRequest { Method = HttpMethod.Get, Path = path, Name = name, Effect = CallEffect.Read };
            var verdict = dialect.Judge(request, reply);
            return verdict.Kind == VerdictKind.Ok ? reply : throw ZohoApi.Rejected(name, verdict);
        }
        catch (ExchangeException exception)
        {
            throw exception.Error;
        }
    }
}

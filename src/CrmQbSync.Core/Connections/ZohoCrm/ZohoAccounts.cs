using CrmQbSync.Connections.Http;
using CrmQbSync.Profiles;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Connections.ZohoCrm;

/// <summary>The accounts that contacts are linked to by the name of their company. Each is looked up, and made if need be, once a run.</summary>
internal sealed class ZohoAccounts(ZohoApi api, ZohoCompanies policy) : IDisposable
{
    private const int MaxRows = 100;

    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly Dictionary<string, ZohoAccount> _known = new(StringComparer.Ordinal);

    /// <summary>The accounts of these names; a name that has none, and gets none, is not among them. A name that cannot become one has the reason.</summary>
    public async Task<IReadOnlyDictionary<string, ZohoAccount>> ResolveAsync(IEnumerable<string> names, CancellationToken cancellationToken)
    {
        var wanted = names.ToHashSet(StringComparer.Ordinal);
        if (wanted.Count == 0)
            return _known;
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await FindAsync([.. wanted.Where(name => !_known.ContainsKey(name))], cancellationToken).ConfigureAwait(false);
            if (policy == ZohoCompanies.LinkOrCreate)
                await MakeAsync([.. wanted.Where(name => !_known.ContainsKey(name))], cancellationToken).ConfigureAwait(false);
            return wanted.Where(_known.ContainsKey).ToDictionary(name => name, name => _known[name], StringComparer.Ordinal);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private async Task FindAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        foreach (var chunk in names.Chunk(MaxRows))
        {
            var rows = await RowsAsync(chunk, cancellationToken).ConfigureAwait(false);
            foreach (var name in chunk)
            {
                // The same spelling first; else one that differs in case alone, the oldest of several.
                var found = rows.Where(row => string.Equals(NameOf(row), name, StringComparison.OrdinalIgnoreCase))
                    .OrderBy(row => NameOf(row) == name ? 0 : 1)
                    .ThenBy(row => ZohoRows.Text(row, "id")!.Length)
                    .ThenBy(row => ZohoRows.Text(row, "id"), StringComparer.Ordinal)
                    .FirstOrDefault();
                if (found is not null)
                    _known[name] = new ZohoAccount(ZohoRows.Text(found, "id")!, NameOf(found)!);
            }
        }
    }

    private async Task<IReadOnlyList<JObject>> RowsAsync(string[] names, CancellationToken cancellationToken)
    {
        var page = await api.QueryAsync("look accounts up", ZohoQuery.In(["id", "Account_Name"], "Accounts", "Account_Name", names), cancellationToken).ConfigureAwait(false);
        return page?.Rows ?? throw new SyncException(
            SyncErrorId.AuthenticationFailed,
            "Zoho CRM does not let the sign-in look accounts up by name, which Company needs (OAUTH_SCOPE_MISMATCH).",
            $"{ZohoScopes.Advice} Or set crm.companies: Ignore in the profile.");
    }

    /// <summary>
    /// Makes accounts. An upsert by the name: repeated after a lost answer, or done at the same time by somebody else, it finds the account that is there.
    /// </summary>
    private async Task MakeAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        // Names that differ in case alone are one account.
        foreach (var chunk in names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).Select(group => group.ToList()).Chunk(MaxRows))
        {
            var body = new JObject
            {
                ["data"] = new JArray(chunk.Select(group => new JObject { ["Account_Name"] = group[0] })),
                ["duplicate_check_fields"] = new JArray("Account_Name"),
                ["trigger"] = new JArray(),
            };
            var rows = await UpsertAsync(body, cancellationToken).ConfigureAwait(false);
            for (var at = 0; at < chunk.Length && at < rows.Count; at++)
            {
                var account = ZohoRows.IsDone(rows[at]) && ZohoRows.Detail(rows[at], "id") is { } id
                    ? new ZohoAccount(id, chunk[at][0])
                    : new ZohoAccount(null, chunk[at][0]) { Code = ZohoRows.CodeOf(rows[at]), Message = ZohoRows.MessageOf(rows[at]) };
                foreach (var name in chunk[at])
                    _known[name] = account;
            }
        }
    }

    private async Task<JArray> UpsertAsync(JObject body, CancellationToken cancellationToken)
    {
        const int MaxAttempts = 3;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var reply = await api.WriteAsync(HttpMethod.Post, "make accounts", "/Accounts/upsert", body, cancellationToken).ConfigureAwait(false);
                if (ZohoRows.Of(reply) is { } rows && reply.Verdict is not { Kind: VerdictKind.Rejected })
                    return rows;
                if (attempt == MaxAttempts || reply.Verdict?.Code != ZohoDialect.InternalError)
                    throw ZohoApi.Rejected("make accounts", reply.Verdict);
            }
            catch (AnswerLostException exception)
            {
                // Repeating an upsert makes nothing twice.
                if (attempt == MaxAttempts)
                    throw exception.Error;
            }
        }
    }

    private static string? NameOf(JObject row) => ZohoRows.Text(row, "Account_Name");
}

using System.Collections.Concurrent;
using CrmQbSync.Connections.Http;
using CrmQbSync.Profiles;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Connections.ZohoCrm;

/// <summary>
/// The accounts that contacts are linked to by the name of their company. Each is looked up, and made if need be, once a run, whichever batch needs it
/// first. Safe from many threads.
/// </summary>
/// <param name="api">The service.</param>
/// <param name="policy">Whether accounts are made.</param>
/// <param name="atOnce">How many calls may be under way at once.</param>
internal sealed class ZohoAccounts(ZohoApi api, ZohoCompanies policy, int atOnce) : IDisposable
{
    private const int MaxRows = 100;

    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly HashSet<string> _coming = new(StringComparer.Ordinal);
    private readonly HashSet<string> _lookedUp = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ZohoAccount> _known = new(StringComparer.Ordinal);

    /// <summary>What is made or being made. Names that differ in case alone are one account.</summary>
    private readonly ConcurrentDictionary<string, TaskCompletionSource<ZohoAccount>> _made = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Tells names that will be asked for, so that they are looked up together.</summary>
    public void Announce(IEnumerable<string> names)
    {
        lock (_coming)
            _coming.UnionWith(names);
    }

    /// <summary>The accounts of these names; a name that has none, and gets none, is not among them. A name that cannot become one has the reason.</summary>
    public async Task<IReadOnlyDictionary<string, ZohoAccount>> ResolveAsync(IEnumerable<string> names, CancellationToken cancellationToken)
    {
        var wanted = names.ToHashSet(StringComparer.Ordinal);
        if (wanted.Count > 0)
        {
            await LookUpAsync(wanted, cancellationToken).ConfigureAwait(false);
            if (policy == ZohoCompanies.LinkOrCreate)
                await MakeAsync([.. wanted.Where(name => !_known.ContainsKey(name))], cancellationToken).ConfigureAwait(false);
        }
        return wanted.Where(_known.ContainsKey).ToDictionary(name => name, name => _known[name], StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    /// <summary>Looks up what was not looked up yet, with what was announced.</summary>
    private async Task LookUpAsync(HashSet<string> wanted, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            List<string> open;
            lock (_coming)
                open = [.. wanted.Concat(_coming).Where(name => !_lookedUp.Contains(name)).Distinct(StringComparer.Ordinal)];
            var options = new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(open.Chunk(MaxRows), options, async (chunk, token) => await FindAsync(chunk, token).ConfigureAwait(false)).ConfigureAwait(false);
            _lookedUp.UnionWith(open);
            lock (_coming)
                _coming.ExceptWith(open);
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task FindAsync(string[] names, CancellationToken cancellationToken)
    {
        var rows = await RowsAsync(names, cancellationToken).ConfigureAwait(false);
        foreach (var name in names)
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

    private async Task<IReadOnlyList<JObject>> RowsAsync(string[] names, CancellationToken cancellationToken)
    {
        var page = await api.QueryAsync("look accounts up", ZohoQuery.In(["id", "Account_Name"], "Accounts", "Account_Name", names), cancellationToken).ConfigureAwait(false);
        return page?.Rows ?? throw new SyncException(
            SyncErrorId.AuthenticationFailed,
            "Zoho CRM does not let the sign-in look accounts up by name, which Company needs (OAUTH_SCOPE_MISMATCH).",
            $"{ZohoScopes.Advice} Or set crm.companies: Ignore in the profile.");
    }

    /// <summary>Makes the accounts of these names, and waits for those that another batch is making.</summary>
    private async Task MakeAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var mine = new Dictionary<string, TaskCompletionSource<ZohoAccount>>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in names)
        {
            var own = new TaskCompletionSource<ZohoAccount>(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_made.GetOrAdd(name, own) == own)
                mine.Add(name, own);
        }
        try
        {
            foreach (var chunk in mine.Chunk(MaxRows))
                await MakeAsync(chunk, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // Whoever waits for them cannot go on either.
            foreach (var own in mine.Values)
                own.TrySetException(exception);
            throw;
        }
        foreach (var name in names)
            _known[name] = await _made[name].Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Makes accounts. An upsert by the name: repeated after a lost answer, or done at the same time by somebody else, it finds the account that is there.
    /// </summary>
    private async Task MakeAsync(KeyValuePair<string, TaskCompletionSource<ZohoAccount>>[] accounts, CancellationToken cancellationToken)
    {
        var body = new JObject
        {
            ["data"] = new JArray(accounts.Select(account => new JObject { ["Account_Name"] = account.Key })),
            ["duplicate_check_fields"] = new JArray("Account_Name"),
            ["trigger"] = new JArray(),
        };
        var rows = await UpsertAsync(body, cancellationToken).ConfigureAwait(false);
        if (rows.Count < accounts.Length)
            throw new SyncException(SyncErrorId.ServiceRejected, "Zoho CRM does not tell what became of every account that was to be made.", "Run again.");
        for (var at = 0; at < accounts.Length; at++)
            accounts[at].Value.SetResult(Made(accounts[at].Key, rows[at]));
    }

    private static ZohoAccount Made(string name, JToken row) => ZohoRows.IsDone(row) && ZohoRows.Detail(row, "id") is { } id
        ? new ZohoAccount(id, name)
        : new ZohoAccount(null, name) { Code = ZohoRows.CodeOf(row), Message = ZohoRows.MessageOf(row) };

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

using CrmQbSync.Contacts;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Connections.QuickBooksOnline;

/// <summary>
/// Inactive customers by their address: one that is to be created anew is made active again instead. Known from a reading of everything; else asked for: all
/// of them, or where they are many, in lists of 1000 addresses. Safe to use from several batches at once.
/// </summary>
internal sealed class InactiveCustomers(AccountingClient client) : IDisposable
{
    private const string Inactive = "Active = false";
    private const string Purpose = "look for inactive customers";

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Dictionary<string, (string Id, DateTimeOffset? Updated)> _known = new(EmailAddress.Comparer);
    private readonly HashSet<string> _asked = new(EmailAddress.Comparer);
    private readonly Queue<string> _coming = new();
    private bool _isComplete;
    private bool _hasAsked;

    /// <summary>A customer was read.</summary>
    public void Note(JObject customer)
    {
        if (CustomerMapping.IsActive(customer) || customer["ParentRef"] is JObject || KeyOf(customer) is not { } key)
            return;
        var updated = CustomerMapping.TimeOf(customer, "LastUpdatedTime");
        if (!_known.TryGetValue(key, out var other) || updated > other.Updated)
            _known[key] = (CustomerMapping.IdOf(customer), updated);
    }

    /// <summary>Every customer was read.</summary>
    public void SetComplete() => _isComplete = true;

    /// <summary>Addresses that will be asked for soon.</summary>
    public void Announce(IEnumerable<string> keys)
    {
        if (_isComplete)
            return;
        foreach (var key in keys)
            _coming.Enqueue(key);
    }

    /// <summary>The ids of the inactive customers with these addresses; each is given out once.</summary>
    public async Task<Dictionary<string, string>> TakeAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, string>(EmailAddress.Comparer);
        if (keys.Count == 0)
            return found;
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_isComplete)
                await AskAsync(keys, cancellationToken).ConfigureAwait(false);
            foreach (var key in keys)
            {
                if (_known.Remove(key, out var customer))
                    found[key] = customer.Id;
            }
            return found;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    private static string? KeyOf(JObject customer) => EmailAddress.First((string?)(customer["PrimaryEmailAddr"] as JObject)?["Address"]);

    private async Task AskAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken)
    {
        if (!_hasAsked)
        {
            // Most companies have few inactive customers: one call tells all of them.
            _hasAsked = true;
            var page = await client.QueryAsync(CustomerQuery.Page([Inactive], 1), Purpose, cancellationToken).ConfigureAwait(false);
            Note(page);
            if (page.Rows.Count < CustomerQuery.MaxRows)
            {
                SetComplete();
                return;
            }
            // A field that holds several addresses is none of those that are asked for below.
            await AskAsync([Inactive, CustomerQuery.SeveralEmails], cancellationToken).ConfigureAwait(false);
        }
        var missing = keys.Where(key => _asked.Add(key)).ToList();
        if (missing.Count == 0)
            return;
        while (missing.Count < CustomerQuery.MaxRows && _coming.TryDequeue(out var next))
        {
            if (_asked.Add(next))
                missing.Add(next);
        }
        await AskAsync([Inactive, CustomerQuery.EmailIn(missing)], cancellationToken).ConfigureAwait(false);
    }

    private async Task AskAsync(string[] conditions, CancellationToken cancellationToken)
    {
        await foreach (var page in client.QueryAllAsync(conditions, Purpose, cancellationToken).ConfigureAwait(false))
            Note(page);
    }

    private void Note(CustomerPage page)
    {
        foreach (var row in page.Rows)
            Note(row);
    }
}

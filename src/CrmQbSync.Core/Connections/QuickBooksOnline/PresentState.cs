using Newtonsoft.Json.Linq;

namespace CrmQbSync.Connections.QuickBooksOnline;

/// <summary>
/// Customers as they stand, whole, where a write needs more of them than the mapped fields. Read in lists of 1000, ahead of the batches of 30, since reads are
/// metered. Safe to use from several batches at once.
/// </summary>
internal sealed class PresentState(AccountingClient client) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Dictionary<string, JObject?> _read = new(StringComparer.Ordinal);
    private readonly Queue<string> _coming = new();
    private readonly HashSet<string> _wanted = new(StringComparer.Ordinal);

    /// <summary>How many calls that took.</summary>
    public int Calls { get; private set; }

    /// <summary>Customers that will be asked for soon. What was read of them before is forgotten.</summary>
    public void Announce(IEnumerable<string> ids)
    {
        foreach (var id in ids)
        {
            _read.Remove(id);
            if (_wanted.Add(id))
                _coming.Enqueue(id);
        }
    }

    /// <summary>The customers of these ids, active or not; one that does not exist is missing. Each is given out once and then forgotten.</summary>
    public async Task<Dictionary<string, JObject>> TakeAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, JObject>(StringComparer.Ordinal);
        if (ids.Count == 0)
            return found;
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var missing = ids.Where(id => !_read.ContainsKey(id)).Distinct().ToList();
            if (missing.Count > 0)
                await ReadAsync(missing, cancellationToken).ConfigureAwait(false);
            foreach (var id in ids)
            {
                _wanted.Remove(id);
                if (_read.Remove(id, out var customer) && customer is not null)
                    found[id] = customer;
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

    private async Task ReadAsync(List<string> ids, CancellationToken cancellationToken)
    {
        var listed = ids.ToHashSet(StringComparer.Ordinal);
        while (ids.Count < CustomerQuery.MaxRows && _coming.TryDequeue(out var next))
        {
            if (_wanted.Contains(next) && !_read.ContainsKey(next) && listed.Add(next))
                ids.Add(next);
        }
        var statement = CustomerQuery.Page([CustomerQuery.IdIn(ids), CustomerQuery.AnyActive], 1);
        Calls++;
        var page = await client.QueryAsync(statement, "read customers to be written", cancellationToken).ConfigureAwait(false);
        foreach (var id in ids)
            _read[id] = null;
        foreach (var row in page.Rows)
            _read[CustomerMapping.IdOf(row)] = row;
    }
}

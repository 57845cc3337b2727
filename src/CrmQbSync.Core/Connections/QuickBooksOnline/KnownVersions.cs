using Newtonsoft.Json.Linq;

namespace CrmQbSync.Connections.QuickBooksOnline;

/// <summary>
/// The versions of customers that this run has seen or made since a time. A customer in the change feed that stands in one of them was changed by nobody else.
/// Safe to use from several batches at once.
/// </summary>
internal sealed class KnownVersions
{
    private readonly object _gate = new();
    private readonly Dictionary<string, (string? Token, DateTimeOffset? Updated, DateTimeOffset? Created)> _versions = new(StringComparer.Ordinal);

    /// <summary>A customer was read.</summary>
    public void NoteRead(JObject customer)
    {
        lock (_gate)
            Put(customer);
    }

    /// <summary>A customer was written.</summary>
    public void NoteWrite(JObject customer)
    {
        lock (_gate)
            Put(customer);
    }

    /// <summary>Whether a customer stands as it was last seen here.</summary>
    public bool IsKnown(JObject customer)
    {
        lock (_gate)
            return _versions.TryGetValue(CustomerMapping.IdOf(customer), out var version) && version.Token == (string?)customer["SyncToken"];
    }

    /// <summary>How many versions there are that were made at or after a time.</summary>
    public int CountSince(DateTimeOffset time)
    {
        lock (_gate)
            return _versions.Values.Count(version => version.Updated >= time);
    }

    /// <summary>The latest time of a version; null if none is known.</summary>
    public DateTimeOffset? Latest
    {
        get
        {
            lock (_gate)
                return _versions.Values.Max(version => version.Updated);
        }
    }

    /// <summary>The second from which on there are at most so many versions; null if there are not even as many.</summary>
    public DateTimeOffset? TimeOfLast(int count)
    {
        lock (_gate)
        {
            var times = _versions.Values.Select(version => version.Updated).OfType<DateTimeOffset>().OrderDescending().Skip(count).Take(1).ToList();
            return times.Count == 0 ? null : times[0].AddSeconds(1);
        }
    }

    /// <summary>The customers that were created within a time, as far as they are known.</summary>
    public IReadOnlyList<string> CreatedWithin(DateTimeOffset from, DateTimeOffset before)
    {
        lock (_gate)
            return [.. _versions.Where(pair => pair.Value.Created >= from && pair.Value.Created < before).Select(pair => pair.Key)];
    }

    /// <summary>Forgets what is older than a time.</summary>
    public void Forget(DateTimeOffset time)
    {
        lock (_gate)
        {
            foreach (var id in _versions.Where(pair => pair.Value.Updated < time).Select(pair => pair.Key).ToList())
                _versions.Remove(id);
        }
    }

    private void Put(JObject customer) =>
        _versions[CustomerMapping.IdOf(customer)] = ((string?)customer["SyncToken"], CustomerMapping.TimeOf(customer, "LastUpdatedTime"), CustomerMapping.TimeOf(customer, "CreateTime"));
}

using System.Collections.Immutable;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Connections.QuickBooksOnline;

/// <summary>
/// Customers that run after run looks up before it writes, such as those that stay because of an open balance. They are kept as they stand: whatever becomes of
/// one, also its balance, is a change that the next reading tells, so that no call has to be made for those of which it tells nothing. A run looks up none that
/// its reading told of: these may be among those that the next run looks up.
/// </summary>
/// <param name="looksUp">Whether runs look customers up at all.</param>
internal sealed class WaitingCustomers(bool looksUp)
{
    /// <summary>So many are kept; of more it is not known which.</summary>
    private const int Most = 100;

    private readonly object _gate = new();
    private readonly HashSet<string> _candidates = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JObject> _rows = new(StringComparer.Ordinal);
    private bool _isKnown = !looksUp;
    private bool _isOver;

    /// <summary>Those that the next run may look up; null if that is not known.</summary>
    public ImmutableArray<JObject>? Rows
    {
        get
        {
            lock (_gate)
                return _isKnown && _candidates.Count <= Most ? [.. _candidates.Order(StringComparer.Ordinal).Where(_rows.ContainsKey).Select(id => _rows[id])] : null;
        }
    }

    /// <summary>It was read what changed.</summary>
    /// <param name="kept">Those that were kept.</param>
    /// <param name="changes">The changes.</param>
    public void Begin(ImmutableArray<JObject>? kept, CustomerChanges changes)
    {
        if (!looksUp)
            return;
        lock (_gate)
        {
            _isKnown = true;
            foreach (var row in kept ?? [])
                _rows[CustomerMapping.IdOf(row)] = row;
            foreach (var row in changes.Gone)
                _rows.Remove(CustomerMapping.IdOf(row));
            foreach (var row in changes.Rows)
            {
                // The overlap of two readings shows customers again that did not change.
                if (_rows.TryGetValue(CustomerMapping.IdOf(row), out var before) && before[CustomerMapping.Owed] is not null && IsSame(before, row))
                    row[CustomerMapping.Owed] = true;
                _rows[CustomerMapping.IdOf(row)] = row;
                _candidates.Add(CustomerMapping.IdOf(row));
            }
        }
    }

    /// <summary>Some were looked up.</summary>
    public void Note(IEnumerable<JObject> rows)
    {
        lock (_gate)
        {
            foreach (var row in rows.Where(row => _candidates.Contains(CustomerMapping.IdOf(row))))
                _rows[CustomerMapping.IdOf(row)] = row;
        }
    }

    /// <summary>The service refused to make one inactive because of its balance, which the customer need not show. It counts as owed until the customer changes: another version, or another time.</summary>
    public void NoteOwed(string id)
    {
        lock (_gate)
        {
            if (_rows.TryGetValue(id, out var row))
                _rows[id] = new JObject(row) { [CustomerMapping.Owed] = true };
        }
    }

    /// <summary>The customers of these ids, as they stand; null where they have to be asked for.</summary>
    public IReadOnlyList<JObject>? Take(IReadOnlyCollection<string> ids)
    {
        lock (_gate)
        {
            if (_isOver)
                return null;
            _candidates.UnionWith(ids);
            return ids.All(_rows.ContainsKey) ? [.. ids.Select(id => _rows[id])] : null;
        }
    }

    /// <summary>From now on customers are written, and what others do to those that were read does not show.</summary>
    public void End()
    {
        lock (_gate)
            _isOver = true;
    }

    private static bool IsSame(JObject one, JObject other) =>
        (string?)one["SyncToken"] == (string?)other["SyncToken"] && CustomerMapping.TimeOf(one, "LastUpdatedTime") == CustomerMapping.TimeOf(other, "LastUpdatedTime");
}

using System.Collections.Immutable;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Connections.QuickBooksOnline;

/// <summary>
/// Customers that run after run looks up before it writes, such as those that stay because of an open balance. Where the reading has to make a call anyway,
/// they are read with it. A run looks up none that its reading told of: these may be among those that the next run looks up.
/// </summary>
/// <param name="looksUp">Whether runs look customers up at all.</param>
internal sealed class WaitingCustomers(bool looksUp)
{
    /// <summary>So many are remembered; of more it is not known which.</summary>
    private const int Most = 100;

    private readonly HashSet<string> _candidates = new(StringComparer.Ordinal);
    private readonly HashSet<string> _covered = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JObject> _read = new(StringComparer.Ordinal);
    private bool _isKnown = !looksUp;
    private volatile bool _isOver;

    /// <summary>Those that the next run may look up; null if that is not known.</summary>
    public ImmutableArray<string>? Ids => _isKnown && _candidates.Count <= Most ? [.. _candidates.Order(StringComparer.Ordinal)] : null;

    /// <summary>It was read what changed.</summary>
    public void Begin(IEnumerable<string> changed)
    {
        if (_isKnown)
            return;
        _isKnown = true;
        _candidates.UnionWith(changed);
    }

    /// <summary>Some were read ahead; one that is not among the rows does not exist.</summary>
    public void Note(IReadOnlyCollection<string> ids, IEnumerable<JObject> rows)
    {
        _covered.UnionWith(ids);
        foreach (var row in rows.Where(row => _covered.Contains(CustomerMapping.IdOf(row))))
            _read[CustomerMapping.IdOf(row)] = row;
    }

    /// <summary>The customers of these ids, as they were read ahead; null where they have to be asked for.</summary>
    public IReadOnlyList<JObject>? Take(IReadOnlyCollection<string> ids)
    {
        if (_isOver)
            return null;
        _candidates.UnionWith(ids);
        return ids.All(_covered.Contains) ? [.. ids.Where(_read.ContainsKey).Select(id => _read[id])] : null;
    }

    /// <summary>From now on customers are written, and those that were read ahead do not count any more.</summary>
    public void End() => _isOver = true;
}

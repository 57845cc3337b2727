using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace CrmQbSync.Connections.ZohoCrm;

/// <summary>
/// The contacts that were modified since a time, all of them known: how many in each second. As long as that stays the same nobody modified any, whatever
/// time the service's machines have: whatever is modified, or modified again, is counted in another second.
/// </summary>
internal sealed record ZohoSettled
{
    /// <summary>From how many contacts on this is worth remembering: fewer are read again by one query.</summary>
    public const int WorthFrom = ZohoQuery.MaxRows + 1;

    /// <summary>Since when.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>When the newest was modified.</summary>
    public required DateTimeOffset Newest { get; init; }

    /// <summary>The seconds, with how many in each.</summary>
    public required string Digest { get; init; }

    /// <summary>Notes some contacts by the seconds that they were modified in; null if they are so few, or so scattered, that it is of no use.</summary>
    public static ZohoSettled? Of(DateTimeOffset from, IReadOnlyCollection<long> seconds)
    {
        var counts = seconds.GroupBy(second => second).Select(group => KeyValuePair.Create(group.Key, group.Count())).ToList();
        return seconds.Count < WorthFrom || counts.Count > ZohoQuery.MaxRows
            ? null
            : new ZohoSettled { From = from, Newest = DateTimeOffset.FromUnixTimeSeconds(seconds.Max()), Digest = DigestOf(counts) };
    }

    /// <summary>Whether so many in each second are the ones that were noted, and no more.</summary>
    public bool IsStill(IEnumerable<KeyValuePair<long, int>> counts) => DigestOf(counts) == Digest;

    private static string DigestOf(IEnumerable<KeyValuePair<long, int>> counts)
    {
        var hash = new XxHash128();
        foreach (var (second, count) in counts.OrderBy(count => count.Key))
            hash.Append(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{second} {count}\n")));
        return Convert.ToHexString(hash.GetCurrentHash());
    }
}

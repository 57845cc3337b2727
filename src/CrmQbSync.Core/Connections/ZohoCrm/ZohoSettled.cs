using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace CrmQbSync.Connections.ZohoCrm;

/// <summary>
/// The contacts that were modified since a time, all of them known: how many in each second. As long as that stays the same nobody modified any, whatever
/// time the service's machines have: whatever is modified, or modified again, is counted in another second. An edit that a machine whose clock is behind
/// stamps with the very second that the contact had is not; so what was only counted is read once more in the end.
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

    /// <summary>The id of each slice's last contact, rising.</summary>
    public IReadOnlyList<string> Stops { get; init; } = [];

    /// <summary>Notes some contacts by the seconds that they were modified in; null if they are so few, or so scattered, that it is of no use.</summary>
    public static ZohoSettled? Of(DateTimeOffset from, IReadOnlyCollection<(string Id, long Second)> contacts)
    {
        var counts = contacts.GroupBy(contact => contact.Second).Select(group => KeyValuePair.Create(group.Key, group.Count())).ToList();
        return contacts.Count < WorthFrom || counts.Count > ZohoQuery.MaxRows
            ? null
            : new ZohoSettled
            {
                From = from,
                Newest = DateTimeOffset.FromUnixTimeSeconds(contacts.Max(contact => contact.Second)),
                Digest = DigestOf(counts),
                Stops = [.. contacts.Select(contact => contact.Id).OrderBy(id => id.Length).ThenBy(id => id, StringComparer.Ordinal).Chunk(ZohoSlice.Rows).Select(ids => ids[^1])],
            };
    }

    /// <summary>All of them, in slices.</summary>
    public IEnumerable<ZohoSlice> Slices() => Stops.Select((stop, at) => new ZohoSlice { From = From, To = Newest, After = at == 0 ? "0" : Stops[at - 1], UpTo = stop });

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

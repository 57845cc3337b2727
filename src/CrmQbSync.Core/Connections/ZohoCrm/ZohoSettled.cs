using System.Globalization;
using System.IO.Hashing;
using System.Text;
using CrmQbSync.Contacts;

namespace CrmQbSync.Connections.ZohoCrm;

/// <summary>
/// The contacts that were modified since a time, all of them known: how many there are, and which are the newest. As long as both stay the same nobody
/// modified any: whatever is modified, or modified again, comes to stand behind them.
/// </summary>
internal sealed record ZohoSettled
{
    /// <summary>From how many contacts on this is worth remembering: fewer are read again by one query.</summary>
    public const int WorthFrom = ZohoQuery.MaxRows + 1;

    /// <summary>How many of the newest are looked at: a query's rows, with room for one that should not be there.</summary>
    private const int MaxNewest = ZohoQuery.MaxRows - 1;

    /// <summary>How far queries reach by an offset.</summary>
    private const int MaxCount = 100_000 - ZohoQuery.MaxRows;

    /// <summary>Since when.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>How many there are.</summary>
    public required int Count { get; init; }

    /// <summary>When the newest was modified.</summary>
    public required DateTimeOffset Newest { get; init; }

    /// <summary>Ids and times of the newest.</summary>
    public required string Digest { get; init; }

    /// <summary>How many others come before the newest.</summary>
    public int Offset => Math.Max(0, Count - MaxNewest);

    /// <summary>Notes some contacts; null if they are so few, or so many, that it is of no use.</summary>
    public static ZohoSettled? Of(DateTimeOffset from, IReadOnlyCollection<(string Id, long Second)> contacts)
    {
        if (contacts.Count is < WorthFrom or > MaxCount)
            return null;
        var newest = contacts
            .OrderBy(contact => contact.Second).ThenBy(contact => contact.Id.Length).ThenBy(contact => contact.Id, StringComparer.Ordinal)
            .Skip(contacts.Count - MaxNewest)
            .ToList();
        return new ZohoSettled { From = from, Count = contacts.Count, Newest = DateTimeOffset.FromUnixTimeSeconds(newest[^1].Second), Digest = DigestOf(newest) };
    }

    /// <summary>Whether the contacts from <see cref="Offset"/> on, in the order of their times and ids, are the newest that were noted, and no more.</summary>
    public bool IsStill(IReadOnlyList<ContactRecord> contacts) =>
        contacts.Count == Count - Offset
        && contacts.All(contact => contact.ModifiedTime is not null)
        && DigestOf(contacts.Select(contact => (contact.Id, contact.ModifiedTime!.Value.ToUnixTimeSeconds()))) == Digest;

    private static string DigestOf(IEnumerable<(string Id, long Second)> contacts)
    {
        var hash = new XxHash128();
        foreach (var (id, second) in contacts)
            hash.Append(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id} {second}\n")));
        return Convert.ToHexString(hash.GetCurrentHash());
    }
}

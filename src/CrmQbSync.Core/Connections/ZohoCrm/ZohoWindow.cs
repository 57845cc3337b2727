using System.Collections.Concurrent;
using System.IO.Hashing;
using CrmQbSync.Contacts;

namespace CrmQbSync.Connections.ZohoCrm;

/// <summary>How the contacts stand that were modified since a time, as far as this run read or wrote them. Safe from many threads.</summary>
internal sealed class ZohoWindow(DateTimeOffset from)
{
    private readonly ConcurrentDictionary<string, (long Second, ulong Values)> _known = new(StringComparer.Ordinal);

    /// <summary>Since when.</summary>
    public DateTimeOffset From { get; } = from;

    /// <summary>How many are known.</summary>
    public int Count => _known.Count;

    /// <summary>Notes how a contact stands.</summary>
    public void Note(ContactRecord contact)
    {
        if (!contact.Deleted && contact.ModifiedTime is { } time && time >= From)
            _known[contact.Id] = StandingOf(contact, time);
    }

    /// <summary>Whether a contact stands as it was noted.</summary>
    public bool Knows(ContactRecord contact) =>
        contact.ModifiedTime is { } time && _known.TryGetValue(contact.Id, out var known) && known == StandingOf(contact, time);

    /// <summary>Notes all of them for later runs; null if that is of no use.</summary>
    public ZohoSettled? Settle() => ZohoSettled.Of(From, [.. _known.Select(contact => (contact.Key, contact.Value.Second))]);

    private static (long Second, ulong Values) StandingOf(ContactRecord contact, DateTimeOffset time) =>
        (time.ToUnixTimeSeconds(), XxHash3.HashToUInt64(contact.Values.Bytes));
}

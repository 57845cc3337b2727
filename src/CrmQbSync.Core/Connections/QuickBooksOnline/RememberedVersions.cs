using System.IO.Hashing;
using System.Text;
using CrmQbSync.Contacts;

namespace CrmQbSync.Connections.QuickBooksOnline;

/// <summary>
/// In which version each customer was when its values were last seen, kept from one run to the next: an update of a customer that this run did not read needs
/// no call to read it first. A version goes with the values that it had, so that it counts only for a write that was planned on these; whoever changed the
/// customer since made another version, which the service answers. Safe to use from several batches at once.
/// </summary>
internal sealed class RememberedVersions
{
    /// <summary>Of larger companies nothing is remembered: it would be read and stored anew by every run.</summary>
    private const int Most = 100_000;

    private const byte Form = 1;

    private readonly object _gate = new();
    private readonly ulong _mapping;
    private readonly string? _text;
    private SortedDictionary<ulong, Entry>? _entries;
    private bool _isTooMany;
    private bool _hasChanged;

    /// <summary>What was kept.</summary>
    /// <param name="text">As <see cref="Write"/> gave it; null if nothing was.</param>
    /// <param name="mapping">Which field is which member: with another mapping the same values mean something else.</param>
    public RememberedVersions(string? text, CustomerMapping mapping)
    {
        _text = text;
        _mapping = XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(mapping.ToString()));
    }

    /// <summary>All customers are read anew.</summary>
    public void Clear()
    {
        lock (_gate)
            (_entries, _isTooMany, _hasChanged) = ([], false, true);
    }

    /// <summary>A customer was read or written.</summary>
    public void Note(ContactRecord customer)
    {
        lock (_gate)
        {
            if (_isTooMany || !ulong.TryParse(customer.Id, out var id))
                return;
            _hasChanged = true;
            if (customer.Deleted || customer.Values.IsDefault || CustomerVersion.Read(customer.Version) is not { } version || !uint.TryParse(version.Token, out var token))
                Entries.Remove(id);
            else
                Entries[id] = new Entry(token, version.HoldsMore, HashOf(customer.Values));
            if (Entries.Count > Most)
                (_entries, _isTooMany) = ([], true);
        }
    }

    /// <summary>The version in which a customer had these values; null if that is not known.</summary>
    public string? Find(string id, PackedValues values)
    {
        lock (_gate)
        {
            return !values.IsDefault && ulong.TryParse(id, out var number) && Entries.TryGetValue(number, out var entry) && entry.Values == HashOf(values)
                ? new CustomerVersion(entry.Token.ToString(System.Globalization.CultureInfo.InvariantCulture), entry.HoldsMore).Write()
                : null;
        }
    }

    /// <summary>For the next run; null if there is nothing to keep.</summary>
    public string? Write()
    {
        lock (_gate)
        {
            if (!_hasChanged)
                return _text;
            return Entries.Count == 0 ? null : Pack();
        }
    }

    private SortedDictionary<ulong, Entry> Entries => _entries ??= Unpack();

    private static uint HashOf(PackedValues values) => (uint)XxHash3.HashToUInt64(values.Bytes);

    private string Pack() => MarkText.Pack(Form, writer =>
    {
        writer.Write(_mapping);
        writer.Write7BitEncodedInt(Entries.Count);
        var last = 0UL;
        foreach (var (id, entry) in Entries)
        {
            writer.Write7BitEncodedInt64((long)(id - last));
            writer.Write7BitEncodedInt64(((long)entry.Token << 1) | (entry.HoldsMore ? 1L : 0));
            writer.Write(entry.Values);
            last = id;
        }
    });

    private SortedDictionary<ulong, Entry> Unpack()
    {
        var entries = new SortedDictionary<ulong, Entry>();
        return MarkText.TryUnpack(_text, Form, reader => Read(reader, entries)) ? entries : [];
    }

    private void Read(BinaryReader reader, SortedDictionary<ulong, Entry> entries)
    {
        if (reader.ReadUInt64() != _mapping)
            return;
        var id = 0UL;
        for (var count = reader.Read7BitEncodedInt(); count > 0; count--)
        {
            id += (ulong)reader.Read7BitEncodedInt64();
            var token = reader.Read7BitEncodedInt64();
            entries[id] = new Entry((uint)(token >> 1), (token & 1) != 0, reader.ReadUInt32());
        }
    }

    private readonly record struct Entry(uint Token, bool HoldsMore, uint Values);
}

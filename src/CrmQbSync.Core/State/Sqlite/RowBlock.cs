using System.Runtime.InteropServices;
using CrmQbSync.Contacts;

namespace CrmQbSync.State.Sqlite;

/// <summary>
/// New links, entries and intents as bytes that only have to be bound. To make them takes longer than to store them, and any thread can do it; only one
/// has the connection. Used again and again (<see cref="RowBlocks"/>).
/// </summary>
internal sealed class RowBlock : PreparedRows
{
    private readonly BlockWriter _bytes = new();
    private readonly BlockWriter _group = new();
    private readonly BlockWriter _scratch = new();
    private readonly SharedTexts _shared = new();
    private readonly List<LinkRow> _links = [];
    private readonly List<EntryGroup> _entries = [];
    private readonly List<IntentRow> _intents = [];
    private int _entryCount;

    /// <inheritdoc/>
    public override int Count => _links.Count + _entryCount + _intents.Count;

    /// <summary>The links.</summary>
    public ReadOnlySpan<LinkRow> Links => CollectionsMarshal.AsSpan(_links);

    /// <summary>The entries.</summary>
    public ReadOnlySpan<EntryGroup> Entries => CollectionsMarshal.AsSpan(_entries);

    /// <summary>The intents.</summary>
    public ReadOnlySpan<IntentRow> Intents => CollectionsMarshal.AsSpan(_intents);

    /// <summary>Some of the bytes.</summary>
    public ReadOnlySpan<byte> Bytes(int start, int length) => _bytes.Written.Slice(start, length);

    /// <summary>Adds links.</summary>
    public void Add(ReadOnlySpan<LinkMemory> links)
    {
        foreach (var link in links)
            Add(link);
    }

    /// <summary>Adds intents.</summary>
    public void Add(ReadOnlySpan<Intent> intents)
    {
        foreach (var intent in intents)
        {
            var start = _bytes.Length;
            IntentBody.Write(intent, _bytes, _scratch, _shared);
            _intents.Add(new IntentRow(intent.Token, intent.SyncId, start, _bytes.Length - start));
        }
    }

    /// <summary>Adds a link; the number that it may have is bound by whoever stores it.</summary>
    public void Add(LinkMemory link)
    {
        var start = _bytes.Length;
        var sameKey = link.QbKey == link.CrmKey;
        var crmId = _bytes.WriteUtf8(link.CrmId);
        var qbId = _bytes.WriteUtf8(link.QbId);
        var crmKey = _bytes.WriteUtf8(link.CrmKey);
        var qbKey = sameKey ? -1 : _bytes.WriteUtf8(link.QbKey);
        var body = _bytes.Length;
        LinkBody.Write(link, _bytes);
        _links.Add(new LinkRow(
            start, crmId, qbId, crmKey, qbKey, body, _bytes.Length - body,
            KeyHash.Of(link.CrmKey), sameKey ? 0 : KeyHash.Of(link.QbKey), LinkReading.Standing(link)));
    }

    /// <summary>Adds entries of one run.</summary>
    public void Add(ReadOnlySpan<SyncEntry> entries)
    {
        _group.Clear();
        foreach (var entry in entries)
        {
            _scratch.Clear();
            EntryBody.Write(entry, _scratch, _shared);
            _group.WriteBytes(_scratch.Written);
        }
        var start = _bytes.Length;
        _shared.Write(_bytes);
        _bytes.WriteRaw(_group.Written);
        _entries.Add(new EntryGroup(entries[0].SyncId, entries.Length, start, _bytes.Length - start));
        _entryCount += entries.Length;
    }

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        _bytes.Clear();
        _shared.Clear();
        _links.Clear();
        _entries.Clear();
        _intents.Clear();
        _entryCount = 0;
    }

    /// <summary>A link: ids and keys lie one behind the other from the start on.</summary>
    /// <param name="Start">Where it starts.</param>
    /// <param name="CrmId">How long the contact's id is.</param>
    /// <param name="QbId">How long the customer's id is.</param>
    /// <param name="CrmKey">How long the contact's key is.</param>
    /// <param name="QbKey">How long the customer's key is; -1 if it is the contact's.</param>
    /// <param name="Body">Where the body starts, which lacks its layout.</param>
    /// <param name="BodyLength">How long that is.</param>
    /// <param name="CrmHash">The hash of the contact's key.</param>
    /// <param name="QbHash">The hash of the customer's key, if that is another.</param>
    /// <param name="Standing">See <see cref="LinkReading.Standing"/>.</param>
    public readonly record struct LinkRow(
        int Start, int CrmId, int QbId, int CrmKey, int QbKey, int Body, int BodyLength, long CrmHash, long QbHash, long? Standing);

    /// <summary>Entries of a run that are stored as one row.</summary>
    public readonly record struct EntryGroup(long SyncId, int Count, int Start, int Length);

    /// <summary>An intent, whose body only is stored beside its run.</summary>
    public readonly record struct IntentRow(string Token, long SyncId, int Start, int Length);
}

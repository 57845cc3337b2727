using System.Numerics;
using System.Text;
using CrmQbSync.Contacts;

namespace CrmQbSync.Merging;

/// <summary>
/// Finds the records of a side by their ids, which stay where they are, in the records: as so many texts they would take more room than all the rest of
/// the search.
/// </summary>
internal sealed class IdTable
{
    private const int SlotsPerRecord = 2;
    private const int UsualBytes = 128;

    private readonly List<ContactRecord> _records;
    // By what some records were known before they got lasting ids; few files have any.
    private readonly Dictionary<string, int> _former = new(StringComparer.Ordinal);
    private Slot[] _slots;
    private int _used;

    /// <summary>A table of all records there are. Of several with one id the last is found.</summary>
    public IdTable(List<ContactRecord> records)
    {
        _records = records;
        _slots = SlotsFor(records.Count);
        for (var index = 0; index < records.Count; index++)
            Put(index);
        for (var index = 0; index < records.Count; index++)
        {
            if (records[index].FormerId is { } former && Find(former) < 0)
                _former.Add(former, index);
        }
    }

    /// <summary>Adds a record that came later, unless its id is found already.</summary>
    public void Add(int index)
    {
        if (Find(_records[index].Id) >= 0)
            return;
        if (SlotsPerRecord * (_used + 1) >= _slots.Length)
            Grow();
        Put(index);
    }

    /// <summary>The place of the record with an id, or that had it formerly; -1 if there is none.</summary>
    public int Find(string id)
    {
        Span<byte> buffer = stackalloc byte[UsualBytes];
        var utf8 = ContactRecord.Utf8Of(id, buffer);
        ref readonly var slot = ref SlotOf(utf8, HashOf(utf8));
        return slot.Hash != 0 ? slot.Index : _former.GetValueOrDefault(id, -1);
    }

    private void Put(int index)
    {
        Span<byte> buffer = stackalloc byte[UsualBytes];
        var id = _records[index].IdUtf8(buffer);
        var hash = HashOf(id);
        ref var slot = ref SlotOf(id, hash);
        if (slot.Hash == 0)
            _used++;
        slot = new Slot(hash, index);
    }

    private void Grow()
    {
        var former = _slots;
        _slots = SlotsFor(2 * (_used + 1));
        foreach (var slot in former)
        {
            if (slot.Hash != 0)
                _slots[FreeSlot(slot.Hash)] = slot;
        }
    }

    private int FreeSlot(int hash)
    {
        var at = hash & (_slots.Length - 1);
        while (_slots[at].Hash != 0)
            at = (at + 1) & (_slots.Length - 1);
        return at;
    }

    /// <summary>The slot of an id; a free one if no record has it.</summary>
    private ref Slot SlotOf(ReadOnlySpan<byte> id, int hash)
    {
        Span<byte> buffer = stackalloc byte[UsualBytes];
        for (var at = hash & (_slots.Length - 1); ; at = (at + 1) & (_slots.Length - 1))
        {
            ref var slot = ref _slots[at];
            if (slot.Hash == 0 || (slot.Hash == hash && _records[slot.Index].IdUtf8(buffer).SequenceEqual(id)))
                return ref slot;
        }
    }

    private static Slot[] SlotsFor(int records) => new Slot[BitOperations.RoundUpToPowerOf2((uint)(SlotsPerRecord * records) + 1)];

    private static int HashOf(ReadOnlySpan<byte> id)
    {
        var hash = new HashCode();
        hash.AddBytes(id);
        return hash.ToHashCode() is not 0 and var code ? code : 1;
    }

    /// <summary>A record; the hash 0, which no id has, marks a slot that is free.</summary>
    private readonly record struct Slot(int Hash, int Index);
}

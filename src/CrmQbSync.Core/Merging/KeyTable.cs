using System.Numerics;
using CrmQbSync.Contacts;

namespace CrmQbSync.Merging;

/// <summary>
/// Finds the records of a side by their keys: open addressing over the hashes, so that a look-up touches one slot and then only the record that
/// it is about. The keys stay where they are, in the records. Any number of threads may look up while none adds.
/// </summary>
internal sealed class KeyTable
{
    private const int SlotsPerRecord = 2;

    private readonly SideView _view;
    private readonly int _mask;
    private readonly Slot[] _slots;

    /// <summary>A table.</summary>
    /// <param name="view">The side.</param>
    /// <param name="capacity">How many records it may get.</param>
    public KeyTable(SideView view, int capacity)
    {
        _view = view;
        _slots = new Slot[BitOperations.RoundUpToPowerOf2((uint)(SlotsPerRecord * capacity) + 1)];
        _mask = _slots.Length - 1;
    }

    /// <summary>The first record added with the key of a record, which is added itself if there is none.</summary>
    public int FindOrAdd(int index, int hash)
    {
        ref var slot = ref SlotOf(_view, index, hash);
        if (slot.Hash == 0)
            slot = new Slot(hash, index);
        return slot.Index;
    }

    /// <summary>The first record added with the key of a record of this or the other side; -1 if there is none.</summary>
    public int Find(SideView view, int index, int hash)
    {
        ref readonly var slot = ref SlotOf(view, index, hash);
        return slot.Hash == 0 ? -1 : slot.Index;
    }

    /// <summary>A record that is likely to be found by a hash; -1 if there is surely none.</summary>
    public int Guess(int hash)
    {
        ref readonly var slot = ref _slots[hash & _mask];
        return slot.Hash == 0 ? -1 : slot.Index;
    }

    private ref Slot SlotOf(SideView view, int index, int hash)
    {
        for (var at = hash & _mask; ; at = (at + 1) & _mask)
        {
            ref var slot = ref _slots[at];
            if (slot.Hash == 0 || (slot.Hash == hash && AddressKey.Same(_view.AddressAt(slot.Index), view.AddressAt(index))))
                return ref slot;
        }
    }

    /// <summary>A record; the hash 0, which no key has, marks a slot that is free.</summary>
    private readonly record struct Slot(int Hash, int Index);
}

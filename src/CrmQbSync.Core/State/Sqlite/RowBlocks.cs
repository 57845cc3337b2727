using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using CrmQbSync.Contacts;

namespace CrmQbSync.State.Sqlite;

/// <summary>Makes blocks of rows, and keeps those that were stored for the next ones. Any number of threads may use it.</summary>
internal sealed class RowBlocks
{
    // Few enough that the bytes of a block are none of the large objects of the garbage collector.
    private const int RowsOfBlock = 64;

    private const int MostFree = 256;

    private readonly ConcurrentBag<RowBlock> _free = [];

    /// <summary>Turns new links and entries into blocks.</summary>
    public List<RowBlock> Make(StateChanges changes)
    {
        var blocks = new List<RowBlock>();
        var left = 0;
        RowBlock Next()
        {
            if (left-- == 0)
            {
                blocks.Add(_free.TryTake(out var free) ? free : new RowBlock());
                left = RowsOfBlock - 1;
            }
            return blocks[^1];
        }
        foreach (var link in changes.Links)
        {
            if (link.LinkId == 0)
                Next().Add(link);
        }
        var entries = CollectionsMarshal.AsSpan(changes.Entries);
        for (var from = 0; from < entries.Length;)
        {
            var to = from + 1;
            while (to < entries.Length && to - from < RowsOfBlock && entries[to].SyncId == entries[from].SyncId)
                to++;
            left = 0;
            Next().Add(entries[from..to]);
            from = to;
        }
        return blocks;
    }

    /// <summary>Takes back a block that was stored.</summary>
    public void Return(RowBlock block)
    {
        block.Clear();
        if (_free.Count < MostFree)
            _free.Add(block);
    }
}

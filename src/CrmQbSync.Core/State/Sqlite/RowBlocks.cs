using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using CrmQbSync.Contacts;

namespace CrmQbSync.State.Sqlite;

/// <summary>Makes blocks of rows, and keeps those that were stored for the next ones. Any number of threads may use it.</summary>
internal sealed class RowBlocks
{
    // Few enough that the bytes of a block are none of the large objects of the garbage collector.
    private const int RowsOfBlock = 64;

    private const int MostFree = 512;

    // Fewer are not worth the start of a thread.
    private const int ManyBlocks = 16;

    private readonly ConcurrentBag<RowBlock> _free = [];

    /// <summary>Turns new links, entries and intents into blocks: many of them on all processors.</summary>
    public RowBlock[] Make(StateChanges changes)
    {
        var fillings = FillingsOf(changes);
        var blocks = new RowBlock[fillings.Count];
        if (blocks.Length < ManyBlocks)
        {
            for (var at = 0; at < blocks.Length; at++)
                blocks[at] = Fill(fillings[at]);
        }
        else
        {
            Parallel.For(0, blocks.Length, at => blocks[at] = Fill(fillings[at]));
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

    private RowBlock Fill(Action<RowBlock> filling)
    {
        var block = _free.TryTake(out var free) ? free : new RowBlock();
        filling(block);
        return block;
    }

    /// <summary>What fills each of the blocks.</summary>
    private static List<Action<RowBlock>> FillingsOf(StateChanges changes)
    {
        var fillings = new List<Action<RowBlock>>();
        foreach (var links in changes.Links.Where(link => link.LinkId == 0).Chunk(RowsOfBlock))
            fillings.Add(block => block.Add(links));
        foreach (var (from, to) in EntryGroups(changes.Entries))
            fillings.Add(block => block.Add(CollectionsMarshal.AsSpan(changes.Entries)[from..to]));
        foreach (var intents in changes.Intents.Chunk(RowsOfBlock))
            fillings.Add(block => block.Add(intents));
        return fillings;
    }

    /// <summary>From where to where entries of one run go that become one row.</summary>
    private static IEnumerable<(int From, int To)> EntryGroups(List<SyncEntry> entries)
    {
        for (var from = 0; from < entries.Count;)
        {
            var to = from + 1;
            while (to < entries.Count && to - from < RowsOfBlock && entries[to].SyncId == entries[from].SyncId)
                to++;
            yield return (from, to);
            from = to;
        }
    }
}

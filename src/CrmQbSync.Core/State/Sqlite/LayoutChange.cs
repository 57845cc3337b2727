using CrmQbSync.Contacts;

namespace CrmQbSync.State.Sqlite;

/// <summary>
/// Brings values from the layout they are stored in to the one they are wanted in. Only a field with the same name and the same mapping
/// is carried over; any other is a new field, without base (rule 5.5).
/// </summary>
internal sealed class LayoutChange
{
    private readonly int _storedCount;
    private readonly FieldLayout _wanted;
    private readonly int[] _sources;

    /// <summary>A change from a stored layout (pairs of name and mapping) to a wanted one.</summary>
    public LayoutChange(string[][] stored, FieldLayout wanted)
    {
        _storedCount = stored.Length;
        _wanted = wanted;
        _sources = new int[wanted.Fields.Count];
        Array.Fill(_sources, -1);
        for (var index = 0; index < stored.Length; index++)
        {
            var place = wanted.Fields.IndexOf(stored[index][0]);
            if (place >= 0 && wanted.Mappings[place] == stored[index][1])
                _sources[place] = index;
        }
        IsSame = stored.Length == _sources.Length && _sources.Select((source, place) => source == place).All(same => same);
    }

    /// <summary>Whether both are the same, so that values are handed through.</summary>
    public bool IsSame { get; }

    /// <summary>Whether the field of that name is carried over.</summary>
    public bool Keeps(string field) => IsSame || (_wanted.Fields.IndexOf(field) is >= 0 and var place && _sources[place] >= 0);

    /// <summary>Values as they are wanted.</summary>
    public PackedValues Apply(PackedValues values)
    {
        if (values.IsDefault)
            return values;
        Check(values.Bytes);
        if (IsSame)
            return values;
        var stored = values.Unpack(_storedCount);
        return PackedValues.Pack(Array.ConvertAll(_sources, source => source < 0 ? null : stored[source]));
    }

    /// <summary>A mask as it is wanted.</summary>
    public ulong Apply(ulong mask)
    {
        if (IsSame || mask == 0)
            return mask;
        ulong moved = 0;
        for (var place = 0; place < _sources.Length; place++)
        {
            if (_sources[place] >= 0 && (mask >> _sources[place] & 1) != 0)
                moved |= 1UL << place;
        }
        return moved;
    }

    /// <summary>Makes sure that the lengths in a block are what the block has: SQLite keeps no sum that would tell of a damaged one.</summary>
    private void Check(ReadOnlySpan<byte> block)
    {
        var at = 0;
        ulong sum = 0;
        for (var field = 0; field < _storedCount; field++)
        {
            ulong length = 0;
            for (var shift = 0; ; shift += 7)
            {
                if (at == block.Length || shift > 28)
                    throw new InvalidDataException("A stored block of values is damaged.");
                var next = block[at++];
                length |= (ulong)(next & 0x7F) << shift;
                if (next < 0x80)
                    break;
            }
            sum += length;
        }
        if (sum != (ulong)(block.Length - at))
            throw new InvalidDataException("A stored block of values is damaged.");
    }
}

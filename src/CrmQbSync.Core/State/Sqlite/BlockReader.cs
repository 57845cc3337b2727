using System.Buffers.Binary;
using System.Text;

namespace CrmQbSync.State.Sqlite;

/// <summary>Reads what <see cref="BlockWriter"/> wrote; trusts no length in it, for a disk can give back anything.</summary>
internal ref struct BlockReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Whether all was read.</summary>
    public readonly bool IsAtEnd => _rest.IsEmpty;

    public long ReadFixed() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    public ulong ReadNumber()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Take(1)[0];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
        throw Damaged();
    }

    public ReadOnlySpan<byte> ReadBytes() => Take(ReadNumber());

    public string? ReadText()
    {
        var length = ReadNumber();
        return length == 0 ? null : Encoding.UTF8.GetString(Take(length - 1));
    }

    private ReadOnlySpan<byte> Take(ulong count)
    {
        if (count > (ulong)_rest.Length)
            throw Damaged();
        var taken = _rest[..(int)count];
        _rest = _rest[(int)count..];
        return taken;
    }

    private static InvalidDataException Damaged() => new("A stored block is shorter than it says.");
}

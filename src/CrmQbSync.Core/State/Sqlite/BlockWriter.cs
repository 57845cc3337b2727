using System.Buffers.Binary;
using System.Text;

namespace CrmQbSync.State.Sqlite;

/// <summary>Writes a block of bytes, again and again into the same memory. <see cref="BlockReader"/> reads it.</summary>
internal sealed class BlockWriter
{
    private byte[] _bytes = new byte[1024];
    private int _length;

    /// <summary>What was written since the last <see cref="Clear"/>.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    /// <summary>Begins a new block.</summary>
    public void Clear() => _length = 0;

    /// <summary>A number of fixed width.</summary>
    public void WriteFixed(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(Reserve(sizeof(long)), value);
        _length += sizeof(long);
    }

    /// <summary>A number that is mostly small.</summary>
    public void WriteNumber(ulong value)
    {
        var target = Reserve(10);
        var count = 0;
        for (; value >= 0x80; value >>= 7)
            target[count++] = (byte)(value | 0x80);
        target[count++] = (byte)value;
        _length += count;
    }

    /// <summary>Bytes with their length.</summary>
    public void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        WriteNumber((ulong)bytes.Length);
        bytes.CopyTo(Reserve(bytes.Length));
        _length += bytes.Length;
    }

    /// <summary>A text or null.</summary>
    public void WriteText(string? text)
    {
        if (text is null)
        {
            WriteNumber(0);
            return;
        }
        var length = Encoding.UTF8.GetByteCount(text);
        WriteNumber((ulong)length + 1);
        Encoding.UTF8.GetBytes(text, Reserve(length));
        _length += length;
    }

    private Span<byte> Reserve(int count)
    {
        if (_bytes.Length - _length < count)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + count));
        return _bytes.AsSpan(_length);
    }
}

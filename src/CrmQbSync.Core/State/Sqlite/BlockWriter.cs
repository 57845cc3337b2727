using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace CrmQbSync.State.Sqlite;

/// <summary>Writes a block of bytes, again and again into the same memory. <see cref="BlockReader"/> reads it.</summary>
internal sealed class BlockWriter
{
    /// <summary>A text of at most so many characters takes less than 127 bytes, whatever they are.</summary>
    private const int ShortText = 40;

    private const int SmallestArray = 1024;

    private byte[] _bytes = [];
    private int _length;

    /// <summary>What was written since the last <see cref="Clear"/>.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    /// <summary>How much was written since the last <see cref="Clear"/>.</summary>
    public int Length => _length;

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
        WriteRaw(bytes);
    }

    /// <summary>Bytes as they are.</summary>
    public void WriteRaw(ReadOnlySpan<byte> bytes)
    {
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
        if (text.Length > ShortText)
        {
            WriteNumber((ulong)Encoding.UTF8.GetByteCount(text) + 1);
            WriteUtf8(text);
            return;
        }
        // The length takes one byte, and is known once the text is written.
        var at = _length;
        WriteNumber(0);
        var length = WriteUtf8(text);
        _bytes[at] = (byte)(length + 1);
    }

    /// <summary>A packed value as <see cref="WriteText"/> writes it: an empty one is null.</summary>
    public void WriteValue(ReadOnlySpan<byte> utf8)
    {
        WriteNumber(utf8.IsEmpty ? 0 : (ulong)utf8.Length + 1);
        WriteRaw(utf8);
    }

    /// <summary>A text without its length.</summary>
    /// <returns>How many bytes it took.</returns>
    public int WriteUtf8(string text)
    {
        var length = Encoding.UTF8.GetBytes(text, Reserve(Encoding.UTF8.GetMaxByteCount(text.Length)));
        _length += length;
        return length;
    }

    private Span<byte> Reserve(int count)
    {
        if (_bytes.Length - _length < count)
            Grow(_length + count);
        return _bytes.AsSpan(_length);
    }

    /// <summary>Goes on in a larger array. The smaller one is left to the next writer: hundreds of them grow in the same steps.</summary>
    private void Grow(int needed)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Math.Max(2 * _bytes.Length, SmallestArray)));
        Written.CopyTo(larger);
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}

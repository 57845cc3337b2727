using System.Text;

namespace CrmQbSync.Contacts;

/// <summary>
/// The values of a record, by the order of a <see cref="FieldSet"/>, as one block of UTF-8: a million records have to fit
/// in memory, and two that hold the same values have the same bytes. A blank is an empty value; null and empty are not told apart.
/// </summary>
/// <remarks>
/// Layout: for each field its length as a 7-bit encoded integer, then the bytes of all values in order. The blocks of many records may lie in one
/// array (<see cref="ValuePacker"/>): a million small arrays would be walked and moved by the garbage collector again and again.
/// </remarks>
public readonly struct PackedValues : IEquatable<PackedValues>
{
    private readonly byte[]? _bytes;
    private readonly int _start;
    private readonly int _length;

    /// <summary>Values packed earlier, as <see cref="Bytes"/> gave them.</summary>
    public PackedValues(byte[] bytes)
        : this(bytes, 0, bytes.Length)
    {
    }

    /// <summary>Values that lie in a larger array, which is not changed there from now on.</summary>
    internal PackedValues(byte[] bytes, int start, int length) => (_bytes, _start, _length) = (bytes, start, length);

    /// <summary>The block as it is stored.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(_start, _length);

    /// <summary>The text of so many bytes that lies in the same array ahead of the block.</summary>
    internal string TextAhead(int length) => Encoding.UTF8.GetString(BytesAhead(length));

    /// <summary>So many bytes that lie in the same array ahead of the block.</summary>
    internal ReadOnlySpan<byte> BytesAhead(int length) => _bytes.AsSpan(_start - length, length);

    /// <summary>Whether there is a block at all.</summary>
    public bool IsDefault => _bytes is null;

    /// <summary>Packs values; null or empty is a blank.</summary>
    public static PackedValues Pack(ReadOnlySpan<string?> values)
    {
        var header = 0;
        var body = 0;
        Span<int> lengths = stackalloc int[FieldSet.MaxFields];
        for (var index = 0; index < values.Length; index++)
        {
            var length = values[index] is { } value ? Encoding.UTF8.GetByteCount(value) : 0;
            lengths[index] = length;
            header += SizeOf(length);
            body += length;
        }
        var bytes = new byte[header + body];
        var at = 0;
        for (var index = 0; index < values.Length; index++)
            at += WriteLength(bytes.AsSpan(at), lengths[index]);
        for (var index = 0; index < values.Length; index++)
        {
            if (lengths[index] > 0)
                at += Encoding.UTF8.GetBytes(values[index], bytes.AsSpan(at));
        }
        return new PackedValues(bytes);
    }

    /// <summary>The value of the field at a place of a set of <paramref name="count"/> fields; null if blank.</summary>
    public string? Get(int index, int count)
    {
        var span = GetUtf8(index, count);
        return span.IsEmpty ? null : Encoding.UTF8.GetString(span);
    }

    /// <summary>The bytes of the value at a place; empty if blank.</summary>
    public ReadOnlySpan<byte> GetUtf8(int index, int count)
    {
        var bytes = Bytes;
        if (bytes.IsEmpty)
            return default;
        // Nearly always each length is one byte, and then they need not be read one by one.
        if (bytes.Length >= count && Ascii.IsValid(bytes[..count]))
        {
            var start = count;
            foreach (var earlier in bytes[..index])
                start += earlier;
            return bytes.Slice(start, bytes[index]);
        }
        int at = 0, before = 0, length = 0;
        for (var field = 0; field < count; field++)
        {
            var current = ReadLength(bytes, ref at);
            if (field < index)
                before += current;
            else if (field == index)
                length = current;
        }
        return bytes.Slice(at + before, length);
    }

    /// <summary>Where each value starts and how long it is; <paramref name="ranges"/> has one place a field.</summary>
    public void GetRanges(Span<(int Start, int Length)> ranges)
    {
        if (_bytes is null)
        {
            ranges.Clear();
            return;
        }
        var at = 0;
        var bytes = Bytes;
        for (var field = 0; field < ranges.Length; field++)
            ranges[field] = (0, ReadLength(bytes, ref at));
        for (var field = 0; field < ranges.Length; field++)
        {
            ranges[field].Start = at;
            at += ranges[field].Length;
        }
    }

    /// <summary>All values; blanks are null.</summary>
    public string?[] Unpack(int count)
    {
        var values = new string?[count];
        Span<(int Start, int Length)> ranges = stackalloc (int, int)[FieldSet.MaxFields];
        ranges = ranges[..count];
        GetRanges(ranges);
        var bytes = Bytes;
        for (var field = 0; field < count; field++)
        {
            if (ranges[field].Length > 0)
                values[field] = Encoding.UTF8.GetString(bytes.Slice(ranges[field].Start, ranges[field].Length));
        }
        return values;
    }

    /// <summary>Whether every value is blank.</summary>
    public bool IsBlank(int count) => _length <= count;

    /// <inheritdoc/>
    public bool Equals(PackedValues other) => Bytes.SequenceEqual(other.Bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is PackedValues other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Bytes);
        return hash.ToHashCode();
    }

    /// <summary>Whether two blocks hold the same bytes.</summary>
    public static bool operator ==(PackedValues left, PackedValues right) => left.Equals(right);

    /// <summary>Whether two blocks differ.</summary>
    public static bool operator !=(PackedValues left, PackedValues right) => !left.Equals(right);

    /// <summary>How many bytes a length takes.</summary>
    internal static int SizeOf(int length) => length < 0x80 ? 1 : length < 0x4000 ? 2 : length < 0x20_0000 ? 3 : length < 0x1000_0000 ? 4 : 5;

    /// <summary>Writes a length; gives how many bytes it took.</summary>
    internal static int WriteLength(Span<byte> target, int length)
    {
        var at = 0;
        var rest = (uint)length;
        while (rest >= 0x80)
        {
            target[at++] = (byte)(rest | 0x80);
            rest >>= 7;
        }
        target[at++] = (byte)rest;
        return at;
    }

    private static int ReadLength(ReadOnlySpan<byte> bytes, ref int at)
    {
        int length = bytes[at++];
        if (length < 0x80)
            return length;
        length &= 0x7F;
        for (var shift = 7; ; shift += 7)
        {
            var next = bytes[at++];
            length |= (next & 0x7F) << shift;
            if (next < 0x80)
                return length;
        }
    }
}

using System.Text;

namespace CrmQbSync.Contacts;

/// <summary>Packs values that are UTF-8 already, one record behind the other into shared arrays, which grow with the number of records.</summary>
internal sealed class ValuePacker
{
    private const int SmallestArray = 1 << 12;
    // Larger ones would lie among the large objects, whose room sets off collections of everything.
    private const int LargestArray = 1 << 16;

    private readonly int[] _lengths = new int[FieldSet.MaxFields];
    private byte[] _body = new byte[1024];
    private byte[] _array = [];
    private int _used;
    private int _count;
    private int _start;
    private int _end;

    /// <summary>Begins a new record.</summary>
    public void Clear() => _count = _start = _end = 0;

    /// <summary>Adds to the value that is being written.</summary>
    public void Write(ReadOnlySpan<byte> utf8)
    {
        if (_body.Length - _end < utf8.Length)
            Array.Resize(ref _body, Math.Max(2 * _body.Length, _end + utf8.Length));
        utf8.CopyTo(_body.AsSpan(_end));
        _end += utf8.Length;
    }

    /// <summary>Takes away what the value that is being written ends with.</summary>
    public void TrimEnd(byte what)
    {
        while (_end > _start && _body[_end - 1] == what)
            _end--;
    }

    /// <summary>Ends a value; the next one follows.</summary>
    public void EndValue()
    {
        _lengths[_count++] = _end - _start;
        _start = _end;
    }

    /// <summary>The values of the record, with its id ahead of them: as many more strings would take as much room again.</summary>
    public PackedValues ToValues(string id, out int idLength)
    {
        var lengths = _lengths.AsSpan(0, _count);
        var size = _end;
        foreach (var length in lengths)
            size += PackedValues.SizeOf(length);
        idLength = Encoding.UTF8.GetByteCount(id);
        var block = Reserve(idLength + size);
        var at = Encoding.UTF8.GetBytes(id, block);
        foreach (var length in lengths)
            at += PackedValues.WriteLength(block[at..], length);
        _body.AsSpan(0, _end).CopyTo(block[at..]);
        return new PackedValues(_array, _used - size, size);
    }

    private Span<byte> Reserve(int size)
    {
        if (_array.Length - _used < size)
        {
            var length = Math.Clamp(2 * _array.Length, SmallestArray, LargestArray);
            _array = GC.AllocateUninitializedArray<byte>(Math.Max(length, size));
            _used = 0;
        }
        _used += size;
        return _array.AsSpan(_used - size, size);
    }
}

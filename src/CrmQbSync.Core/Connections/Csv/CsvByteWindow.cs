namespace CrmQbSync.Connections.Csv;

/// <summary>
/// The text of a file in UTF-8, of which the record that is being read stays at hand, as it stands in the file, and can be gone back to.
/// What lies before it is let go, so that the memory used is bounded by the longest record that is allowed.
/// </summary>
internal sealed class CsvByteWindow(Stream text, string path) : Stream
{
    private byte[] _buffer = new byte[2 * CsvLimits.BufferBytes];
    private long _start;
    private int _length;
    private long _keepFrom;
    private long _position;
    private bool _ended;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <summary>Says that nothing before a position will be asked for again.</summary>
    public void Release(long position) => _keepFrom = position;

    /// <summary>Goes back to a position that was not released.</summary>
    public void Rewind(long position) => _position = position;

    /// <summary>Text that is still held.</summary>
    public ReadOnlySpan<byte> Slice(long from, long to) => _buffer.AsSpan((int)(from - _start), (int)(to - from));

    /// <summary>The position after the line break at a position; the position itself if there is none.</summary>
    public long SkipLineBreak(long position)
    {
        var first = ByteAt(position);
        return first == '\r' && ByteAt(position + 1) == '\n' ? position + 2 : first is '\r' or '\n' ? position + 1 : position;
    }

    /// <summary>The position of the first line break, or of the end, of what is held from a position on.</summary>
    public long EndOfLine(long position)
    {
        var held = Slice(position, _start + _length);
        var at = held.IndexOfAny((byte)'\r', (byte)'\n');
        return position + (at < 0 ? held.Length : at);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (_position == _start + _length && !Fill())
            return 0;
        var at = (int)(_position - _start);
        var taken = Math.Min(buffer.Length, _length - at);
        _buffer.AsSpan(at, taken).CopyTo(buffer);
        _position += taken;
        return taken;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            text.Dispose();
        base.Dispose(disposing);
    }

    private int ByteAt(long position)
    {
        if (position >= _start + _length && !Fill())
            return -1;
        return _buffer[(int)(position - _start)];
    }

    private bool Fill()
    {
        if (_ended)
            return false;
        var unneeded = (int)(_keepFrom - _start);
        if (unneeded > 0)
        {
            Buffer.BlockCopy(_buffer, unneeded, _buffer, 0, _length - unneeded);
            _start += unneeded;
            _length -= unneeded;
        }
        if (_buffer.Length - _length < CsvLimits.BufferBytes)
            Array.Resize(ref _buffer, 2 * _buffer.Length);
        var read = text.Read(_buffer, _length, CsvLimits.BufferBytes);
        _ended = read == 0;
        if (_buffer.AsSpan(_length, read).Contains((byte)0))
            throw CsvScan.Binary(path);
        _length += read;
        return read > 0;
    }
}

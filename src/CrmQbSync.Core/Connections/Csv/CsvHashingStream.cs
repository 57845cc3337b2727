using System.IO.Hashing;

namespace CrmQbSync.Connections.Csv;

/// <summary>Passes bytes on, one way, and keeps their hash: a file is not read a second time to know its content.</summary>
internal sealed class CsvHashingStream(Stream inner) : Stream
{
    private readonly XxHash128 _hash = new();
    private long _length;

    /// <summary>The hash of all that passed; null until the stream is closed.</summary>
    public string? Hash { get; private set; }

    public override bool CanRead => inner.CanRead;

    public override bool CanSeek => false;

    public override bool CanWrite => inner.CanWrite;

    /// <summary>How many bytes passed.</summary>
    public override long Length => _length;

    public override long Position
    {
        get => _length;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        Note(buffer[..read]);
        return read;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        inner.Write(buffer);
        Note(buffer);
    }

    public override void Flush() => inner.Flush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && Hash is null)
        {
            Hash = Convert.ToHexString(_hash.GetHashAndReset());
            inner.Dispose();
        }
        base.Dispose(disposing);
    }

    private void Note(ReadOnlySpan<byte> bytes)
    {
        _hash.Append(bytes);
        _length += bytes.Length;
    }
}

namespace CrmQbSync.Connections.Csv;

/// <summary>The file that is written. What goes wrong here is about writing, whatever else is read meanwhile.</summary>
internal sealed class CsvTargetStream(Stream inner, string path) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => inner.Length;

    public override long Position
    {
        get => inner.Position;
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            inner.Write(buffer);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CsvErrors.Writing(path, exception);
        }
        catch (ArgumentOutOfRangeException exception)
        {
            // That is how .NET tells of a file that is larger than the disk's format or the system allows.
            throw CsvErrors.Writing(path, new IOException("the file would be larger than the disk allows", exception));
        }
    }

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}

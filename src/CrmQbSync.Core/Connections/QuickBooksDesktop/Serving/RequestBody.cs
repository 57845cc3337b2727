using System.Buffers;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>
/// The body of a request, in a buffer that serves again for another: half a megabyte for each page of customers would have the garbage collector go
/// through everything every few pages. Whoever has done with it disposes of it; one that is forgotten is merely not used again.
/// </summary>
/// <param name="buffer">The buffer.</param>
/// <param name="length">How much of it is the body.</param>
internal sealed class RequestBody(IMemoryOwner<byte> buffer, int length) : IDisposable
{
    /// <summary>The bytes; not to be touched after the disposal.</summary>
    public ReadOnlyMemory<byte> Bytes => buffer.Memory[..length];

    /// <inheritdoc/>
    public void Dispose() => buffer.Dispose();
}

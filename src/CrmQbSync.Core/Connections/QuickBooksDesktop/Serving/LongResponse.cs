using System.Runtime.InteropServices;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>
/// Takes QuickBooks' response out of a call before that is parsed: half a megabyte of escaped text that the Web Connector need not wait for. What is left
/// is a call as strictly parsed as any other, and the response as it stands is checked when it is read.
/// </summary>
internal static class LongResponse
{
    /// <summary>The argument that holds it.</summary>
    public const string Name = "response";

    /// <summary>A shorter one is parsed with the rest.</summary>
    private const int Long = 16 * 1024;

    /// <summary>All that stands before the response stands within so many bytes; a ticket is short.</summary>
    private const int Head = 4 * 1024;

    /// <summary>The call without its response, and that; null where it is short, or written in any other way than the Web Connector's own.</summary>
    public static (ArraySegment<byte> Envelope, ResponseText? Response) Cut(ReadOnlyMemory<byte> body)
    {
        var bytes = body.Span;
        if (bytes.Length > Long && IsUtf8(bytes) && bytes[..Head].IndexOf("<response>"u8) is >= 0 and var tag)
        {
            var start = tag + "<response>"u8.Length;
            // Escaped text has no other '<' than that of the end tag.
            var length = bytes[start..].IndexOf((byte)'<');
            if (length > Long && bytes[(start + length)..].StartsWith("</response>"u8))
                return (new ArraySegment<byte>([.. bytes[..start], .. bytes[(start + length)..]]), ResponseText.OfEscaped(body.Slice(start, length)));
        }
        return (MemoryMarshal.TryGetArray(body, out var all) ? all : new ArraySegment<byte>(body.ToArray()), null);
    }

    private static bool IsUtf8(ReadOnlySpan<byte> bytes) => bytes.StartsWith("<?xml version=\"1.0\" encoding=\"utf-8\"?>"u8);
}

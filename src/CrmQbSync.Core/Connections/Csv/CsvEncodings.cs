using System.Text;

namespace CrmQbSync.Connections.Csv;

/// <summary>The encodings of CSV files. All are strict: what cannot be represented is an error, never a question mark.</summary>
internal static class CsvEncodings
{
    public static Encoding Utf8 { get; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static Encoding Utf16LittleEndian { get; } = new UnicodeEncoding(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true);

    public static Encoding Utf16BigEndian { get; } = new UnicodeEncoding(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true);

    public static Encoding Windows1252 { get; } =
        CodePagesEncodingProvider.Instance.GetEncoding(1252, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;

    /// <summary>A file's text as UTF-8; closing it closes the file.</summary>
    public static Stream ToUtf8(Stream file, Encoding encoding) => ReferenceEquals(encoding, Utf8)
        ? file
        : Encoding.CreateTranscodingStream(file, encoding, Utf8);

    /// <summary>A stream that takes UTF-8 and writes a file's encoding. Unless it is the file's own stream, closing it leaves that open.</summary>
    public static Stream FromUtf8(Stream file, Encoding encoding) => ReferenceEquals(encoding, Utf8)
        ? file
        : Encoding.CreateTranscodingStream(file, encoding, Utf8, leaveOpen: true);

    /// <summary>Whether a text comes back from a file of this encoding as it went in.</summary>
    public static bool CanHold(Encoding encoding, string text)
    {
        // A NUL would make the file look binary from then on.
        if (text.Contains('\0'))
            return false;
        if (ReferenceEquals(encoding, Windows1252))
            return text.AsSpan().IndexOfAnyExcept(Windows1252Chars) < 0;
        for (var at = 0; at < text.Length; at++)
        {
            if (!char.IsSurrogate(text[at]))
                continue;
            if (at + 1 >= text.Length || !char.IsSurrogatePair(text[at], text[at + 1]))
                return false;
            at++;
        }
        return true;
    }

    // Not left to the encoder: it would turn look-alikes into each other.
    private static System.Buffers.SearchValues<char> Windows1252Chars { get; } =
        System.Buffers.SearchValues.Create(Windows1252.GetString([.. Enumerable.Range(1, 255).Select(value => (byte)value)]));
}

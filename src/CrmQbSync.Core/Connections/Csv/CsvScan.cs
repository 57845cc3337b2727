using System.Buffers;
using System.IO.Hashing;
using System.Text;
using System.Text.Unicode;
using CrmQbSync.Files;

namespace CrmQbSync.Connections.Csv;

/// <summary>What one look at all bytes of a file tells: which content it is, and how its text is encoded.</summary>
/// <param name="Hash">XXH128 of the content: it tells one content from another at the speed of memory, and nobody gains by forging it.</param>
/// <param name="Length">The length in bytes.</param>
/// <param name="ModifiedUtc">When the file system says it was last written.</param>
/// <param name="Encoding">The encoding; strict, so that nothing is replaced silently.</param>
/// <param name="PreambleLength">The bytes of the byte order mark; 0 if there is none.</param>
internal sealed record CsvScan(string Hash, long Length, DateTime ModifiedUtc, Encoding Encoding, int PreambleLength)
{
    private const int ChunkBytes = 1 << 17;

    /// <summary>The byte order mark; empty if there is none.</summary>
    public ReadOnlySpan<byte> Preamble => PreambleLength switch
    {
        0 => [],
        3 => [0xEF, 0xBB, 0xBF],
        _ => ReferenceEquals(Encoding, CsvEncodings.Utf16LittleEndian) ? [0xFF, 0xFE] : [0xFE, 0xFF],
    };

    /// <summary>Reads the whole file once.</summary>
    public static CsvScan Of(string path, CancellationToken cancellationToken)
    {
        try
        {
            var target = CsvOutput.TargetOf(path);
            if (UnixFileStatus.Find(target) is { IsSpecial: true })
                throw CsvErrors.Invalid(path, "it is a pipe or a device.", "Give 'path' the name of a file.");
            var modified = File.GetLastWriteTimeUtc(target);
            using var stream = OpenRead(path);
            return Read(path, stream, modified, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw CsvErrors.Reading(path, exception);
        }
    }

    /// <summary>Opens the file in a way that does not disturb a program that has it open.</summary>
    public static FileStream OpenRead(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, FileOptions.SequentialScan);

    /// <summary>Whether the file system shows the file as it was scanned.</summary>
    public bool LooksUnchanged(string path)
    {
        try
        {
            // Through links: what they lead to is what changes.
            var info = new FileInfo(CsvOutput.TargetOf(path));
            return info.Exists && info.Length == Length && info.LastWriteTimeUtc == ModifiedUtc;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Taken away, or out of reach: who looks next says which.
            return false;
        }
    }

    private static CsvScan Read(string path, FileStream stream, DateTime modified, CancellationToken cancellationToken)
    {
        var hash = new XxHash128();
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            long length = 0;
            var carried = 0;
            var isUtf8 = true;
            (Encoding? Encoding, int Preamble) mark = default;
            int read;
            while ((read = stream.Read(buffer, carried, ChunkBytes - carried)) > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                hash.Append(buffer.AsSpan(carried, read));
                var text = buffer.AsSpan(0, carried + read);
                if (length == 0)
                    mark = LookAtStart(path, text);
                length += read;
                if (mark.Encoding is UnicodeEncoding)
                    continue;
                if (text.Contains((byte)0))
                    throw Binary(path);
                carried = isUtf8 ? IncompleteTail(text) : 0;
                isUtf8 = isUtf8 && Utf8.IsValid(text[..^carried]);
                text[^carried..].CopyTo(buffer);
            }
            isUtf8 = isUtf8 && carried == 0;
            var encoding = mark.Encoding is UnicodeEncoding ? mark.Encoding : isUtf8 ? CsvEncodings.Utf8 : CsvEncodings.Windows1252;
            if (ReferenceEquals(encoding, CsvEncodings.Windows1252))
                DemandNoUtf8(path, hasMark: mark.Preamble > 0, cancellationToken);
            return new CsvScan(Convert.ToHexString(hash.GetHashAndReset()), length, modified, encoding, mark.Preamble);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>A damaged file in UTF-8 must not pass for Windows-1252: what is made of its accents then would flow to the other side.</summary>
    private static void DemandNoUtf8(string path, bool hasMark, CancellationToken cancellationToken)
    {
        using var stream = OpenRead(path);
        var damage = CsvUtf8Damage.Of(stream, cancellationToken);
        if (!hasMark && damage.Characters <= damage.Damaged)
            return;
        throw CsvErrors.Invalid(
            path,
            $"it is UTF-8, but line {damage.Line} holds bytes that are no character of it.",
            "Correct that line, or export the file again, with one encoding throughout.");
    }

    private static (Encoding? Encoding, int Preamble) LookAtStart(string path, ReadOnlySpan<byte> start)
    {
        if (start.StartsWith("PK\x03\x04"u8) || start.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0]))
            throw CsvErrors.Invalid(path, "it is an Excel workbook or an archive, not CSV.", "In Excel, save it as 'CSV UTF-8 (Comma delimited)' and use that file.");
        if (start.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            return (CsvEncodings.Utf8, 3);
        if (start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]))
            return (CsvEncodings.Utf16LittleEndian, 2);
        return start.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) ? (CsvEncodings.Utf16BigEndian, 2) : (null, 0);
    }

    public static SyncException Binary(string path) => CsvErrors.Invalid(
        path,
        "it holds NUL characters, so it is not CSV text (or it is UTF-16 without a byte order mark).",
        "Export the file again as CSV, best as UTF-8.");

    /// <summary>How many bytes at the end belong to a character that goes on in the next chunk.</summary>
    private static int IncompleteTail(ReadOnlySpan<byte> text)
    {
        for (var back = 1; back <= Math.Min(3, text.Length); back++)
        {
            var value = text[^back];
            if ((value & 0xC0) == 0x80)
                continue;
            var needed = value >= 0xF0 ? 4 : value >= 0xE0 ? 3 : value >= 0xC0 ? 2 : 1;
            return needed > back ? back : 0;
        }
        return 0;
    }
}

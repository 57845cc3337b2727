using System.Collections.Immutable;

namespace CrmQbSync.Connections.Csv;

/// <summary>A file whose header was understood.</summary>
internal sealed record CsvFile
{
    private const int HeadBytes = 1 << 20;
    private const int UsualRowBytes = 128;
    private static readonly ImmutableArray<char> Delimiters = [',', ';', '\t', '|'];

    /// <summary>The full path, as the profile has it.</summary>
    public required string Path { get; init; }

    public required CsvScan Scan { get; init; }

    public required char Delimiter { get; init; }

    public required CsvLayout Layout { get; init; }

    public required CsvTimeStyle Times { get; init; }

    /// <summary>The line end of the file.</summary>
    public required string NewLine { get; init; }

    /// <summary>Whether the file puts every cell in quotes.</summary>
    public required bool QuotesAll { get; init; }

    /// <summary>Whether customers' names must be unique and are made by rule 6.4.</summary>
    public required bool HasUniqueNames { get; init; }

    /// <summary>About how many records the file holds, for making room.</summary>
    public long ExpectedRecords => Scan.Length / UsualRowBytes;

    /// <summary>Looks at a file.</summary>
    /// <exception cref="SyncException">SourceNotFound or SourceInvalid.</exception>
    public static CsvFile Open(CsvConnectionOptions options, CancellationToken cancellationToken)
    {
        var scan = CsvScan.Of(options.Path, cancellationToken);
        return Guard(options.Path, () =>
        {
            var head = ReadHead(options.Path, scan);
            var header = FindHeader(options, head);
            var layout = CsvLayoutBuilder.Build(options, header.Names);
            var file = new CsvFile
            {
                Path = options.Path,
                Scan = scan,
                Delimiter = header.Delimiter,
                Layout = layout,
                Times = CsvTimeStyle.Iso,
                NewLine = header.NewLine,
                QuotesAll = header.QuotesAll,
                HasUniqueNames = options.Format == CsvFormat.QuickBooksExport && layout.Name >= 0,
            };
            return options.Format == CsvFormat.Canonical || layout.ModifiedTime < 0
                ? file
                : file with { Times = CsvTimeStyle.Find(file.ModifiedCells(cancellationToken)) };
        });
    }

    /// <summary>Starts at the first record after the header.</summary>
    public CsvRecordReader OpenRecords(Stream stream)
    {
        var reader = CsvRecordReader.Open(stream, Scan, Delimiter, Path);
        reader.Read();
        reader.Columns = Layout.Headers.Length;
        return reader;
    }

    /// <summary>Turns what the file system throws while the file is read into an error that says what to do.</summary>
    public static T Guard<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or System.Text.DecoderFallbackException)
        {
            throw CsvErrors.Reading(path, exception);
        }
    }

    private IEnumerable<string> ModifiedCells(CancellationToken cancellationToken)
    {
        using var reader = OpenRecords(CsvScan.OpenRead(Path));
        while (reader.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (reader.Fault is null && !reader.IsBlank && reader.Cells[Layout.ModifiedTime] is { Length: > 0 } cell)
                yield return cell;
        }
    }

    private static byte[] ReadHead(string path, CsvScan scan)
    {
        using var stream = CsvScan.OpenRead(path);
        stream.Position = scan.PreambleLength;
        using var text = CsvEncodings.ToUtf8(stream, scan.Encoding);
        var head = new byte[HeadBytes];
        return head[..text.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false)];
    }

    /// <summary>The delimiter is the one under which most of the headers mean something; if that does not decide, the one that gives most columns.</summary>
    private static CsvHeader FindHeader(CsvConnectionOptions options, byte[] head)
    {
        CsvHeader? best = null;
        foreach (var delimiter in Delimiters)
        {
            using var reader = new CsvRecordReader(new MemoryStream(head), delimiter, options.Path);
            if (!reader.Read() || reader.IsBlank)
            {
                throw CsvErrors.Invalid(
                    options.Path,
                    head.Length == 0 ? "it is empty, without even a header row." : "its first row is blank.",
                    "The first row has to name the columns. Export the file again, or remove the blank rows above the header.");
            }
            if (reader.Fault is not null)
                continue;
            var header = CsvHeader.Of(reader, delimiter, options);
            if (header.IsBetterThan(best))
                best = header;
        }
        return best ?? throw CsvErrors.Invalid(
            options.Path,
            "a quote in its header row is not closed, or text follows a closing quote.",
            "Correct the first row; a quote inside a quoted cell is written twice.");
    }
}

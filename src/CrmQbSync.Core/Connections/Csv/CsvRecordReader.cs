using System.Buffers;
using System.Text;
using CsvHelper;

namespace CrmQbSync.Connections.Csv;

/// <summary>
/// Reads a file record by record. A faulty record does not end the reading: one whose quotes are wrong is given up at the end of its
/// first line, so that an unclosed quote costs one row and not all that follow. The texts of all records, one after the other, are the file's text.
/// </summary>
internal sealed class CsvRecordReader : IDisposable
{
    private const byte Quote = (byte)'"';

    /// <summary>What blank cells are made of, beside delimiters: quotes, white space, and bytes that white space beyond ASCII is made of.</summary>
    private static readonly SearchValues<byte> s_mayBeBlank =
        SearchValues.Create([Quote, .. " \t\v\f\u0085\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u2028\u2029\u202F\u205F\u3000,;|"u8]);

    private readonly string _path;
    private readonly char _delimiter;
    private readonly CsvReaderOptions _options;
    private readonly CsvByteWindow _window;
    private CsvReader _reader;
    private string[] _cells = new string[16];
    private long _readerStart;
    private int _nextLine = 1;
    private long _start;
    private long _end;
    private bool _isSuspect;
    private int _unclosedQuotes;

    /// <summary>A reader of a text in UTF-8, which it closes.</summary>
    public CsvRecordReader(Stream text, char delimiter, string path)
    {
        _path = path;
        _delimiter = delimiter;
        _window = new CsvByteWindow(text, path);
        _options = new CsvReaderOptions
        {
            Separator = delimiter,
            HasHeader = false,
            SkipEmptyLines = false,
            MaxRecordSize = CsvLimits.RecordBytes,
            BufferSize = CsvLimits.BufferBytes,
            OnMalformedRecord = _ => _isSuspect = true,
        };
        _reader = CsvReader.Create(_window, _options, leaveOpen: true);
    }

    /// <summary>How many cells a record must have; 0 while the header is read.</summary>
    public int Columns { get; set; }

    /// <summary>The columns whose values are wanted; the others read as blank. Null for all.</summary>
    public bool[]? Wanted { get; set; }

    /// <summary>The line that the record starts at, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>What is wrong with the record; null if nothing is. A faulty record's cells are a guess.</summary>
    public string? Fault { get; private set; }

    /// <summary>Whether the fault is in the number of cells only.</summary>
    public bool IsRagged { get; private set; }

    /// <summary>Whether no cell has a value.</summary>
    public bool IsBlank { get; private set; }

    /// <summary>The cells of the record; valid until the next is read.</summary>
    public ReadOnlySpan<string> Cells => _cells.AsSpan(0, Count);

    /// <summary>How many cells the record has.</summary>
    public int Count { get; private set; }

    /// <summary>The record as it stands in the file, with its line end.</summary>
    public ReadOnlySpan<byte> Raw => _window.Slice(_start, _end);

    /// <summary>The line end of the record; empty if the file ends without one.</summary>
    public ReadOnlySpan<byte> LineEnd
    {
        get
        {
            var raw = Raw;
            return raw.EndsWith("\r\n"u8) ? "\r\n"u8 : raw.EndsWith("\n"u8) ? "\n"u8 : raw.EndsWith("\r"u8) ? "\r"u8 : default;
        }
    }

    /// <summary>Opens the text of a scanned file, from its first byte; the stream is closed with the reader.</summary>
    public static CsvRecordReader Open(Stream stream, CsvScan scan, char delimiter, string path)
    {
        Span<byte> preamble = stackalloc byte[scan.PreambleLength];
        stream.ReadExactly(preamble);
        return new CsvRecordReader(CsvEncodings.ToUtf8(stream, scan.Encoding), delimiter, path);
    }

    /// <summary>A cell as it stands in the file, quotes and all.</summary>
    public ReadOnlySpan<byte> RawCell(int column) => _reader.GetRawSpan(column);

    /// <summary>A cell's value in UTF-8, whatever is wanted; valid until another is asked for.</summary>
    public ReadOnlySpan<byte> ValueUtf8(int column) => _reader.GetSpan(column);

    /// <summary>The values of all cells, whatever is wanted.</summary>
    public string[] AllCells()
    {
        var cells = new string[Count];
        for (var column = 0; column < cells.Length; column++)
            cells[column] = _reader.GetString(column);
        return cells;
    }

    /// <summary>Goes to the next record; false at the end.</summary>
    /// <exception cref="SyncException">The file as a whole is no CSV.</exception>
    public bool Read()
    {
        _start = _end;
        _window.Release(_start);
        Line = _nextLine;
        _isSuspect = false;
        Fault = null;
        IsRagged = IsBlank = false;
        try
        {
            if (!_reader.Read())
                return false;
        }
        catch (CsvFormatException)
        {
            // Nothing else makes it throw: the record is longer than MaxRecordSize.
            return GiveUpLine(isTooLong: true);
        }
        _end = _window.SkipLineBreak(_readerStart + _reader.ByteOffset + _reader.RawRecord.Length);
        Count = _reader.FieldCount;
        if (_isSuspect && HasBadQuotes())
            return GiveUpLine(isTooLong: false);
        _nextLine = Line + LinesIn(Raw);
        IsBlank = HasNoValue();
        IsRagged = !IsBlank && Columns > 0 && Count != Columns;
        if (IsRagged)
            Fault = $"it has {Count} cells where the header has {Columns}. Correct the row, or put quotes around a cell that holds the delimiter.";
        TakeCells();
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _reader.Dispose();
        _window.Dispose();
    }

    private static int LinesIn(ReadOnlySpan<byte> raw) =>
        raw.Count((byte)'\n') + raw.Count((byte)'\r') - raw.Count("\r\n"u8);

    private void TakeCells()
    {
        if (_cells.Length < Count)
            Array.Resize(ref _cells, Math.Max(Count, 2 * _cells.Length));
        for (var column = 0; column < Count; column++)
            _cells[column] = Wanted is null || column < Wanted.Length && Wanted[column] ? _reader.GetString(column) : "";
    }

    private bool HasNoValue()
    {
        if (_reader.RawRecord.IndexOfAnyExcept(s_mayBeBlank) >= 0)
            return false;
        for (var column = 0; column < Count; column++)
        {
            if (!string.IsNullOrWhiteSpace(_reader.GetString(column)))
                return false;
        }
        return true;
    }

    /// <summary>Whether a cell that begins with a quote does not end with its closing one. Quotes elsewhere (5" pipe) are taken as they stand.</summary>
    private bool HasBadQuotes()
    {
        for (var column = 0; column < Count; column++)
        {
            var raw = _reader.GetRawSpan(column);
            if (!raw.IsEmpty && raw[0] == Quote && ClosingQuote(raw) != raw.Length - 1)
                return true;
        }
        return false;
    }

    private static int ClosingQuote(ReadOnlySpan<byte> raw)
    {
        for (var at = 1; at < raw.Length; at += 2)
        {
            var next = raw[at..].IndexOf(Quote);
            if (next < 0)
                return -1;
            at += next;
            if (at + 1 == raw.Length || raw[at + 1] != Quote)
                return at;
        }
        return -1;
    }

    /// <summary>Makes the first line of the record a faulty one and starts anew after it.</summary>
    private bool GiveUpLine(bool isTooLong)
    {
        var end = _window.EndOfLine(_start);
        if (isTooLong && end - _start > CsvLimits.RecordBytes)
        {
            throw CsvErrors.Invalid(
                _path,
                $"line {Line} is longer than {CsvLimits.RecordBytes:N0} bytes.",
                "Export the file again; a line of that length is no row of a table.");
        }
        if (++_unclosedQuotes > CsvLimits.UnclosedQuotes)
        {
            throw CsvErrors.Invalid(
                _path,
                $"more than {CsvLimits.UnclosedQuotes} rows have quotes that are not closed.",
                "Export the file again, with quotes inside a cell doubled.");
        }
        Fault = "a quote in it is not closed, or text follows a closing quote. Close the quote; a quote inside a quoted cell is written twice.";
        _reader.Dispose();
        GuessCells(_window.Slice(_start, end));
        _end = _window.SkipLineBreak(end);
        _window.Rewind(_end);
        _readerStart = _end;
        _nextLine = Line + 1;
        _reader = CsvReader.Create(_window, _options, leaveOpen: true);
        return true;
    }

    /// <summary>What can be made of a line whose quotes are wrong: enough to say which record it may be.</summary>
    private void GuessCells(ReadOnlySpan<byte> line)
    {
        const int enough = 1_000;
        _cells = Encoding.UTF8.GetString(line).Split(_delimiter, enough);
        Count = _cells.Length;
        for (var column = 0; column < Count; column++)
            _cells[column] = _cells[column].Trim('"');
    }
}

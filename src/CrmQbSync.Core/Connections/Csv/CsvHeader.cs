using System.Collections.Immutable;
using System.Text;

namespace CrmQbSync.Connections.Csv;

/// <summary>A header row, as one delimiter makes it.</summary>
/// <param name="Delimiter">The delimiter.</param>
/// <param name="Names">The headers as they stand there.</param>
/// <param name="NewLine">The line end; CR LF, as RFC 4180 has it, where there is none.</param>
/// <param name="QuotesAll">Whether every header stands in quotes.</param>
/// <param name="Known">How many of the headers mean something.</param>
internal sealed record CsvHeader(char Delimiter, ImmutableArray<string> Names, string NewLine, bool QuotesAll, int Known)
{
    /// <summary>The header row that a reader is on.</summary>
    public static CsvHeader Of(CsvRecordReader reader, char delimiter, CsvConnectionOptions options)
    {
        var quotesAll = true;
        for (var column = 0; column < reader.Count; column++)
            quotesAll &= reader.RawCell(column).StartsWith("\""u8);
        var names = reader.Cells.ToImmutableArray();
        var newLine = reader.LineEnd.IsEmpty ? "\r\n" : Encoding.ASCII.GetString(reader.LineEnd);
        return new CsvHeader(delimiter, names, newLine, quotesAll, CsvLayoutBuilder.CountKnown(options, names));
    }

    /// <summary>Whether this is more likely to be what was meant.</summary>
    public bool IsBetterThan(CsvHeader? other) =>
        other is null || Known > other.Known || Known == other.Known && Names.Length > other.Names.Length;
}

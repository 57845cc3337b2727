using System.Buffers;
using System.Text;

namespace CrmQbSync.Connections.Csv;

/// <summary>Writes rows, in UTF-8, the way the file writes them.</summary>
internal sealed class CsvRowText(CsvFile file)
{
    private readonly SearchValues<char> _special = SearchValues.Create([file.Delimiter, '"', '\r', '\n']);

    /// <summary>A row of the file in which some cells changed: all others stand exactly as they did.</summary>
    /// <param name="target">Where it goes, without a line end.</param>
    /// <param name="row">The row as it stands.</param>
    /// <param name="changes">Column by column the new value; null where the cell stays.</param>
    /// <param name="appended">The value of an additional cell; null for none.</param>
    public void Change(IBufferWriter<byte> target, CsvRecordReader row, string?[]? changes, string? appended)
    {
        if (changes is null)
        {
            target.Write(row.Raw[..^row.LineEnd.Length]);
        }
        else
        {
            for (var column = 0; column < row.Count; column++)
            {
                var old = row.RawCell(column);
                if (column > 0)
                    Delimit(target);
                if (changes[column] is { } value)
                    Put(target, value, quoted: old.StartsWith("\""u8));
                else
                    target.Write(old);
            }
        }
        if (appended is null)
            return;
        Delimit(target);
        Put(target, appended, quoted: false);
    }

    /// <summary>A new row, without a line end.</summary>
    public void Add(IBufferWriter<byte> target, IReadOnlyList<string> cells)
    {
        for (var column = 0; column < cells.Count; column++)
        {
            if (column > 0)
                Delimit(target);
            Put(target, cells[column], quoted: false);
        }
    }

    private void Delimit(IBufferWriter<byte> target) => target.Write([(byte)file.Delimiter]);

    private void Put(IBufferWriter<byte> target, string value, bool quoted)
    {
        var text = quoted || file.QuotesAll || NeedsQuotes(value)
            ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : value;
        Encoding.UTF8.GetBytes(text, target);
    }

    private bool NeedsQuotes(string value) =>
        value.AsSpan().ContainsAny(_special) || value.Length > 0 && (char.IsWhiteSpace(value[0]) || char.IsWhiteSpace(value[^1]));
}

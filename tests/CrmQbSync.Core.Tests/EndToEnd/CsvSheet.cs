using System.Text;

namespace CrmQbSync.Tests.EndToEnd;

/// <summary>A CSV text as a person sees it: columns by name, cells as text. Read and written here anew, so that a fault of the product's own reader shows.</summary>
internal sealed class CsvSheet(CsvShape shape, IReadOnlyList<string> headers, List<string[]> rows)
{
    public const string Id = "Id";

    /// <summary>A column that is mapped to nothing, with a text of its own in every row that a person made.</summary>
    public const string Own = "Own, unmapped";

    public IReadOnlyList<string> Headers => headers;

    public List<string[]> Rows => rows;

    public static CsvSheet Parse(CsvShape shape, string text)
    {
        var records = Records(text, shape.Delimiter, shape.NewLine).ToList();
        Assert.All(records, record => Assert.Equal(records[0].Length, record.Length));
        return new CsvSheet(shape, records[0], records[1..]);
    }

    public int Column(string header) => headers.ToList().IndexOf(header);

    /// <summary>A cell; null for a blank.</summary>
    public string? Cell(string[] row, string header) => Column(header) is >= 0 and var column && row[column].Length > 0 ? row[column] : null;

    public void Set(string[] row, string header, string? value) => row[Column(header)] = value ?? "";

    /// <summary>What a row is known by here, whatever ids it has: its own text, or the id of one that the engine made.</summary>
    public string NameOf(string[] row) => Cell(row, Own) ?? "new row " + Cell(row, Id);

    /// <summary>Each row's name under every id that the engine may have for it: its id, or what stands for one as long as it has none.</summary>
    public Dictionary<string, string> NamesById()
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var keys = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            var id = Cell(row, Id);
            if (id is null)
            {
                var key = Laws.Agreement.Normal(Laws.Pools.Email, Cell(row, Laws.Pools.Email)) ?? "none";
                keys[key] = keys.GetValueOrDefault(key) + 1;
                id = keys[key] == 1 ? key : $"{key}#{keys[key]}";
            }
            Assert.True(names.TryAdd(id, NameOf(row)), $"The id {id} stands there twice.");
        }
        return names;
    }

    public override string ToString() => string.Concat(rows.Prepend([.. headers]).Select(row => string.Join(shape.Delimiter, row.Select(Quoted)) + shape.NewLine));

    private string Quoted(string cell) => cell.AsSpan().IndexOfAny([shape.Delimiter, '"', '\r', '\n']) < 0 && cell.Trim() == cell
        ? cell
        : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static IEnumerable<string[]> Records(string text, char delimiter, string newLine)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        for (var at = 0; at < text.Length; at++)
        {
            if (quoted && text[at] == '"' && at + 1 < text.Length && text[at + 1] == '"')
                cell.Append(text[++at]);
            else if (text[at] == '"')
                quoted = !quoted;
            else if (quoted || (text[at] != delimiter && text[at] is not ('\r' or '\n')))
                cell.Append(text[at]);
            else
            {
                cells.Add(cell.ToString());
                cell.Clear();
                if (text[at] == delimiter)
                    continue;
                Assert.Equal(newLine, text.Substring(at, newLine.Length));
                at += newLine.Length - 1;
                yield return [.. cells];
                cells.Clear();
            }
        }
        Assert.False(quoted || cells.Count > 0 || cell.Length > 0, "The file ends in the middle of a row.");
    }
}

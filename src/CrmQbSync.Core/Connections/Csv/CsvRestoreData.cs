using System.Collections.Immutable;
using System.Text.Json;

namespace CrmQbSync.Connections.Csv;

/// <summary>A row that was deleted, whole: the header of each cell and the cell.</summary>
internal sealed record CsvRestoreData
{
    /// <summary>The row's id; null if it had none of its own.</summary>
    public required string? Id { get; init; }

    /// <summary>Header and cell, column by column. A header may stand there more than once.</summary>
    public required IReadOnlyList<string[]> Cells { get; init; }

    /// <summary>What is kept of a row.</summary>
    public static string Of(string? id, ImmutableArray<string> headers, IReadOnlyList<string> cells) =>
        JsonSerializer.Serialize(
            new CsvRestoreData { Id = id, Cells = [.. headers.Select((header, column) => new[] { header, cells[column] })] },
            CsvJson.Default.CsvRestoreData);

    /// <summary>A row that was kept; null if the text is none.</summary>
    public static CsvRestoreData? Read(string? text)
    {
        if (text is null)
            return null;
        try
        {
            return JsonSerializer.Deserialize(text, CsvJson.Default.CsvRestoreData) is { } data && data.Cells.All(pair => pair.Length == 2) ? data : null;
        }
        catch (JsonException)
        {
            // The caller says so in the outcome of the request.
            return null;
        }
    }

    /// <summary>The cells in the columns that the file has now; the first header that is gone is told in <paramref name="missing"/>.</summary>
    public string[]? ToCells(CsvLayout layout, out string? missing)
    {
        var cells = new string[layout.Headers.Length];
        Array.Fill(cells, "");
        var used = new bool[cells.Length];
        missing = null;
        foreach (var pair in Cells)
        {
            var column = FindUnused(layout.Headers, pair[0], used);
            if (column >= 0)
            {
                used[column] = true;
                cells[column] = pair[1];
            }
            else if (pair[1].Length > 0 && missing is null)
            {
                missing = pair[0];
            }
        }
        if (missing is not null)
            return null;
        if (layout.Id >= 0)
            cells[layout.Id] = Id ?? "";
        return cells;
    }

    private static int FindUnused(ImmutableArray<string> headers, string header, bool[] used)
    {
        for (var column = 0; column < headers.Length; column++)
        {
            if (!used[column] && headers[column].Trim().Equals(header.Trim(), StringComparison.OrdinalIgnoreCase))
                return column;
        }
        return -1;
    }
}

using System.Globalization;

namespace CrmQbSync.Connections.Csv;

/// <summary>How a file writes points in time. ISO 8601 is always read; exports have a style of their own beside it.</summary>
internal sealed class CsvTimeStyle
{
    private const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal | DateTimeStyles.AllowWhiteSpaces;

    private static readonly string[] IsoFormats =
    [
        "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ssK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd HH:mmK", "yyyy-MM-dd", "yyyyMMdd'T'HHmmssK",
    ];

    private readonly string? _read;
    private readonly string _write;

    private CsvTimeStyle(string? read, string write)
    {
        _read = read;
        _write = write;
    }

    /// <summary>ISO 8601 in UTC.</summary>
    public static CsvTimeStyle Iso { get; } = new(null, "yyyy-MM-dd'T'HH:mm:ss'Z'");

    // Month before day comes first: where every date of a file can be read both ways, it is an American one.
    private static IEnumerable<CsvTimeStyle> Others { get; } =
    [
        new("yyyy-M-d H:m:s", "yyyy-MM-dd HH:mm:ss"), new("yyyy-M-d H:m", "yyyy-MM-dd HH:mm"), new("yyyy/M/d H:m:s", "yyyy/MM/dd HH:mm:ss"),
        .. Ordered("M/d/yyyy", "MM/dd/yyyy"), .. Ordered("d/M/yyyy", "dd/MM/yyyy"), .. Ordered("d.M.yyyy", "dd.MM.yyyy"),
        .. Ordered("d-M-yyyy", "dd-MM-yyyy"), .. Ordered("MMM d, yyyy", "MMM dd, yyyy"), .. Ordered("d MMM yyyy", "dd MMM yyyy"),
    ];

    /// <summary>Reads a cell; false if it is no time.</summary>
    public bool TryRead(string cell, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(cell, IsoFormats, CultureInfo.InvariantCulture, Utc, out time)
        || _read is not null && DateTimeOffset.TryParseExact(cell, _read, CultureInfo.InvariantCulture, Utc, out time);

    /// <summary>Writes a time, in UTC.</summary>
    public string Write(DateTimeOffset time) => time.UtcDateTime.ToString(_write, CultureInfo.InvariantCulture);

    /// <summary>
    /// Finds the style of a column: one that reads every cell. Looks on while the cells could be read with day and month either way round.
    /// </summary>
    public static CsvTimeStyle Find(IEnumerable<string> cells)
    {
        const int enough = 1_000;
        var candidates = Others.ToList();
        string? first = null;
        var seen = 0;
        foreach (var cell in cells)
        {
            var left = candidates.FindAll(style => DateTime.TryParseExact(cell, style._read, CultureInfo.InvariantCulture, Utc, out _));
            // What no style can read is a fault of its row, not of the others'.
            if (left.Count == 0)
                continue;
            first ??= cell;
            candidates = left;
            if (++seen >= enough && !IsAmbiguous(candidates))
                break;
        }
        return first is null ? Iso : candidates.Find(style => style.Matches(first)) ?? candidates[0];
    }

    private static bool IsAmbiguous(List<CsvTimeStyle> candidates) =>
        candidates.Exists(style => style._read!.StartsWith("M/", StringComparison.Ordinal))
        && candidates.Exists(style => style._read!.StartsWith("d/", StringComparison.Ordinal));

    private bool Matches(string cell) =>
        TryRead(cell, out var time) && Write(time).Equals(cell.Trim(), StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<CsvTimeStyle> Ordered(string read, string padded)
    {
        foreach (var date in new[] { padded, read })
        {
            yield return new($"{read} h:m tt", $"{date} hh:mm tt");
            yield return new($"{read} h:m tt", $"{date} h:mm tt");
            yield return new($"{read} h:m:s tt", $"{date} hh:mm:ss tt");
            yield return new($"{read} h:m:s tt", $"{date} h:mm:ss tt");
            yield return new($"{read} H:m:s", $"{date} HH:mm:ss");
            yield return new($"{read} H:m:s", $"{date} H:mm:ss");
            yield return new($"{read} H:m", $"{date} HH:mm");
            yield return new($"{read} H:m", $"{date} H:mm");
            yield return new(read, date);
        }
    }
}

using System.Collections.Immutable;
using CrmQbSync.Contacts;

namespace CrmQbSync.Connections.Csv;

/// <summary>Puts values into the cells of a row.</summary>
internal sealed class CsvCellWriter(CsvFile file, DateTimeOffset now)
{
    private const string NoColumn = "NoColumn";

    /// <summary>Why the fields of a request cannot be written; null if they can.</summary>
    public WriteOutcome? Refuse(IReadOnlyList<FieldWrite> writes)
    {
        foreach (var (field, value) in writes)
        {
            if (file.Layout.ColumnsOf(field).IsEmpty)
                return Failed(NoColumn, $"The file '{file.Path}' has no column for {field.Name}. Add one, or take the field out of the profile.");
            if (value is not null && !CsvEncodings.CanHold(file.Scan.Encoding, value))
                return Failed(ErrorCodes.NotEncodable, $"The encoding of '{file.Path}' cannot hold the value of {field.Name}. Save the file as UTF-8.");
            if (value?.Length > CsvLimits.CellChars)
                return Failed(ErrorCodes.TooLong, $"The value of {field.Name} is longer than {CsvLimits.CellChars:N0} characters.");
        }
        return null;
    }

    /// <summary>Writes fields and the time of modification; <paramref name="set"/> gets column and value of what changes.</summary>
    public void Apply(IReadOnlyList<FieldWrite> writes, ReadOnlySpan<string> cells, Action<int, string> set)
    {
        foreach (var (field, value) in writes)
            Apply(file.Layout.ColumnsOf(field), value ?? "", cells, set);
        Touch(set);
    }

    /// <summary>Whether a row is longer than what is read again.</summary>
    public static bool IsTooLong(IEnumerable<string> cells) =>
        cells.Sum(cell => 2L * System.Text.Encoding.UTF8.GetByteCount(cell) + 3) > CsvLimits.RecordBytes;

    /// <summary>The outcome of a request that would make a row too long.</summary>
    public static WriteOutcome TooLong() =>
        Failed(ErrorCodes.TooLong, $"The row would be longer than {CsvLimits.RecordBytes:N0} bytes.");

    /// <summary>Writes the time of modification.</summary>
    public void Touch(Action<int, string> set)
    {
        if (file.Layout.ModifiedTime >= 0)
            set(file.Layout.ModifiedTime, file.Times.Write(now));
    }

    /// <summary>An outcome that says why a request was refused.</summary>
    public static WriteOutcome Failed(string code, string message) =>
        new() { Status = WriteStatus.Failed, ErrorCode = code, ErrorMessage = message };

    private static void Apply(ImmutableArray<int> columns, string value, ReadOnlySpan<string> cells, Action<int, string> set)
    {
        if (columns.Length == 1)
        {
            set(columns[0], value);
            return;
        }
        var lines = CsvStoredForm.Lines(value, columns.Length);
        for (var line = 0; line < lines.Length; line++)
        {
            if (cells[columns[line]] != lines[line])
                set(columns[line], lines[line]);
        }
    }
}

using CrmQbSync.Contacts;

namespace CrmQbSync.Connections.Csv;

/// <summary>What a file can hold: everything that its encoding has, in cells of a bounded length.</summary>
internal sealed class CsvStoredForm(CsvFile file) : IStoredForm
{
    /// <inheritdoc/>
    public StoredValue Store(ContactField field, string value)
    {
        if (!CsvEncodings.CanHold(file.Scan.Encoding, value))
            return new StoredValue(null, ErrorCodes.NotEncodable);
        string? code = null;
        if (value.Length > CsvLimits.CellChars)
        {
            if (!field.MayBeCut)
                return new StoredValue(null, ErrorCodes.TooLong);
            var length = char.IsHighSurrogate(value[CsvLimits.CellChars - 1]) ? CsvLimits.CellChars - 1 : CsvLimits.CellChars;
            (value, code) = (value[..length], ErrorCodes.CutToLength);
        }
        var columns = file.Layout.ColumnsOf(field).Length;
        return new StoredValue(columns > 1 ? string.Join('\n', Lines(value, columns)).TrimEnd('\n') : value, code);
    }

    /// <summary>The lines of a street, one for each column; lines that have no column of their own go into the last, after commas.</summary>
    public static string[] Lines(string value, int columns)
    {
        var lines = value.ReplaceLineEndings("\n").Trim().Split('\n');
        if (lines.Length > columns)
            lines = [.. lines[..(columns - 1)], string.Join(", ", lines[(columns - 1)..].Select(line => line.Trim()).Where(line => line.Length > 0))];
        Array.Resize(ref lines, columns);
        for (var line = 0; line < columns; line++)
            lines[line] ??= "";
        return lines;
    }
}

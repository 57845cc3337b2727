namespace CrmQbSync.Connections.Csv;

/// <summary>How much of a file is ever held in memory at once: an open quote, or a file that is no table, must not fill it.</summary>
internal static class CsvLimits
{
    /// <summary>The longest value of a cell, in characters.</summary>
    public const int CellChars = 1_000_000;

    /// <summary>The longest record, with its quotes, in bytes of UTF-8.</summary>
    public const int RecordBytes = 8_000_000;

    /// <summary>How many bytes are read from the file at a time.</summary>
    public const int BufferBytes = 1 << 17;

    /// <summary>How many unclosed quotes are reported one by one before the file is given up as a whole.</summary>
    public const int UnclosedQuotes = 1_000;

    /// <summary>The records of a page.</summary>
    public const int PageRecords = 2_000;

    /// <summary>How many pages are prepared ahead of the reader.</summary>
    public const int PagesAhead = 4;
}

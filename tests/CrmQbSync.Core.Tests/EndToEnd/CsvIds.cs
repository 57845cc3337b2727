namespace CrmQbSync.Tests.EndToEnd;

/// <summary>How a file has its ids.</summary>
internal enum CsvIds
{
    /// <summary>Every row has one.</summary>
    Given,

    /// <summary>There is a column, and people leave it blank.</summary>
    Blank,

    /// <summary>There is no column.</summary>
    None,
}

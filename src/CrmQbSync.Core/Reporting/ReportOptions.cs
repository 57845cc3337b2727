namespace CrmQbSync.Reporting;

/// <summary>What a report is to hold, and where it goes.</summary>
public sealed record ReportOptions
{
    /// <summary>How many runs a report holds if nothing else is asked for.</summary>
    public const int DefaultLast = 1000;

    /// <summary>The full path of the file.</summary>
    public required string Path { get; init; }

    /// <summary>Only the newest so many runs; null for all that <see cref="Since"/> lets in, or the newest <see cref="DefaultLast"/> if that is null too.</summary>
    public int? Last { get; init; }

    /// <summary>Only runs that started at or after this time; null for any.</summary>
    public DateTimeOffset? Since { get; init; }
}

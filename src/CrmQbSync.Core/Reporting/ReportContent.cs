namespace CrmQbSync.Reporting;

/// <summary>What a report tells, but for the entries, which are read while they are written.</summary>
internal sealed record ReportContent
{
    /// <summary>The profile.</summary>
    public required SyncProfile Profile { get; init; }

    /// <summary>When the report was made.</summary>
    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>The runs, newest first.</summary>
    public required IReadOnlyList<SyncRun> Runs { get; init; }

    /// <summary>Which runs they are, in words.</summary>
    public required string Extent { get; init; }

    /// <summary>The fields that wait for a decision.</summary>
    public required IReadOnlyList<ContactConflict> Conflicts { get; init; }

    /// <summary>The addresses that several records have.</summary>
    public required IReadOnlyList<AmbiguousAddress> Ambiguous { get; init; }
}

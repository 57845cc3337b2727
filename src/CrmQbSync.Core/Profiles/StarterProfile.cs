namespace CrmQbSync.Profiles;

/// <summary>What a starter profile is to say.</summary>
public sealed record StarterProfile
{
    /// <summary>The full path of the file to be written.</summary>
    public required string Path { get; init; }

    /// <summary>The kind of CRM connection: ZohoCrm or Csv.</summary>
    public required string Crm { get; init; }

    /// <summary>The kind of QuickBooks connection: QuickBooksOnline, QuickBooksDesktop or Csv.</summary>
    public required string Qb { get; init; }

    /// <summary>The mode; null leaves the default, in a comment.</summary>
    public SyncMode? Mode { get; init; }

    /// <summary>The priority; null leaves the default, in a comment.</summary>
    public SyncPriority? Priority { get; init; }

    /// <summary>The preset; null for none.</summary>
    public string? Preset { get; init; }

    /// <summary>Whether to write <c>transferAllWhenNoneSelected: true</c>.</summary>
    public bool TransferAll { get; init; }

    /// <summary>Whether an existing file may be overwritten.</summary>
    public bool Force { get; init; }
}

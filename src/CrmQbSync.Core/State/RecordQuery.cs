namespace CrmQbSync.State;

/// <summary>Which unlinked records are asked for: those that meet any of what is given; all, if nothing is given.</summary>
public sealed record RecordQuery
{
    /// <summary>Every unlinked record.</summary>
    public static RecordQuery All { get; } = new();

    /// <summary>Contacts of these ids.</summary>
    public IReadOnlyCollection<string>? CrmIds { get; init; }

    /// <summary>Customers of these ids.</summary>
    public IReadOnlyCollection<string>? QbIds { get; init; }

    /// <summary>Records with one of these keys, without regard to case.</summary>
    public IReadOnlyCollection<string>? Keys { get; init; }

    /// <summary>Records that need attention.</summary>
    public bool Attention { get; init; }
}

namespace CrmQbSync.Running;

/// <summary>Selected records: those that meet any of the lists. Empty lists select nothing.</summary>
public sealed record RecordSelection
{
    /// <summary>Contacts by id.</summary>
    public IReadOnlyCollection<string> CrmIds { get; init; } = [];

    /// <summary>Customers by id.</summary>
    public IReadOnlyCollection<string> QbIds { get; init; } = [];

    /// <summary>Records by address, in any spelling.</summary>
    public IReadOnlyCollection<string> Emails { get; init; } = [];

    /// <summary>Whether nothing at all is selected.</summary>
    public bool IsEmpty => CrmIds.Count + QbIds.Count + Emails.Count == 0;
}

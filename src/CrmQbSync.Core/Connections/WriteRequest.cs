using CrmQbSync.Contacts;

namespace CrmQbSync.Connections;

/// <summary>One record to be written.</summary>
public sealed record WriteRequest
{
    /// <summary>What to do.</summary>
    public required WriteKind Kind { get; init; }

    /// <summary>
    /// A token that is the same for every attempt at this write, kept in the journal before the first: services that know idempotency
    /// keys get it as such. Only letters and digits, at most 32.
    /// </summary>
    public required string Token { get; init; }

    /// <summary>The record's id; null for a new one.</summary>
    public string? Id { get; init; }

    /// <summary>The version that was read; null if unknown.</summary>
    public string? Version { get; init; }

    /// <summary>The record as it stood when the write was planned; default for a new one. It must still stand so.</summary>
    public PackedValues Expected { get; init; }

    /// <summary>The fields to write; others are left as they are.</summary>
    public IReadOnlyList<FieldWrite> Fields { get; init; } = [];

    /// <summary>The name a new record should get on a side that needs a unique one (rule 6.4); null elsewhere.</summary>
    public string? Name { get; init; }

    /// <summary>What an earlier deletion gave as <see cref="WriteOutcome.RestoreData"/>; null unless it is to be brought back.</summary>
    public string? RestoreData { get; init; }
}

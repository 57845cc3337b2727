using System.Collections.Immutable;
using CrmQbSync.Contacts;

namespace CrmQbSync.Connections;

/// <summary>What the runner asks a connection, instead of asking what it is.</summary>
public sealed record ConnectionTraits
{
    /// <summary>The fields, of those in the profile's rules, that this side has.</summary>
    public required ImmutableArray<ContactField> Fields { get; init; }

    /// <summary>What this side can hold (rule 2.5).</summary>
    public required IStoredForm StoredForm { get; init; }

    /// <summary>Which company, organisation or file this is; null where there is no such thing. Another one than before is <see cref="SyncErrorId.WrongCompany"/>.</summary>
    public string? Identity { get; init; }

    /// <summary>The most records a batch holds; at least 1.</summary>
    public int MaxBatch { get; init; } = int.MaxValue;

    /// <summary>Whether one call of the service takes writes of several kinds; else batches that are full hold one kind each.</summary>
    public bool MixesKinds { get; init; }

    /// <summary>The most batches under way at once; at least 1.</summary>
    public int MaxConcurrentBatches { get; init; } = 1;

    /// <summary>The most records that <see cref="IConnection.QueryAsync"/> looks up by id in one call of the service; for splitting long lists.</summary>
    public int MaxQueryIds { get; init; } = int.MaxValue;

    /// <summary>Names of fields that are never cleared (rule 5.6), Email always among them.</summary>
    public ImmutableHashSet<string> RequiredFields { get; init; } = [CanonicalFields.Email];

    /// <summary>Whether new records need a last name (rule 6.3); the CRM side always does.</summary>
    public bool NeedsLastName { get; init; }

    /// <summary>Whether new records need a name unique on their side (rule 6.4).</summary>
    public bool NeedsUniqueName { get; init; }

    /// <summary>
    /// Whether the connection itself refuses to create a record that may be one of those it could not read (rule 6.5); where it cannot tell, nothing is
    /// created while a reading is incomplete.
    /// </summary>
    public bool GuardsUnreadRecords { get; init; }

    /// <summary>Whether a deleted record can be brought back (rule 8.12).</summary>
    public bool CanRestore { get; init; }

    /// <summary>
    /// Whether changes since a mark tell also that a deleted record exists again (rule 7.6); where they do not, the run looks up the deleted records of
    /// pairs that wait.
    /// </summary>
    public bool TellsRestored { get; init; } = true;

    /// <summary>When the sign-in ends if it is not used before; null where it does not, or that is unknown.</summary>
    public DateTimeOffset? SignInEndsUnused { get; init; }

    /// <summary>When a user must consent again at the latest; null where that is never, or unknown.</summary>
    public DateTimeOffset? SignInEndsAt { get; init; }

    /// <summary>How far the service's clock is ahead of this machine's; null where there is none, or it did not say.</summary>
    public TimeSpan? ClockAhead { get; init; }
}

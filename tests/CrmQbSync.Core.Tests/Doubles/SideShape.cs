using System.Collections.Immutable;

namespace CrmQbSync.Tests.Doubles;

/// <summary>What kind of service a <see cref="MemorySide"/> plays.</summary>
public sealed record SideShape
{
    /// <summary>A file: every reading is full, a deletion shows only as an absence, the record after a write is not told.</summary>
    public static SideShape File { get; } = new();

    /// <summary>A web service with a change feed, small pages, batches and versions.</summary>
    public static SideShape Service { get; } = new()
    {
        TellsChanges = true,
        KeepsDeleted = true,
        HasVersions = true,
        TellsRecord = true,
        IsIdempotent = true,
        PageSize = 2,
        MaxBatch = 2,
        MaxConcurrentBatches = 2,
        MaxQueryIds = 2,
    };

    /// <summary>Whether a reading with a mark gives only what changed since.</summary>
    public bool TellsChanges { get; init; }

    /// <summary>Whether deleted records are listed as such, and come back under their id.</summary>
    public bool KeepsDeleted { get; init; }

    /// <summary>Whether a deleted record that is listed still shows its values.</summary>
    public bool ShowsDeletedValues { get; init; }

    /// <summary>Whether the connection moves its mark past its own writes; otherwise they come back as changes.</summary>
    public bool MarkPassesOwnWrites { get; init; }

    /// <summary>Whether records have versions.</summary>
    public bool HasVersions { get; init; }

    /// <summary>Whether a write gives the record as it then stands.</summary>
    public bool TellsRecord { get; init; }

    /// <summary>Whether a token that was done once is not done again.</summary>
    public bool IsIdempotent { get; init; }

    /// <summary>Whether calls come back later, on another thread.</summary>
    public bool IsSlow { get; init; }

    public int PageSize { get; init; } = 1000;

    /// <summary>In which order records come; each seed gives another one.</summary>
    public int OrderSeed { get; init; }

    public int MaxBatch { get; init; } = int.MaxValue;

    public int MaxConcurrentBatches { get; init; } = 1;

    public int MaxQueryIds { get; init; } = int.MaxValue;

    public bool CanRestore { get; init; } = true;

    public bool NeedsLastName { get; init; }

    public bool NeedsUniqueName { get; init; }

    /// <summary>The longest value that a field holds, by its name.</summary>
    public ImmutableDictionary<string, int> Limits { get; init; } = ImmutableDictionary<string, int>.Empty;

    /// <summary>Which organisation or company it is.</summary>
    public string? Identity { get; init; }
}

using System.Collections.Immutable;
using CrmQbSync.Contacts;
using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Laws;

/// <summary>What a generated profile says.</summary>
internal sealed record ScenarioPolicy
{
    public SyncMode Mode { get; init; } = SyncMode.Synchronize;

    public SyncPriority Priority { get; init; }

    public Side TieBreaker { get; init; }

    public BlanksPolicy Blanks { get; init; } = BlanksPolicy.Fill;

    public DeletionsPolicy Deletions { get; init; }

    public EmailChangePolicy WhenEmailChanges { get; init; }

    public bool TransferAll { get; init; }

    public bool IncludeJobs { get; init; }

    /// <summary>The filter's city; null for no filter.</summary>
    public string? City { get; init; }

    /// <summary>The country whose telephone numbers need no country code.</summary>
    public string Region { get; init; } = "US";

    /// <summary>All the fields that there are.</summary>
    public ImmutableArray<string> Known { get; init; } = Pools.Fields;

    /// <summary>The fields that are not mapped.</summary>
    public ImmutableSortedSet<string> Unmapped { get; init; } = [];

    /// <summary>The fields that are mapped, in their order.</summary>
    public IEnumerable<string> Mapped => Known.Where(name => !Unmapped.Contains(name));

    /// <summary>The filter's city, as far as there can be a filter.</summary>
    public string? FilteredCity => Unmapped.Contains(Pools.City) ? null : City;

    public ImmutableSortedDictionary<string, FieldPolicy> Fields { get; init; } = ImmutableSortedDictionary<string, FieldPolicy>.Empty;

    public FieldPolicy Of(string field) => Fields.GetValueOrDefault(field) ?? new FieldPolicy();

    /// <summary>The policy with a field taken out, or put back.</summary>
    public ScenarioPolicy Toggling(string field) => this with { Unmapped = Unmapped.SymmetricExcept([field]) };

    public SyncProfile ToProfile() => World.ProfileOf(Mapped.Select(field => World.Rule(field, Of(field).Direction, Of(field).Priority))) with
    {
        Mode = Mode,
        Region = Region,
        Priority = Priority,
        TieBreaker = TieBreaker,
        Blanks = Blanks,
        Deletions = Deletions,
        WhenEmailChanges = WhenEmailChanges,
        TransferAllWhenNoneSelected = TransferAll,
        Crm = new MemorySettings { IncludeJobs = IncludeJobs },
        Qb = new MemorySettings { IncludeJobs = IncludeJobs },
        Filter = FilteredCity is null ? [] : [new FilterTerm(CanonicalFields.Find(Pools.City)!, [FilteredCity])],
    };

    public override string ToString() => string.Join(", ",
    [
        $"{Mode} by {Priority}{(Priority == SyncPriority.Newest ? $" (tie: {TieBreaker})" : "")}",
        .. new[]
        {
            Blanks == BlanksPolicy.Fill ? null : $"blanks {Blanks}",
            Deletions == DeletionsPolicy.Hold ? null : $"deletions {Deletions}",
            WhenEmailChanges == EmailChangePolicy.Follow ? null : "CreateNew",
            TransferAll ? "transfer all" : null,
            IncludeJobs ? "include jobs" : null,
            City is null ? null : $"only {City}",
            Region == "US" ? null : $"numbers of {Region}",
            Unmapped.IsEmpty ? null : $"without {string.Join(", ", Unmapped)}",
        }.OfType<string>(),
        .. Fields.Select(pair => $"{pair.Key}: {pair.Value}"),
    ]);
}

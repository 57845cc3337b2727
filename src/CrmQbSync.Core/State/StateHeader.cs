using System.Collections.Immutable;

namespace CrmQbSync.State;

/// <summary>What the last finished run left for the next.</summary>
public sealed record StateHeader
{
    /// <summary>A profile without any finished run.</summary>
    public static StateHeader Empty { get; } = new();

    /// <summary>The CRM connection's mark; null if there is none.</summary>
    public string? CrmMark { get; init; }

    /// <summary>QuickBooks' mark; null if there is none.</summary>
    public string? QbMark { get; init; }

    /// <summary>Which organisation the CRM was; null if not known.</summary>
    public string? CrmIdentity { get; init; }

    /// <summary>Which company QuickBooks was; null if not known.</summary>
    public string? QbIdentity { get; init; }

    /// <summary>The policies and mappings that the last complete run worked by, setting by setting (field policies as <c>field:NAME</c>); empty at first.</summary>
    public ImmutableDictionary<string, string> Policies { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>What people were told of by notices and is not over; null if there is nothing.</summary>
    public string? Notices { get; init; }
}

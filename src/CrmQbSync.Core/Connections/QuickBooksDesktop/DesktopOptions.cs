using System.Collections.Immutable;
using CrmQbSync.Contacts;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>What a connection to QuickBooks Desktop is told.</summary>
internal sealed record DesktopOptions
{
    /// <summary>The profile's name.</summary>
    public required string Profile { get; init; }

    /// <summary>The profile's fields and what they are called there.</summary>
    public required ImmutableArray<FieldRule> Rules { get; init; }

    /// <summary>The path of the profile's state, beside which the connection keeps its own.</summary>
    public required string StatePath { get; init; }

    /// <summary>Whether nothing may be written, so that what an earlier run left undecided stays so.</summary>
    public bool IsPreview { get; init; }
}

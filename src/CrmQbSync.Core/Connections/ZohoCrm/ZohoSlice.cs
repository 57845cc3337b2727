namespace CrmQbSync.Connections.ZohoCrm;

/// <summary>Some of the contacts that a run wrote and later ones only counted: to be read once more, by the next reading's own call.</summary>
internal sealed record ZohoSlice
{
    /// <summary>From how many contacts on a slice is full: there must be room in the call for what was modified since.</summary>
    public const int Rows = 1500;

    /// <summary>Modified at or after.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Modified at or before.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>The id before the first.</summary>
    public required string After { get; init; }

    /// <summary>The id of the last.</summary>
    public required string UpTo { get; init; }
}

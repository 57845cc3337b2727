namespace CrmQbSync.State;

/// <summary>Which links are asked for: those that meet any of the lists given; all, if none is given.</summary>
public sealed record LinkQuery
{
    /// <summary>Every link.</summary>
    public static LinkQuery All { get; } = new();

    /// <summary>Links with one of these contacts.</summary>
    public IReadOnlyCollection<string>? CrmIds { get; init; }

    /// <summary>Links with one of these customers.</summary>
    public IReadOnlyCollection<string>? QbIds { get; init; }

    /// <summary>Links with one of these keys on either side, in normal form, without regard to case.</summary>
    public IReadOnlyCollection<string>? Keys { get; init; }

    /// <summary>Links that need attention or are not live.</summary>
    public bool Attention { get; init; }
}

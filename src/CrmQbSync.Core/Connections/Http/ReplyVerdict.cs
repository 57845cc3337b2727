namespace CrmQbSync.Connections.Http;

/// <summary>What a dialect reads from a reply.</summary>
/// <param name="Kind">What it means.</param>
/// <param name="Code">The service's own code; null if it gave none.</param>
/// <param name="Message">The service's own words; null if it gave none. Never a token.</param>
internal sealed record ReplyVerdict(VerdictKind Kind, string? Code = null, string? Message = null)
{
    /// <summary>Nothing wrong.</summary>
    public static ReplyVerdict Ok { get; } = new(VerdictKind.Ok);

    /// <summary>How long the service says to wait; null for the header <c>Retry-After</c>, or growing times where there is none.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>What the user should do, as a sentence; null for the usual advice.</summary>
    public string? Advice { get; init; }

    /// <summary>Another error id than the kind's own; null for that.</summary>
    public SyncErrorId? ErrorId { get; init; }

    /// <summary>"CODE: message", as far as there is either.</summary>
    public string Text => string.Join(": ", new[] { Code, Message }.Where(part => !string.IsNullOrWhiteSpace(part)));
}

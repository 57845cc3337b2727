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

    /// <summary>The advice for a refused request. Services give a code with each refusal; proxies and firewalls give a page.</summary>
    public string AdviceOnRefusal => Advice ?? (Code is null
        ? "No code came with it: look whether a proxy or a firewall refuses it in the service's place."
        : "The code and message are the service's own.");

    /// <summary>Another error id than the kind's own; null for that.</summary>
    public SyncErrorId? ErrorId { get; init; }

    /// <summary>"CODE: message", as far as there is either.</summary>
    public string Text => string.Join(": ", new[] { Code, Message }.Where(part => !string.IsNullOrWhiteSpace(part)));
}

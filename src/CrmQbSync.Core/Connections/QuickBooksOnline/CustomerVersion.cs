namespace CrmQbSync.Connections.QuickBooksOnline;

/// <summary>The version of a customer as the engine keeps it between reading and writing.</summary>
/// <param name="Token">The SyncToken.</param>
/// <param name="HoldsMore">Whether an address holds more than the run reads, so that a write of it has to look first.</param>
internal sealed record CustomerVersion(string Token, bool HoldsMore)
{
    private const char More = '+';

    /// <summary>As the engine keeps it.</summary>
    public string Write() => HoldsMore ? Token + More : Token;

    /// <summary>What was kept; null if nothing was.</summary>
    public static CustomerVersion? Read(string? text) => text is null ? null : new CustomerVersion(text.TrimEnd(More), text.EndsWith(More));
}

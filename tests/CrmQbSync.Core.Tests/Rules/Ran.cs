namespace CrmQbSync.Tests.Rules;

/// <summary>A run that is over, with its entries.</summary>
internal sealed record Ran(SyncRun Run, IReadOnlyList<SyncEntry> Entries, SyncException? Error)
{
    /// <summary>The entries as short lines, sorted: action, target, status, reason and code.</summary>
    public string Lines => string.Join("; ", Entries.Select(Line).Order(StringComparer.Ordinal));

    /// <summary>The only entry.</summary>
    public SyncEntry Only => Assert.Single(Entries);

    private static string Line(SyncEntry entry) =>
        string.Join(' ', new[] { entry.Action.ToString(), entry.Target.ToString(), entry.Status.ToString(), entry.Reason, entry.ErrorCode }.OfType<string>());
}

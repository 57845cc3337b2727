using CrmQbSync.Running;
using CrmQbSync.Tests.Doubles;
using CrmQbSync.Tests.Laws;

namespace CrmQbSync.Tests.Connections.QuickBooksDesktop;

/// <summary>Everything that can be seen of one run of a play.</summary>
internal sealed record DesktopRun
{
    public required ScenarioPolicy Policy { get; init; }

    public required RunOptions Options { get; init; }

    public required RunResult Result { get; init; }

    public required IReadOnlyList<SyncEntry> Entries { get; init; }

    public required IReadOnlyList<ContactLink> Links { get; init; }

    /// <summary>The writes that QuickBooks was asked for.</summary>
    public required IReadOnlyList<string> QbWrites { get; init; }

    public required int CrmWrites { get; init; }

    public required IReadOnlyList<SeenCustomer> CustomersBefore { get; init; }

    /// <summary>The active customers.</summary>
    public required IReadOnlyList<SeenCustomer> Customers { get; init; }

    public required IReadOnlyList<MemoryRecord> Contacts { get; init; }

    /// <summary>The same run once more.</summary>
    public required Func<Task<DesktopRun>> AgainAsync { get; init; }

    public SyncMode Mode => Options.Mode ?? Policy.Mode;

    public SyncPriority Priority => Options.Priority ?? Policy.Priority;
}

/// <summary>A customer at some time.</summary>
internal sealed record SeenCustomer(string Id, string Name, IReadOnlyDictionary<string, string> Values)
{
    public string? Email => Values.GetValueOrDefault("Email");
}

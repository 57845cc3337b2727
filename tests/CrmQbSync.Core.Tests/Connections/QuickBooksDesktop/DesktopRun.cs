using CrmQbSync.Running;
using CrmQbSync.Tests.Laws;

namespace CrmQbSync.Tests.Connections.QuickBooksDesktop;

/// <summary>Everything that can be seen of one run of a play.</summary>
internal sealed record DesktopRun
{
    public required ScenarioPolicy Policy { get; init; }

    /// <summary>The fields that both sides have and that may be compared.</summary>
    public required IReadOnlyList<string> Fields { get; init; }

    public required RunOptions Options { get; init; }

    public required RunResult Result { get; init; }

    public required IReadOnlyList<SyncEntry> Entries { get; init; }

    public required IReadOnlyList<ContactLink> Links { get; init; }

    /// <summary>The writes that QuickBooks was asked for.</summary>
    public required IReadOnlyList<string> QbWrites { get; init; }

    public required int CrmWrites { get; init; }

    public required IReadOnlyList<SeenRecord> CustomersBefore { get; init; }

    /// <summary>The active customers.</summary>
    public required IReadOnlyList<SeenRecord> Customers { get; init; }

    public required IReadOnlyList<SeenRecord> Contacts { get; init; }

    public required IReadOnlyList<SeenRecord> ContactsBefore { get; init; }

    /// <summary>Whether something went wrong between the services and us; what was written then is in more than one run.</summary>
    public required bool WasDisturbed { get; init; }

    /// <summary>The same run once more.</summary>
    public required Func<Task<DesktopRun>> AgainAsync { get; init; }

    public SyncMode Mode => Options.Mode ?? Policy.Mode;

    public SyncPriority Priority => Options.Priority ?? Policy.Priority;
}

/// <summary>A customer or contact at some time.</summary>
internal sealed record SeenRecord(string Id, string Name, IReadOnlyDictionary<string, string> Values)
{
    public string? Email => this["Email"];

    /// <summary>A value; null if blank.</summary>
    public string? this[string field] => Values.GetValueOrDefault(field);
}

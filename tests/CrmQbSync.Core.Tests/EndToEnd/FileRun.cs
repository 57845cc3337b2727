using CrmQbSync.Running;
using CrmQbSync.Tests.Laws;

namespace CrmQbSync.Tests.EndToEnd;

/// <summary>Everything that can be seen of one run over files.</summary>
internal sealed record FileRun
{
    public required ScenarioPolicy Policy { get; init; }

    public required RunOptions Options { get; init; }

    /// <summary>The world before the run.</summary>
    public required CsvWorld Before { get; init; }

    public required CsvWorld After { get; init; }

    public required RunResult Result { get; init; }

    public required IReadOnlyList<SyncEntry> Entries { get; init; }

    public required IReadOnlyList<ContactLink> Links { get; init; }

    /// <summary>Which cells ever held a value, by side, row and field.</summary>
    public required IReadOnlySet<(Side Side, string Row, string Field)> EverFilled { get; init; }

    /// <summary>The countries of telephone numbers that the profile ever named.</summary>
    public required IReadOnlySet<string> Regions { get; init; }

    public SyncMode Mode => Options.Mode ?? Policy.Mode;

    public SyncPriority Priority => Options.Priority ?? Policy.Priority;

    public bool Writes(Side side) => Mode == SyncMode.Synchronize || Mode == (side == Side.Crm ? SyncMode.Import : SyncMode.Export);
}

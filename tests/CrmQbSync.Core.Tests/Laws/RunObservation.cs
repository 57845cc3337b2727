using System.Collections.Immutable;
using CrmQbSync.Running;
using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.Laws;

/// <summary>Everything that can be seen of one run: both sides before and after it, what was written, and what it says of itself.</summary>
internal sealed record RunObservation
{
    /// <summary>The policy of the profile.</summary>
    public required ScenarioPolicy Policy { get; init; }

    /// <summary>The options; null for an undo.</summary>
    public required RunOptions? Options { get; init; }

    public required World Before { get; init; }

    /// <summary>The world as it stands after the run; a law may go on with a copy of it.</summary>
    public required World After { get; init; }

    public required SyncRun Run { get; init; }

    public required IReadOnlyList<SyncEntry> Entries { get; init; }

    /// <summary>The pairs after the run.</summary>
    public required IReadOnlyList<ContactLink> Links { get; init; }

    /// <summary>Whether some run before this one was undone, or this one is an undo.</summary>
    public required bool SomethingWasUndone { get; init; }

    /// <summary>The countries of telephone numbers that the profile ever named.</summary>
    public required IReadOnlySet<string> Regions { get; init; }

    /// <summary>What the sides can hold; null for those of the pools.</summary>
    public StoredForm? Store { get; init; }

    /// <summary>Whether a person edited records that the run was about to write. Such an edit stands in <see cref="Before"/> too.</summary>
    public required bool WasEditedMeanwhile { get; init; }

    /// <summary>Whether the policy for blanks was edited at any time before.</summary>
    public required bool BlanksWereEdited { get; init; }

    /// <summary>What the records of a pair can hold; null for what those of the pools can.</summary>
    public Func<string, string, Side, string?>? StoreOf(MemoryRecord crm, MemoryRecord qb) =>
        Store is { } store ? (field, outgoing, side) => store(field, outgoing, side, side == Side.Crm ? crm : qb) : null;

    /// <summary>What shows of a value that a record holds.</summary>
    public string? Shown(string field, string? value, Side side, MemoryRecord record) => StoredForms.Shown(Store, field, value, side, record);

    public bool IsUndo => Options is null;

    public SyncMode Mode => Options?.Mode ?? Policy.Mode;

    public SyncPriority Priority => Options?.Priority ?? Policy.Priority;

    public bool TransfersAll => Options is { } options && (options.All || (Policy.TransferAll && options.Selection is null));

    /// <summary>What the run wrote, in order, first in the CRM.</summary>
    public ImmutableArray<SideWrite> Writes => WritesUntil(After);

    /// <summary>The same, from a copy of the world made straight after the run.</summary>
    public ImmutableArray<SideWrite> WritesUntil(World after) => [.. after.Crm.Log.Skip(Before.Crm.Log.Count), .. after.Qb.Log.Skip(Before.Qb.Log.Count)];

    /// <summary>Whether an entry of that status names the record.</summary>
    public bool IsNamed(EntryStatus status, Side side, string id) =>
        Entries.Any(entry => entry.Status == status && ((side == Side.Crm ? entry.CrmId : entry.QbId)?.Split(", ").Contains(id) ?? false));
}

using CrmQbSync.Contacts;

namespace CrmQbSync.Merging;

/// <summary>What planning goes by: links first, then groups. Many slices of groups are planned at the same time: nobody changes anything of it meanwhile.</summary>
internal sealed record PlanSetting
{
    public required MergeContext Context { get; init; }

    public required PairSelector Selector { get; init; }

    public required PairMerger Merger { get; init; }

    public required NewRecordBuilder NewRecords { get; init; }

    public required LinkNotes Notes { get; init; }

    public required Participation Participation { get; init; }

    public required SideView Crm { get; init; }

    public required SideView Qb { get; init; }

    /// <summary>The unlinked records that are remembered.</summary>
    public Dictionary<(Side Side, string Id), RecordMemory> Memories { get; } = [];

    /// <summary>The records whose counterpart was deleted, by their place in the view, with their links.</summary>
    public Dictionary<(Side Side, int Index), LinkMemory> Survivors { get; } = [];

    /// <summary>The records that exist but could not be read, with the key they had when they were last seen.</summary>
    public List<(Side Side, string Id, string? Key)> Unread { get; } = [];

    public SideView ViewOf(Side side) => side == Side.Crm ? Crm : Qb;
}

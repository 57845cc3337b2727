using CrmQbSync.Contacts;

namespace CrmQbSync.Merging;

/// <summary>What planning the groups goes by. Many slices are planned at the same time: nobody changes anything of it meanwhile.</summary>
internal sealed record GroupSetting
{
    public required MergeContext Context { get; init; }

    public required PairSelector Selector { get; init; }

    public required PairMerger Merger { get; init; }

    public required NewRecordBuilder NewRecords { get; init; }

    public required LinkNotes Notes { get; init; }

    public required SideView Crm { get; init; }

    public required SideView Qb { get; init; }

    /// <summary>The unlinked records that are remembered.</summary>
    public required Dictionary<(Side Side, string Id), RecordMemory> Memories { get; init; }

    /// <summary>The records whose counterpart was deleted, by their place in the view, with their links.</summary>
    public required Dictionary<(Side Side, int Index), LinkMemory> Survivors { get; init; }

    /// <summary>Whether two records that agree are left out of the plan.</summary>
    public required bool OmitsBareLinks { get; init; }

    public SideView ViewOf(Side side) => side == Side.Crm ? Crm : Qb;
}

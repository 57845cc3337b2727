namespace CrmQbSync.Merging;

/// <summary>What a record of the view is to the links.</summary>
internal enum RecordRole : byte
{
    /// <summary>No link holds it.</summary>
    Unlinked,

    /// <summary>A live link holds it, or one that rests.</summary>
    Linked,

    /// <summary>The other record of its link was deleted.</summary>
    Survivor,
}

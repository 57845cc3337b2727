using CrmQbSync.Contacts;

namespace CrmQbSync.Running;

/// <summary>Whether there is anything new to remember of a pair.</summary>
internal static class LinkComparer
{
    /// <summary>Whether two memories say the same, but for the run that handled the pair last.</summary>
    public static bool SameExceptRun(LinkMemory left, LinkMemory right) =>
        left.Conflicts.SequenceEqual(right.Conflicts)
        && left.Divergences.SequenceEqual(right.Divergences)
        && left with { LastSyncId = 0, Conflicts = [], Divergences = [] } == right with { LastSyncId = 0, Conflicts = [], Divergences = [] };
}

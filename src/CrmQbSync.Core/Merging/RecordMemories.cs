using CrmQbSync.Contacts;

namespace CrmQbSync.Merging;

/// <summary>What is remembered of unlinked records.</summary>
internal static class RecordMemories
{
    /// <summary>Adds the memory of a record to the plan, if it is not remembered so already.</summary>
    public static void Remember(
        Plan plan, ContactRecord record, Side side, string? key, string? reason, bool needsAttention, RecordMemory? known)
    {
        var memory = new RecordMemory
        {
            Side = side,
            Id = record.Id,
            Key = key,
            Seen = record.Values,
            Modified = record.ModifiedTime,
            ReportedReason = reason,
            NeedsAttention = needsAttention,
            IsJob = record.IsJob,
        };
        if (memory != known)
            plan.Remembered.Add(memory);
    }
}

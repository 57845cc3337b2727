using CrmQbSync.Contacts;

namespace CrmQbSync.State.Sqlite;

/// <summary>
/// The numbers by which enumerations are stored. A value's number is its place here, whatever the enumeration itself looks like:
/// values are only ever added at the end of a list.
/// </summary>
internal static class StoredNumbers
{
    public static StoredNumbers<Side> Sides { get; } = new(Side.Crm, Side.Qb);

    public static StoredNumbers<LinkState> LinkStates { get; } = new(LinkState.Live, LinkState.CrmDeleted, LinkState.QbDeleted);

    public static StoredNumbers<SyncMode> Modes { get; } = new(SyncMode.Import, SyncMode.Export, SyncMode.Synchronize);

    public static StoredNumbers<SyncPriority> Priorities { get; } =
        new(SyncPriority.Crm, SyncPriority.Qb, SyncPriority.Newest, SyncPriority.Manual);

    public static StoredNumbers<RunTrigger> Triggers { get; } = new(RunTrigger.Manual, RunTrigger.Scheduled, RunTrigger.WebConnector);

    public static StoredNumbers<RunStatus> RunStatuses { get; } = new(
        RunStatus.Running, RunStatus.Succeeded, RunStatus.CompletedWithErrors, RunStatus.Failed, RunStatus.Blocked, RunStatus.Cancelled,
        RunStatus.Interrupted);

    public static StoredNumbers<ChangeAction> Actions { get; } = new(
        ChangeAction.Unchanged, ChangeAction.Create, ChangeAction.Update, ChangeAction.Link, ChangeAction.Delete, ChangeAction.Skip,
        ChangeAction.Hold, ChangeAction.Conflict, ChangeAction.Ambiguous);

    public static StoredNumbers<ChangeTarget> Targets { get; } = new(ChangeTarget.None, ChangeTarget.Crm, ChangeTarget.Qb);

    public static StoredNumbers<EntryStatus> EntryStatuses { get; } = new(
        EntryStatus.Done, EntryStatus.Skipped, EntryStatus.Held, EntryStatus.Ambiguous, EntryStatus.Conflict, EntryStatus.Failed);

    /// <summary>The bits of <see cref="LinkAttention"/>, which has explicit numbers itself.</summary>
    public static LinkAttention Attention(long number)
    {
        const LinkAttention all = LinkAttention.Failed | LinkAttention.Conflict | LinkAttention.Held | LinkAttention.Skipped
            | LinkAttention.Unfinished | LinkAttention.CrmChanged | LinkAttention.QbChanged | LinkAttention.Job;
        return (number & ~(long)all) == 0
            ? (LinkAttention)number
            : throw new InvalidDataException($"The number {number} stands for no attention of a link.");
    }
}

namespace CrmQbSync.Scheduling;

/// <summary>A task that was checked and not yet registered.</summary>
public sealed class PlannedTask
{
    internal PlannedTask(SyncProfile profile, ITaskScheduler scheduler, TaskDefinition definition, ContactSyncTask task, IReadOnlyList<string> warnings)
    {
        Profile = profile;
        Scheduler = scheduler;
        Definition = definition;
        Task = task;
        Warnings = warnings;
    }

    /// <summary>The task as it would be.</summary>
    public ContactSyncTask Task { get; }

    /// <summary>What the user should know or do.</summary>
    public IReadOnlyList<string> Warnings { get; }

    internal SyncProfile Profile { get; }

    internal ITaskScheduler Scheduler { get; }

    internal TaskDefinition Definition { get; }
}

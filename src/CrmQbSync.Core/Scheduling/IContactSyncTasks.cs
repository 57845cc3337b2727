namespace CrmQbSync.Scheduling;

/// <summary>The tasks that synchronise by schedule.</summary>
public interface IContactSyncTasks
{
    /// <summary>Checks what is asked for and composes the task; writes nothing.</summary>
    /// <exception cref="SyncException">InputInvalid, SecretMissing, SecretStoreFailed, SchedulerFailed.</exception>
    Task<PlannedTask> PlanAsync(SyncProfile profile, TaskRequest request, CancellationToken cancellationToken);

    /// <summary>Registers a task; one that the profile has already is replaced. Gives the task as the scheduler has it then.</summary>
    /// <exception cref="SyncException">SchedulerFailed.</exception>
    Task<ContactSyncTask> RegisterAsync(PlannedTask planned, CancellationToken cancellationToken);

    /// <summary>The tasks of all schedulers of this machine, by profile.</summary>
    /// <exception cref="SyncException">SchedulerFailed.</exception>
    Task<IReadOnlyList<ContactSyncTask>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Takes a task away.</summary>
    /// <exception cref="SyncException">SchedulerFailed.</exception>
    Task UnregisterAsync(ContactSyncTask task, CancellationToken cancellationToken);
}

namespace CrmQbSync.Scheduling;

/// <summary>A scheduler of the system.</summary>
internal interface ITaskScheduler
{
    /// <summary>Which one it is.</summary>
    SchedulerKind Kind { get; }

    /// <summary>Whether this machine has it.</summary>
    bool IsPresent { get; }

    /// <summary>The definition as it would be written.</summary>
    /// <exception cref="SyncException">InputInvalid for what this scheduler cannot do.</exception>
    string Describe(TaskDefinition task);

    /// <summary>Writes a task; one of the same name is replaced.</summary>
    /// <exception cref="SyncException">SchedulerFailed; nothing is then left half-written.</exception>
    Task RegisterAsync(TaskDefinition task, CancellationToken cancellationToken);

    /// <summary>The tasks of this module that it has.</summary>
    /// <exception cref="SyncException">SchedulerFailed.</exception>
    Task<IReadOnlyList<ContactSyncTask>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Takes a task away.</summary>
    /// <exception cref="SyncException">SchedulerFailed.</exception>
    Task UnregisterAsync(ContactSyncTask task, CancellationToken cancellationToken);

    /// <summary>The account that a task runs as.</summary>
    string AccountOf(TaskDefinition task);

    /// <summary>Whether a task can read the secrets that the current user set for itself alone.</summary>
    bool ReadsUserSecrets(TaskDefinition task);

    /// <summary>What the user should know or do about a task, beside what the definition says.</summary>
    IEnumerable<string> Hints(TaskDefinition task);
}

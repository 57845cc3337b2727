namespace CrmQbSync;

/// <summary>The fixed ids of terminating errors; about_CrmQbSync_Errors says of each what causes it and what helps.</summary>
public enum SyncErrorId
{
    /// <summary>No profile of that name or path.</summary>
    ProfileNotFound,

    /// <summary>The profile has faults.</summary>
    ProfileInvalid,

    /// <summary>A secret or variable that the profile names is not set.</summary>
    SecretMissing,

    /// <summary>The secret store cannot be read or written.</summary>
    SecretStoreFailed,

    /// <summary>The service does not accept the sign-in.</summary>
    AuthenticationFailed,

    /// <summary>The CRM's user is no active administrator.</summary>
    NotAdministrator,

    /// <summary>The service cannot be reached.</summary>
    ServiceUnavailable,

    /// <summary>The service's limits are used up.</summary>
    RateLimited,

    /// <summary>The service refuses the request.</summary>
    ServiceRejected,

    /// <summary>A file is missing.</summary>
    SourceNotFound,

    /// <summary>A file cannot be read as what it should be.</summary>
    SourceInvalid,

    /// <summary>A file changed while a run was working on it.</summary>
    SourceChanged,

    /// <summary>Another run of the profile is under way.</summary>
    SyncAlreadyRunning,

    /// <summary>No run of that Sync ID.</summary>
    SyncNotFound,

    /// <summary>The state cannot be used.</summary>
    StateInvalid,

    /// <summary>The state could not be read or written.</summary>
    StateFailed,

    /// <summary>A run would have changed more than the profile allows.</summary>
    SafetyThresholdExceeded,

    /// <summary>Another company file, realm or organisation than before.</summary>
    WrongCompany,

    /// <summary>No session of the Web Connector came in time.</summary>
    WebConnectorTimeout,

    /// <summary>The endpoint for the Web Connector could not be opened.</summary>
    ListenFailed,

    /// <summary>The run has nothing that could be undone.</summary>
    NothingToUndo,

    /// <summary>A file could not be written.</summary>
    OutputFailed,

    /// <summary>The scheduler refused.</summary>
    SchedulerFailed,

    /// <summary>A person stopped it.</summary>
    Cancelled,

    /// <summary>One record failed; the run went on.</summary>
    RecordFailed,

    /// <summary>Parameters that contradict each other, or an object that cannot be used.</summary>
    InputInvalid,

    /// <summary>No conflict waits for a decision there.</summary>
    ConflictNotFound,

    /// <summary>Neither a side nor the state knows that address.</summary>
    ContactNotFound,

    /// <summary>No scheduled task of that profile.</summary>
    TaskNotFound,
}

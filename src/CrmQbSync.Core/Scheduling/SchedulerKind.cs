namespace CrmQbSync;

/// <summary>What starts scheduled runs.</summary>
public enum SchedulerKind
{
    /// <summary>The Task Scheduler of Windows.</summary>
    TaskScheduler,

    /// <summary>A timer of systemd's that belongs to the user.</summary>
    Systemd,

    /// <summary>The user's crontab.</summary>
    Crontab,
}

namespace CrmQbSync;

/// <summary>A task of the system's scheduler that synchronises with a profile.</summary>
public sealed record ContactSyncTask
{
    /// <summary>The task's name in the scheduler.</summary>
    public required string Name { get; init; }

    /// <summary>The full path of the profile.</summary>
    public required string Profile { get; init; }

    /// <summary>How often it runs.</summary>
    public TimeSpan Every { get; init; }

    /// <summary>A time at which it runs, which the others follow from; local.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The account that it runs as.</summary>
    public string? RunAs { get; init; }

    /// <summary>What starts it.</summary>
    public SchedulerKind Scheduler { get; init; }

    /// <summary>When it ran last; null if it has not.</summary>
    public DateTimeOffset? LastRun { get; init; }

    /// <summary>
    /// How its last run ended: 0 succeeded, 1 with errors, 2 failed, blocked or cancelled, 3 another run was active; whatever else the scheduler
    /// says. Null if it has not run.
    /// </summary>
    public int? LastResult { get; init; }

    /// <summary>When it runs next; null if the scheduler does not plan to.</summary>
    public DateTimeOffset? NextRun { get; init; }

    /// <summary>What is run.</summary>
    public string? Command { get; init; }

    /// <summary>The folder of its last outputs, at most 30.</summary>
    public string? Outputs { get; init; }

    /// <summary>The definition as the scheduler has it, or would get it.</summary>
    public string? Definition { get; init; }
}

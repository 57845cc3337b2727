namespace CrmQbSync.Scheduling;

/// <summary>What a user asks of a task.</summary>
public sealed record TaskRequest
{
    /// <summary>How often it runs: whole minutes that divide a day evenly, a day or a week.</summary>
    public required TimeSpan Every { get; init; }

    /// <summary>One of the times at which it runs, local; null for the next whole minute.</summary>
    public DateTime? At { get; init; }

    /// <summary>The account that it runs as; null for the current user.</summary>
    public TaskAccount? RunAs { get; init; }

    /// <summary>The scheduler; null for the one that this machine has.</summary>
    public SchedulerKind? Scheduler { get; init; }

    /// <summary>The full path of the script that is run.</summary>
    public required string Script { get; init; }
}

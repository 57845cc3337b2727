namespace CrmQbSync;

/// <summary>How a run stands or ended.</summary>
public enum RunStatus
{
    /// <summary>It is under way.</summary>
    Running,

    /// <summary>It ended without a failed entry.</summary>
    Succeeded,

    /// <summary>It ended; at least one entry failed.</summary>
    CompletedWithErrors,

    /// <summary>It could not go on.</summary>
    Failed,

    /// <summary>A safety stop kept it from writing anything.</summary>
    Blocked,

    /// <summary>A person stopped it.</summary>
    Cancelled,

    /// <summary>Its process ended before it did.</summary>
    Interrupted,
}

namespace CrmQbSync.Scheduling;

/// <summary>The schedulers' errors.</summary>
internal static class SchedulerErrors
{
    /// <summary>A scheduler refused, or could not be asked.</summary>
    public static SyncException Failed(string message, string advice, Exception? inner = null) => new(SyncErrorId.SchedulerFailed, message, advice, inner);

    /// <summary>Only Windows can run a task as somebody else without being that account.</summary>
    public static SyncException NoRunAs(SchedulerKind kind) => new(
        SyncErrorId.InputInvalid,
        $"-RunAs cannot be used with {kind}: such a task runs as the user who registers it.",
        "Register the task as the user who is to run it, for example with 'sudo -iu USER pwsh'.")
    {
        Subject = "RunAs",
    };
}

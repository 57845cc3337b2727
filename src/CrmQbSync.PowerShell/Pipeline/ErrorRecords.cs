using System.Management.Automation;

namespace CrmQbSync.Pipeline;

/// <summary>Turns the engine's errors into PowerShell's.</summary>
internal static class ErrorRecords
{
    /// <summary>The error record of an exception: fixed id, category, what it is about, and what to do.</summary>
    public static ErrorRecord Of(Exception exception, object? target = null)
    {
        // PowerShell's own, such as that nobody is there to be asked: it has its id already.
        if (exception is IContainsErrorRecord { ErrorRecord: { } known })
            return new ErrorRecord(known, exception);
        if (exception is not SyncException sync)
            return new ErrorRecord(exception, "Unexpected" + exception.GetType().Name, CategoryOf(exception), target);
        return new ErrorRecord(sync, sync.Id.ToString(), CategoryOf(sync.Id), sync.Subject ?? target)
        {
            ErrorDetails = new ErrorDetails(sync.Message) { RecommendedAction = sync.Advice },
        };
    }

    /// <summary>The error record of an entry that failed.</summary>
    public static ErrorRecord Of(SyncEntry entry)
    {
        var who = entry.Email ?? entry.Name ?? entry.CrmId ?? entry.QbId;
        var what = string.Join(": ", new[] { who, entry.ErrorCode, entry.Message }.Where(part => !string.IsNullOrEmpty(part)));
        return Of(
            new SyncException(
                SyncErrorId.RecordFailed,
                $"A record of run {entry.SyncId} failed. {what}",
                "Solve what the message says; the next run tries the record again.")
            { Subject = entry });
    }

    /// <summary>The category of an id.</summary>
    public static ErrorCategory CategoryOf(SyncErrorId id) => id switch
    {
        SyncErrorId.ProfileNotFound or SyncErrorId.SecretMissing or SyncErrorId.SourceNotFound or SyncErrorId.SyncNotFound
            or SyncErrorId.ConflictNotFound or SyncErrorId.ContactNotFound or SyncErrorId.TaskNotFound or SyncErrorId.NothingToUndo => ErrorCategory.ObjectNotFound,
        SyncErrorId.ProfileInvalid or SyncErrorId.SourceInvalid or SyncErrorId.StateInvalid => ErrorCategory.InvalidData,
        SyncErrorId.InputInvalid => ErrorCategory.InvalidArgument,
        SyncErrorId.AuthenticationFailed => ErrorCategory.AuthenticationError,
        SyncErrorId.NotAdministrator => ErrorCategory.PermissionDenied,
        SyncErrorId.ServiceUnavailable => ErrorCategory.ConnectionError,
        SyncErrorId.RateLimited => ErrorCategory.LimitsExceeded,
        SyncErrorId.ServiceRejected => ErrorCategory.ProtocolError,
        SyncErrorId.SyncAlreadyRunning => ErrorCategory.ResourceBusy,
        SyncErrorId.SourceChanged => ErrorCategory.InvalidResult,
        SyncErrorId.SafetyThresholdExceeded => ErrorCategory.LimitsExceeded,
        SyncErrorId.WrongCompany => ErrorCategory.InvalidOperation,
        SyncErrorId.WebConnectorTimeout => ErrorCategory.OperationTimeout,
        SyncErrorId.ListenFailed => ErrorCategory.OpenError,
        SyncErrorId.StateFailed or SyncErrorId.SecretStoreFailed or SyncErrorId.SchedulerFailed => ErrorCategory.ResourceUnavailable,
        SyncErrorId.OutputFailed or SyncErrorId.RecordFailed => ErrorCategory.WriteError,
        SyncErrorId.Cancelled => ErrorCategory.OperationStopped,
        _ => ErrorCategory.NotSpecified,
    };

    private static ErrorCategory CategoryOf(Exception exception) => exception switch
    {
        UnauthorizedAccessException => ErrorCategory.PermissionDenied,
        IOException => ErrorCategory.ReadError,
        ArgumentException => ErrorCategory.InvalidArgument,
        OperationCanceledException => ErrorCategory.OperationStopped,
        _ => ErrorCategory.NotSpecified,
    };
}

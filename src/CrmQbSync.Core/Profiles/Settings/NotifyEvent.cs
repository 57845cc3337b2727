namespace CrmQbSync.Profiles;

/// <summary>What people are told of.</summary>
public enum NotifyEvent
{
    /// <summary>A run failed, or records in it did.</summary>
    Failure,

    /// <summary>A safety stop kept a run from writing.</summary>
    Blocked,

    /// <summary>A field waits for a decision.</summary>
    Conflict,

    /// <summary>A sign-in will expire soon.</summary>
    SignInExpiring,

    /// <summary>Every run.</summary>
    Always,
}

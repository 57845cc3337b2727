namespace CrmQbSync;

/// <summary>One row of what Test-ContactSyncProfile found.</summary>
public sealed class ProfileCheck
{
    /// <summary>What was checked.</summary>
    public required string Check { get; init; }

    /// <summary>How it stands.</summary>
    public required CheckStatus Status { get; init; }

    /// <summary>What was found.</summary>
    public required string Message { get; init; }

    /// <summary>What to do; null if nothing needs to be done.</summary>
    public string? Advice { get; init; }

    /// <summary>The full path of the profile.</summary>
    public string? Profile { get; init; }
}

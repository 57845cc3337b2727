namespace CrmQbSync;

/// <summary>How a check ended.</summary>
public enum CheckStatus
{
    /// <summary>All is well.</summary>
    Passed,

    /// <summary>It works, but a user should know something.</summary>
    Warning,

    /// <summary>A run would fail.</summary>
    Failed,
}

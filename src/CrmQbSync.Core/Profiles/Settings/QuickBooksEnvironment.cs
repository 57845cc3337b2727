namespace CrmQbSync.Profiles;

/// <summary>Which of QuickBooks Online's worlds a company lives in.</summary>
public enum QuickBooksEnvironment
{
    /// <summary>Real companies.</summary>
    Production,

    /// <summary>Test companies of a developer account.</summary>
    Sandbox,
}

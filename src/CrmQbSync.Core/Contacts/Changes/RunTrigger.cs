namespace CrmQbSync;

/// <summary>What started a run.</summary>
public enum RunTrigger
{
    /// <summary>A person or a script.</summary>
    Manual,

    /// <summary>A scheduled task.</summary>
    Scheduled,

    /// <summary>A session of the QuickBooks Web Connector.</summary>
    WebConnector,
}

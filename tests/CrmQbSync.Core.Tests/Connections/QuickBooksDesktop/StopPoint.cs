namespace CrmQbSync.Tests.Connections.QuickBooksDesktop;

/// <summary>Where a session is when somebody stops the command or the server.</summary>
public enum StopPoint
{
    /// <summary>Signed in; the first sendRequestXML is about to be called.</summary>
    BeforeFirstCall,

    /// <summary>QuickBooks works on a question.</summary>
    QuickBooksReads,

    /// <summary>QuickBooks works on a write.</summary>
    QuickBooksWrites,

    /// <summary>QuickBooks has answered, and the answer is about to be brought.</summary>
    BeforeAnswer,

    /// <summary>A call is held, since the CRM is at work.</summary>
    CallHeld,
}

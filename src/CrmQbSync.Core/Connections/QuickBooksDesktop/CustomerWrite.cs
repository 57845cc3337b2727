using System.Xml.Linq;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>One write on its way to QuickBooks.</summary>
internal sealed class CustomerWrite(WriteRequest request, int number)
{
    /// <summary>What is asked for.</summary>
    public WriteRequest Request => request;

    /// <summary>What the request is called in its message.</summary>
    public string RequestId { get; } = "w" + number.ToInvariant();

    /// <summary>The change as QuickBooks gets it; null once the outcome is known without sending anything.</summary>
    public XElement? Change { get; set; }

    /// <summary>How often it was sent.</summary>
    public int Tries { get; set; }

    /// <summary>What became of it; null as long as it is open.</summary>
    public WriteOutcome? Outcome { get; set; }

    /// <summary>It failed.</summary>
    public void Fail(string code, string message) => Outcome = new WriteOutcome { Status = WriteStatus.Failed, ErrorCode = code, ErrorMessage = message };
}

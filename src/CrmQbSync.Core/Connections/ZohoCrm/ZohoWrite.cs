using CrmQbSync.Contacts;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Connections.ZohoCrm;

/// <summary>A request on its way: what is sent, and what became of it.</summary>
internal sealed class ZohoWrite(WriteRequest request)
{
    /// <summary>The request.</summary>
    public WriteRequest Request { get; } = request;

    /// <summary>What is sent.</summary>
    public JObject Row { get; } = [];

    /// <summary>The fields as they then stand: a company is the account that was found.</summary>
    public List<FieldWrite> Written { get; } = [];

    /// <summary>The record before; null for a new one.</summary>
    public ContactRecord? Before { get; set; }

    /// <summary>What became of it; null if that is open.</summary>
    public WriteOutcome? Outcome { get; set; }

    /// <summary>Whether it is still to be done.</summary>
    public bool IsOpen => Outcome is null;

    /// <summary>It was refused for good.</summary>
    public void Fail(string? code, string? message) => Outcome = new WriteOutcome { Status = WriteStatus.Failed, ErrorCode = code, ErrorMessage = message };

    /// <summary>It ended otherwise.</summary>
    public void End(WriteStatus status) => Outcome = new WriteOutcome { Status = status };

    /// <summary>The record was deleted.</summary>
    public void EndDeleted() => Outcome = new WriteOutcome { Status = WriteStatus.Done, RestoreData = ZohoRestorations.DataOf(Request.Id!) };

    /// <summary>Nothing is known of it.</summary>
    public void Lose(string message) => Outcome = new WriteOutcome
    {
        Status = WriteStatus.Unknown,
        ErrorMessage = $"{message} The next run finds out whether it was written.",
    };
}

using System.Globalization;
using System.Xml.Linq;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>The response to one request.</summary>
internal sealed class QbXmlAnswer(XElement element)
{
    /// <summary>What kind of response, such as CustomerQueryRs.</summary>
    public string Kind => element.Name.LocalName;

    /// <summary>The request's own id; null if it had none.</summary>
    public string? RequestId => (string?)element.Attribute("requestID");

    /// <summary>The status; 0 is well.</summary>
    public int Status { get; } = int.TryParse((string?)element.Attribute("statusCode"), NumberStyles.Integer, CultureInfo.InvariantCulture, out var status) ? status : -1;

    /// <summary>Whether the request failed. A warning (500 and the like) did not, and neither did a query without hits (1).</summary>
    public bool IsError => (string?)element.Attribute("statusSeverity") == "Error" || Status < 0;

    /// <summary>Whether the request was carried out, but not quite as it was meant.</summary>
    public bool IsWarning => (string?)element.Attribute("statusSeverity") == "Warn";

    /// <summary>QuickBooks' own text.</summary>
    public string Message => (string?)element.Attribute("statusMessage") ?? "";

    /// <summary>How many records an iterator has still to give; null where there is no iterator.</summary>
    public int? Remaining => int.TryParse((string?)element.Attribute("iteratorRemainingCount"), NumberStyles.Integer, CultureInfo.InvariantCulture, out var count) ? count : null;

    /// <summary>The iterator's id; null where there is none.</summary>
    public string? IteratorId => (string?)element.Attribute("iteratorID");

    /// <summary>What it returned.</summary>
    public IEnumerable<XElement> Returned(string name) => element.Elements(name);

    /// <summary>The customer that a write returned; null if it did not.</summary>
    public CustomerState? Customer => Customers.FirstOrDefault();

    /// <summary>The customers that a query returned.</summary>
    public IEnumerable<CustomerState> Customers => Returned("CustomerRet").Select(ret =>
    {
        using var reader = ret.CreateReader();
        reader.MoveToContent();
        return CustomerState.Read(reader);
    });
}

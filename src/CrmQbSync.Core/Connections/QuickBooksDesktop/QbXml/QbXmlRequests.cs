using System.Globalization;
using System.Xml.Linq;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>The requests that we send, each element in the order that QuickBooks demands.</summary>
internal sealed class QbXmlRequests(FieldMap map, string version)
{
    /// <summary>The most customers on a page, and in a look-up by ListID.</summary>
    public const int PageSize = 500;

    private readonly string[] _elements =
    [
        "ListID", "TimeCreated", "TimeModified", "EditSequence", "Name", "IsActive", "Sublevel", "TotalBalance",
        // A line of an address that repeats one of these is no street.
        .. new[] { "CompanyName", "Salutation", "FirstName", "MiddleName", "LastName" }
            .Concat(map.Fields.Select(field => field.Element.Aggregate ?? field.Element.Name)).Distinct(StringComparer.Ordinal),
    ];

    /// <summary>The first page of customers: all active ones, or everything that was modified since a local time.</summary>
    public string Start(DateTime? modifiedSince, bool inactiveToo) => Query(
        new XAttribute("iterator", "Start"),
        new XElement("MaxReturned", PageSize),
        new XElement("ActiveStatus", inactiveToo ? "All" : "ActiveOnly"),
        modifiedSince is { } since ? new XElement("FromModifiedDate", QuickBooksTime.Text(since)) : null,
        Elements);

    /// <summary>The next page.</summary>
    public string Continue(string iteratorId) => Query(
        new XAttribute("iterator", "Continue"), new XAttribute("iteratorID", iteratorId), new XElement("MaxReturned", PageSize), Elements);

    /// <summary>Customers by ListID, inactive ones too; at most <see cref="PageSize"/>.</summary>
    public string ByIds(IEnumerable<string> ids) => Query(ids.Select(id => new XElement("ListID", id)), Elements);

    /// <summary>The customers that were deleted since a day, which QuickBooks remembers for 90 days.</summary>
    public string DeletedSince(DateTime day) => Set(new XElement(
        "ListDeletedQueryRq",
        new XAttribute("requestID", "deleted"),
        new XElement("ListDelType", "Customer"),
        new XElement("DeletedDateRangeFilter", new XElement("FromDeletedDate", day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)))));

    /// <summary>The company, with the private data of an application.</summary>
    public static string Company(string version, string ownerId) => QbXmlText.Write(version, Message(null, new XElement(
        "CompanyQueryRq", new XAttribute("requestID", "company"), new XElement("OwnerID", ownerId))));

    /// <summary>A request that changes nothing and always has an answer.</summary>
    public static string Nothing(string version) => QbXmlText.Write(version, Message(null, new XElement("HostQueryRq", new XAttribute("requestID", "end"))));

    /// <summary>Several writes as one message set with an id.</summary>
    public string Writes(string setId, IEnumerable<(string RequestId, XElement Change)> writes) => QbXmlText.Write(version, Message(
        new XAttribute("newMessageSetID", setId),
        writes.Select(write => new XElement(
            write.Change.Name.LocalName + "Rq",
            new XAttribute("requestID", write.RequestId),
            write.Change,
            Elements))));

    /// <summary>Asks what became of a message set; nothing is carried out.</summary>
    public string StatusOf(string setId) => QbXmlText.Write(version, new XElement(
        "QBXMLMsgsRq", new XAttribute("newMessageSetID", setId), new XAttribute("oldMessageSetID", setId), new XAttribute("onError", "continueOnError")));

    /// <summary>Lets QuickBooks forget the answer that it keeps of a message set.</summary>
    public string Forget(string setId) => QbXmlText.Write(version, new XElement(
        "QBXMLMsgsRq", new XAttribute("oldMessageSetID", setId), new XAttribute("onError", "continueOnError")));

    private IEnumerable<XElement> Elements => _elements.Select(name => new XElement("IncludeRetElement", name));

    private string Query(params object?[] content) => Set(new XElement("CustomerQueryRq", new XAttribute("requestID", "customers"), content));

    private string Set(XElement request) => QbXmlText.Write(version, Message(null, request));

    private static XElement Message(XAttribute? id, object content) =>
        new("QBXMLMsgsRq", id, new XAttribute("onError", "continueOnError"), content);
}

using System.Globalization;
using System.Xml.Linq;

namespace CrmQbSync.Emulators.WebConnector;

/// <summary>Answers queries.</summary>
internal sealed class CompanyReading(CompanyFile company)
{
    private const int KeptDays = 90;

    public XElement Customers(XElement request, CompanySession session)
    {
        var elements = request.Elements("IncludeRetElement").Select(element => element.Value).ToList();
        return (string?)request.Attribute("iterator") switch
        {
            null => Whole(request, elements),
            "Start" => Start(request, elements, session),
            "Continue" => Continue(request, session),
            "Stop" => Stop(request, session),
            var other => CompanyRequests.Response(request, 3110, "Error", $"The iterator value \"{other}\" is invalid."),
        };
    }

    public XElement Deleted(XElement request)
    {
        var filter = request.Element("DeletedDateRangeFilter");
        var from = Bound((string?)filter?.Element("FromDeletedDate"), start: true);
        var to = Bound((string?)filter?.Element("ToDeletedDate"), start: false);
        var oldest = company.Now.AddDays(-KeptDays);
        var found = company.DeletedCustomers
            .Where(deleted => deleted.Deleted >= oldest && (from is null || deleted.Deleted >= from) && (to is null || deleted.Deleted <= to))
            .Select(deleted => new XElement(
                "ListDeletedRet",
                new XElement("ListDelType", "Customer"),
                new XElement("ListID", deleted.ListId),
                new XElement("TimeCreated", CustomerXml.Time(deleted.Deleted, company)),
                new XElement("TimeDeleted", CustomerXml.Time(deleted.Deleted, company)),
                new XElement("FullName", deleted.FullName)))
            .ToList();
        return found.Count == 0 ? NoMatch(request) : CompanyRequests.Response(request, 0, "Info", "Status OK", found);
    }

    /// <summary>The answer about a customer that is not there.</summary>
    public XElement UnknownId(XElement request, string id) => company.Switches.UnknownIdIsNotFound
        ? CompanyRequests.Response(request, 3120, "Error", $"Object \"{id}\" specified in the request cannot be found.  QuickBooks error message: Invalid argument.  The specified record does not exist in the list.")
        : CompanyRequests.Response(request, 3000, "Error", $"The given object ID \"{id}\" in the field \"list id\" is invalid.");

    private XElement Whole(XElement request, List<string> elements)
    {
        var ids = request.Elements("ListID").Select(element => element.Value).ToList();
        var names = request.Elements("FullName").Select(element => element.Value).ToList();
        if (ids.Count + names.Count > 0)
        {
            var found = ids.Select(company.Find).Concat(names.Select(company.FindByFullName)).OfType<CompanyCustomer>().ToList();
            var all = found.Count == ids.Count + names.Count;
            if (company.Switches.UnknownIdFailsQueries && ids.FirstOrDefault(id => company.Find(id) is null) is { } unknown)
                return UnknownId(request, unknown);
            return CompanyRequests.Response(
                request,
                all ? 0 : 500,
                all ? "Info" : "Warn",
                all ? "Status OK" : "One or more objects cannot be found.",
                found.Select(customer => CustomerXml.Of(customer, company, elements)));
        }
        var matching = Matching(request);
        if ((int?)request.Element("MaxReturned") is { } max)
            matching = matching.Take(max);
        var list = matching.ToList();
        return list.Count == 0 ? NoMatch(request) : CompanyRequests.Response(request, 0, "Info", "Status OK", list.Select(customer => CustomerXml.Of(customer, company, elements)));
    }

    private XElement Start(XElement request, List<string> elements, CompanySession session)
    {
        if (request.Element("MaxReturned") is null)
            return CompanyRequests.Response(request, 3150, "Error", "There is a missing element: \"MaxReturned\".");
        var matching = Matching(request).Select(customer => customer.ListId).ToList();
        if (matching.Count == 0)
            return NoMatch(request);
        var id = "{" + Guid.NewGuid().ToString("D", CultureInfo.InvariantCulture) + "}";
        session.Iterators[id] = (new Queue<string>(matching), elements, company.LastSequence);
        return Next(request, id, session);
    }

    private XElement Continue(XElement request, CompanySession session)
    {
        var id = (string?)request.Attribute("iteratorID") ?? "";
        if (!session.Iterators.ContainsKey(id))
            return CompanyRequests.Response(request, 3110, "Error", $"The iterator ID \"{id}\" is invalid or no longer exists.");
        if (request.Element("MaxReturned") is null)
            return CompanyRequests.Response(request, 3150, "Error", "There is a missing element: \"MaxReturned\".");
        return Next(request, id, session);
    }

    private static XElement Stop(XElement request, CompanySession session)
    {
        session.Iterators.Remove((string?)request.Attribute("iteratorID") ?? "");
        return CompanyRequests.Response(request, 0, "Info", "Status OK");
    }

    private XElement Next(XElement request, string id, CompanySession session)
    {
        var (rest, elements, began) = session.Iterators[id];
        var page = new List<XElement>();
        var max = (int)request.Element("MaxReturned")!;
        while (page.Count < max && rest.TryDequeue(out var listId))
        {
            if (company.Find(listId) is { } customer)
                page.Add(CustomerXml.Of(customer, company, elements));
        }
        if (company.Switches.IteratorGivesModifiedAgain && rest.Count == 0 && page.Count < max)
            page.AddRange(company.ModifiedSince(began).Take(max - page.Count).Select(customer => CustomerXml.Of(customer, company, elements)));
        var response = CompanyRequests.Response(request, 0, "Info", "Status OK", page);
        response.Add(new XAttribute("iteratorRemainingCount", rest.Count), new XAttribute("iteratorID", id));
        if (rest.Count == 0)
            session.Iterators.Remove(id);
        return response;
    }

    private IEnumerable<CompanyCustomer> Matching(XElement request)
    {
        var active = (string?)request.Element("ActiveStatus") ?? "ActiveOnly";
        var from = Bound((string?)request.Element("FromModifiedDate"), start: true);
        var to = Bound((string?)request.Element("ToModifiedDate"), start: false);
        return company.Customers
            .Where(customer => active == "All" || customer.IsActive == (active == "ActiveOnly"))
            .Where(customer => (from is null || customer.Modified >= from) && (to is null || customer.Modified <= to));
    }

    /// <summary>A date as QuickBooks takes it: the clock's own time whatever offset is written; a bare date is the whole day.</summary>
    private static DateTime? Bound(string? text, bool start)
    {
        if (text is null)
            return null;
        var clock = text.Length > 19 ? text[..19] : text;
        var time = DateTime.Parse(clock, CultureInfo.InvariantCulture, DateTimeStyles.None);
        return text.Contains('T', StringComparison.Ordinal) || start ? time : time.AddDays(1).AddSeconds(-1);
    }

    private static XElement NoMatch(XElement request) =>
        CompanyRequests.Response(request, 1, "Info", "A query request did not find a matching object in QuickBooks");
}

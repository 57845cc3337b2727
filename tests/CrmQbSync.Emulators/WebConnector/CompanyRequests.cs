using System.Globalization;
using System.Xml.Linq;

namespace CrmQbSync.Emulators.WebConnector;

/// <summary>Answers one request of a message set.</summary>
internal sealed class CompanyRequests
{
    private readonly CompanyFile _company;
    private readonly CompanyReading _reading;
    private readonly CompanyWriting _writing;

    public CompanyRequests(CompanyFile company)
    {
        _company = company;
        _reading = new CompanyReading(company);
        _writing = new CompanyWriting(company, _reading);
    }

    /// <summary>The response element.</summary>
    public XElement Answer(XElement request, CompanySession session)
    {
        if (_company.Refuse?.Invoke(request) is { } refusal)
            return Response(request, refusal.Code, refusal.Code < 500 ? "Info" : refusal.Code < 1000 ? "Warn" : "Error", refusal.Text);
        if (((string?)request.Attribute("requestID"))?.Length > 50)
            return Response(request, 1060, "Error", "The request ID is invalid, maximum 50 characters allowed");
        if (_company.Warn?.Invoke(request) is { } warning)
            return Warned(request, warning.Code, warning.Text, warning.Without, session);
        return Carry(request, session);
    }

    private XElement Warned(XElement request, int code, string text, string without, CompanySession session)
    {
        var lesser = new XElement(request);
        lesser.Descendants(without).Remove();
        var response = Carry(lesser, session);
        response.SetAttributeValue("statusCode", code.ToString(CultureInfo.InvariantCulture));
        response.SetAttributeValue("statusSeverity", "Warn");
        response.SetAttributeValue("statusMessage", text);
        return response;
    }

    private XElement Carry(XElement request, CompanySession session) =>
        request.Name.LocalName switch
        {
            "HostQueryRq" => Response(request, 0, "Info", "Status OK", CompanyFacts.Host(_company)),
            "CompanyQueryRq" => Response(request, 0, "Info", "Status OK", CompanyFacts.Company(_company, request)),
            "PreferencesQueryRq" => Response(request, 0, "Info", "Status OK", CompanyFacts.Preferences()),
            "CustomerQueryRq" => _reading.Customers(request, session),
            "ListDeletedQueryRq" => _reading.Deleted(request),
            "CustomerAddRq" => _writing.Add(request),
            "CustomerModRq" => _writing.Modify(request),
            _ => throw new InvalidOperationException(request.Name.LocalName),
        };

    /// <summary>A response element with its status.</summary>
    public static XElement Response(XElement request, int code, string severity, string message, params IEnumerable<object?> content) => new(
        request.Name.LocalName[..^1] + "s",
        request.Attribute("requestID"),
        new XAttribute("statusCode", code.ToString(CultureInfo.InvariantCulture)),
        new XAttribute("statusSeverity", severity),
        new XAttribute("statusMessage", message),
        content);
}

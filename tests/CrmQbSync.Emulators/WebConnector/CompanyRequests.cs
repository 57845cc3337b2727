using System.Globalization;
using System.Xml.Linq;

namespace CrmQbSync.Emulators.WebConnector;

/// <summary>Answers one request of a message set.</summary>
internal sealed class CompanyRequests(CompanyFile company)
{
    private readonly CompanyReading _reading = new(company);
    private readonly CompanyWriting _writing = new(company);

    /// <summary>The response element.</summary>
    public XElement Answer(XElement request, CompanySession session)
    {
        if (company.Refuse?.Invoke(request) is { } refusal)
            return Response(request, refusal.Code, refusal.Code < 500 ? "Info" : refusal.Code < 1000 ? "Warn" : "Error", refusal.Text);
        if (((string?)request.Attribute("requestID"))?.Length > 50)
            return Response(request, 1060, "Error", "The request ID is invalid, maximum 50 characters allowed");
        return request.Name.LocalName switch
        {
            "HostQueryRq" => Response(request, 0, "Info", "Status OK", CompanyFacts.Host(company)),
            "CompanyQueryRq" => Response(request, 0, "Info", "Status OK", CompanyFacts.Company(company, request)),
            "PreferencesQueryRq" => Response(request, 0, "Info", "Status OK", CompanyFacts.Preferences()),
            "CustomerQueryRq" => _reading.Customers(request, session),
            "ListDeletedQueryRq" => _reading.Deleted(request),
            "CustomerAddRq" => _writing.Add(request),
            "CustomerModRq" => _writing.Modify(request),
            _ => throw new InvalidOperationException(request.Name.LocalName),
        };
    }

    /// <summary>A response element with its status.</summary>
    public static XElement Response(XElement request, int code, string severity, string message, params IEnumerable<object?> content) => new(
        request.Name.LocalName[..^1] + "s",
        request.Attribute("requestID"),
        new XAttribute("statusCode", code.ToString(CultureInfo.InvariantCulture)),
        new XAttribute("statusSeverity", severity),
        new XAttribute("statusMessage", message),
        content);
}

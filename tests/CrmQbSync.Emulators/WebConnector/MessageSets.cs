using System.Globalization;
using System.Xml.Linq;

namespace CrmQbSync.Emulators.WebConnector;

/// <summary>Carries out message sets, and keeps the responses of those that have an id in the company file.</summary>
public sealed class MessageSets
{
    private const int MaxId = 24;

    private readonly Dictionary<string, (string Text, List<XElement> Responses)> _stored = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unstored = new(StringComparer.Ordinal);
    private readonly CompanyRequests _requests;
    private readonly CompanyFile _company;

    internal MessageSets(CompanyFile company)
    {
        _company = company;
        _requests = new CompanyRequests(company);
    }

    /// <summary>The ids whose responses are kept.</summary>
    public IReadOnlyCollection<string> Stored => _stored.Keys;

    /// <summary>Forgets everything, as a file does that was restored from a backup.</summary>
    public void Forget() => _stored.Clear();

    internal string Process(QbXmlMessage message, CompanySession session)
    {
        _company.MessageCount++;
        if ((message.NewId?.Length ?? 0) > MaxId || (message.OldId?.Length ?? 0) > MaxId)
            return Response(message.NewId, 9004, []);
        if (message.OldId is not null)
        {
            if (message.OldId == message.NewId)
                return Status(message.NewId);
            if (message.NewId is not null)
                throw new QuickBooksException("0x80040400", "QuickBooks found an error when parsing the provided XML text stream.");
            return Clear(message.OldId);
        }
        if (message.NewId is null)
            return Response(null, null, Carry(message, session));
        if (_stored.TryGetValue(message.NewId, out var known))
            return known.Text == message.Text ? Status(message.NewId) : Response(message.NewId, 9001, []);
        var responses = Carry(message, session);
        if (_company.Switches.StoringFails is { } failure)
        {
            _unstored.Add(message.NewId);
            return Response(message.NewId, failure, []);
        }
        _stored[message.NewId] = (message.Text, responses);
        return Response(message.NewId, 0, responses);
    }

    private string Status(string id) => _stored.TryGetValue(id, out var known) ? Response(id, 0, known.Responses) : Response(id, _unstored.Contains(id) ? 9002 : 600, []);

    private string Clear(string id)
    {
        if (id == "ClearAllMessageSets" && _company.Switches.ForgetsAllSetsAtOnce)
        {
            _stored.Clear();
            return Response(null, 0, []);
        }
        return Response(null, _stored.Remove(id) ? 0 : 600, []);
    }

    private List<XElement> Carry(QbXmlMessage message, CompanySession session)
    {
        var responses = new List<XElement>();
        foreach (var request in message.Set.Elements())
        {
            _company.BeforeRequest?.Invoke(request);
            var response = _requests.Answer(request, session);
            _company.Requests.Add(request.Name.LocalName);
            if (!message.IncludesData)
                response.RemoveNodes();
            responses.Add(response);
            if (message.StopsOnError && (string?)response.Attribute("statusSeverity") == "Error")
                break;
        }
        return responses;
    }

    private static string Response(string? newId, int? status, IEnumerable<XElement> responses)
    {
        var set = new XElement("QBXMLMsgsRs", newId is null ? null : new XAttribute("newMessageSetID", newId), responses);
        if (status is { } code)
            set.Add(new XAttribute("messageSetStatusCode", code.ToString(CultureInfo.InvariantCulture)));
        return "<?xml version=\"1.0\" ?>\n" + new XElement("QBXML", set);
    }
}

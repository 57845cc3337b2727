using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Xml.Linq;

namespace CrmQbSync.Emulators.WebConnector;

/// <summary>Calls the service as the Web Connector's own client does, and takes only what that takes.</summary>
internal sealed class SoapClient(HttpClient http, Uri service)
{
    private static readonly XNamespace Soap = "http://schemas.xmlsoap.org/soap/envelope/";
    private static readonly XNamespace Intuit = "http://developer.intuit.com/";

    /// <summary>Calls an operation and gives its result element.</summary>
    /// <exception cref="WebConnectorException">The answer is none that the Web Connector takes.</exception>
    public async Task<XElement> CallAsync(string operation, params (string Name, string? Value)[] arguments)
    {
        var body = new XElement(
            Soap + "Envelope",
            new XAttribute(XNamespace.Xmlns + "soap", Soap),
            new XElement(Soap + "Body", new XElement(Intuit + operation, arguments.Select(pair => new XElement(Intuit + pair.Name, string.IsNullOrEmpty(pair.Value) ? null : pair.Value)))));
        using var request = new HttpRequestMessage(HttpMethod.Post, service)
        {
            Content = new StringContent("<?xml version=\"1.0\" encoding=\"utf-8\"?>" + body.ToString(SaveOptions.DisableFormatting), Encoding.UTF8),
        };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse("text/xml; charset=utf-8");
        request.Headers.TryAddWithoutValidation("SOAPAction", $"\"http://developer.intuit.com/{operation}\"");
        request.Headers.TryAddWithoutValidation("User-Agent", "Mozilla/4.0 (compatible; MSIE 6.0; MS Web Services Client Protocol 2.0.50727.5420)");
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        // A fault comes with 500 and as text/xml (SOAP 1.1, 6.2; WS-I R1126), or it is none to the .NET client.
        var isFault = response.StatusCode == HttpStatusCode.InternalServerError;
        if (!isFault && response.StatusCode != HttpStatusCode.OK)
            throw new WebConnectorException($"{operation}: The request failed with HTTP status {(int)response.StatusCode}: {text}");
        var type = response.Content.Headers.ContentType;
        if (type?.MediaType != "text/xml" || text.Length == 0)
        {
            var message = $"{operation}: Client found response content type of '{type}', but expected 'text/xml' (status {(int)response.StatusCode}): {text}";
            throw type is null or { MediaType: "text/html" } ? new NoAnswerException(message) : new WebConnectorException(message);
        }
        if (!text.StartsWith("<?xml", StringComparison.Ordinal))
            throw new WebConnectorException($"{operation}: the answer has no XML declaration.");
        var envelope = XDocument.Parse(text).Root!;
        if (isFault)
            throw new WebConnectorException($"{operation}: {FaultOf(envelope)}");
        return envelope.Element(Soap + "Body")?.Element(Intuit + (operation + "Response"))?.Element(Intuit + (operation + "Result"))
            ?? throw new WebConnectorException($"{operation}: there is no {operation}Result in {text}");
    }

    /// <summary>The text of a fault, as the client shows it; of one that is not as SOAP 1.1 has it in 4.4, what is wrong with it.</summary>
    private static string FaultOf(XElement envelope)
    {
        if (envelope.Element(Soap + "Body")?.Elements().ToList() is not [var fault] || fault.Name != Soap + "Fault")
            return $"the answer is no SOAP fault: {envelope}";
        var code = ((string?)fault.Element("faultcode") ?? "").Split(':');
        if (code is not [var prefix, "Client" or "Server" or "VersionMismatch" or "MustUnderstand"] || fault.GetNamespaceOfPrefix(prefix) != Soap)
            return $"the SOAP fault has no code: {fault}";
        // Whose body could not be dealt with, says so by a detail; who did not come so far has none.
        if ((fault.Element("detail") is not null) != (code[1] is "Client" or "Server"))
            return $"the SOAP fault has details where it must not, or none where it must: {fault}";
        return (string?)fault.Element("faultstring") is { Length: > 0 } text ? text : $"the SOAP fault says nothing: {fault}";
    }
}

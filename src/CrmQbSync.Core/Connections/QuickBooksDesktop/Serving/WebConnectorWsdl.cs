using System.Text;
using System.Xml.Linq;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>The description of the service, made of the operations that it has. The Web Connector does not need it; people and tools ask for it.</summary>
internal static class WebConnectorWsdl
{
    private const string Text = "string";
    private const string Number = "int";
    private const string Texts = "ArrayOfString";

    private static readonly XNamespace s_wsdl = "http://schemas.xmlsoap.org/wsdl/";
    private static readonly XNamespace s_soap = "http://schemas.xmlsoap.org/wsdl/soap/";
    private static readonly XNamespace s_schema = "http://www.w3.org/2001/XMLSchema";

    private static readonly (string Name, string[] Arguments, string Result)[] s_operations =
    [
        ("serverVersion", [], Text),
        ("clientVersion", ["strVersion"], Text),
        ("authenticate", ["strUserName", "strPassword"], Texts),
        ("sendRequestXML", ["ticket", "strHCPResponse", "strCompanyFileName", "qbXMLCountry", "qbXMLMajorVers:int", "qbXMLMinorVers:int"], Text),
        ("receiveResponseXML", ["ticket", "response", "hresult", "message"], Number),
        ("connectionError", ["ticket", "hresult", "message"], Text),
        ("getLastError", ["ticket"], Text),
        ("closeConnection", ["ticket"], Text),
    ];

    /// <summary>The WSDL document.</summary>
    /// <param name="address">Where the service is.</param>
    public static byte[] Write(string address)
    {
        var definitions = new XElement(
            s_wsdl + "definitions",
            new XAttribute(XNamespace.Xmlns + "wsdl", s_wsdl),
            new XAttribute(XNamespace.Xmlns + "soap", s_soap),
            new XAttribute(XNamespace.Xmlns + "s", s_schema),
            new XAttribute(XNamespace.Xmlns + "tns", SoapText.Namespace),
            new XAttribute("targetNamespace", SoapText.Namespace),
            new XElement(s_wsdl + "types", Types()),
            s_operations.SelectMany(operation => Messages(operation.Name)),
            PortType(),
            Binding(),
            Service(address));
        using var bytes = new MemoryStream();
        using (var writer = new StreamWriter(bytes, new UTF8Encoding(false)))
            new XDocument(new XDeclaration("1.0", "utf-8", null), definitions).Save(writer);
        return bytes.ToArray();
    }

    private static XElement Types()
    {
        var schema = new XElement(s_schema + "schema", new XAttribute("elementFormDefault", "qualified"), new XAttribute("targetNamespace", SoapText.Namespace));
        foreach (var (name, arguments, result) in s_operations)
        {
            schema.Add(Wrapper(name, arguments.Select(argument => argument.Split(':')).Select(parts => Part(parts[0], parts.Length > 1 ? parts[1] : Text))));
            schema.Add(Wrapper(name + "Response", [Part(name + "Result", result)]));
        }
        schema.Add(new XElement(
            s_schema + "complexType",
            new XAttribute("name", Texts),
            new XElement(s_schema + "sequence", new XElement(
                s_schema + "element",
                new XAttribute("minOccurs", "0"),
                new XAttribute("maxOccurs", "unbounded"),
                new XAttribute("name", "string"),
                new XAttribute("nillable", "true"),
                new XAttribute("type", "s:string")))));
        return schema;
    }

    private static XElement Wrapper(string name, IEnumerable<XElement> parts) => new(
        s_schema + "element",
        new XAttribute("name", name),
        new XElement(s_schema + "complexType", new XElement(s_schema + "sequence", parts)));

    private static XElement Part(string name, string type) => new(
        s_schema + "element",
        new XAttribute("minOccurs", type == Number ? "1" : "0"),
        new XAttribute("maxOccurs", "1"),
        new XAttribute("name", name),
        new XAttribute("type", type == Texts ? "tns:" + type : "s:" + type));

    private static IEnumerable<XElement> Messages(string operation) =>
        from direction in (string[])["In", "Out"]
        select new XElement(
            s_wsdl + "message",
            new XAttribute("name", $"{operation}Soap{direction}"),
            new XElement(
                s_wsdl + "part",
                new XAttribute("name", "parameters"),
                new XAttribute("element", direction == "In" ? $"tns:{operation}" : $"tns:{operation}Response")));

    private static XElement PortType() => new(
        s_wsdl + "portType",
        new XAttribute("name", "QBWebConnectorSvcSoap"),
        s_operations.Select(operation => new XElement(
            s_wsdl + "operation",
            new XAttribute("name", operation.Name),
            new XElement(s_wsdl + "input", new XAttribute("message", $"tns:{operation.Name}SoapIn")),
            new XElement(s_wsdl + "output", new XAttribute("message", $"tns:{operation.Name}SoapOut")))));

    private static XElement Binding() => new(
        s_wsdl + "binding",
        new XAttribute("name", "QBWebConnectorSvcSoap"),
        new XAttribute("type", "tns:QBWebConnectorSvcSoap"),
        new XElement(s_soap + "binding", new XAttribute("transport", "http://schemas.xmlsoap.org/soap/http"), new XAttribute("style", "document")),
        s_operations.Select(operation => new XElement(
            s_wsdl + "operation",
            new XAttribute("name", operation.Name),
            new XElement(s_soap + "operation", new XAttribute("soapAction", SoapText.Namespace + operation.Name), new XAttribute("style", "document")),
            new XElement(s_wsdl + "input", new XElement(s_soap + "body", new XAttribute("use", "literal"))),
            new XElement(s_wsdl + "output", new XElement(s_soap + "body", new XAttribute("use", "literal"))))));

    private static XElement Service(string address) => new(
        s_wsdl + "service",
        new XAttribute("name", "QBWebConnectorSvc"),
        new XElement(
            s_wsdl + "port",
            new XAttribute("name", "QBWebConnectorSvcSoap"),
            new XAttribute("binding", "tns:QBWebConnectorSvcSoap"),
            new XElement(s_soap + "address", new XAttribute("location", address))));
}

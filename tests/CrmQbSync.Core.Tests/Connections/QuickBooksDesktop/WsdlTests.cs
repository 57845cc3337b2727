using System.Xml.Linq;
using CrmQbSync.Connections.QuickBooksDesktop;

namespace CrmQbSync.Tests.Connections.QuickBooksDesktop;

/// <summary>The description of the service says what Intuit's own does (QBWebConnectorSvc.wsdl): a client made from either calls the same.</summary>
public sealed class WsdlTests
{
    private const string Intuit = "http://developer.intuit.com/";

    private static readonly XNamespace s_wsdl = "http://schemas.xmlsoap.org/wsdl/";
    private static readonly XNamespace s_soap = "http://schemas.xmlsoap.org/wsdl/soap/";
    private static readonly XNamespace s_schema = "http://www.w3.org/2001/XMLSchema";

    private readonly XElement _wsdl = XDocument.Load(new MemoryStream(WebConnectorWsdl.Write("http://localhost:8085/acme/"))).Root!;

    public static TheoryData<string, string, string> Operations => new()
    {
        { "serverVersion", "", "string 0" },
        { "clientVersion", "strVersion string 0", "string 0" },
        { "authenticate", "strUserName string 0, strPassword string 0", "ArrayOfString 0" },
        {
            "sendRequestXML",
            "ticket string 0, strHCPResponse string 0, strCompanyFileName string 0, qbXMLCountry string 0, qbXMLMajorVers int 1, qbXMLMinorVers int 1",
            "string 0"
        },
        { "receiveResponseXML", "ticket string 0, response string 0, hresult string 0, message string 0", "int 1" },
        { "connectionError", "ticket string 0, hresult string 0, message string 0", "string 0" },
        { "getLastError", "ticket string 0", "string 0" },
        { "closeConnection", "ticket string 0", "string 0" },
    };

    [Theory]
    [MemberData(nameof(Operations))]
    public void An_operation_has_its_arguments_its_result_and_its_action(string name, string arguments, string result)
    {
        Assert.Equal(arguments, PartsOf(name));
        Assert.Equal($"{name}Result {result}", PartsOf(name + "Response"));
        var operation = Assert.Single(_wsdl.Element(s_wsdl + "binding")!.Elements(s_wsdl + "operation"), element => (string?)element.Attribute("name") == name);
        Assert.Equal((Intuit + name, "document"), ((string?)operation.Element(s_soap + "operation")!.Attribute("soapAction"), (string?)operation.Element(s_soap + "operation")!.Attribute("style")));
        Assert.All(operation.Descendants(s_soap + "body"), body => Assert.Equal("literal", (string?)body.Attribute("use")));
        Assert.Contains(_wsdl.Element(s_wsdl + "portType")!.Elements(s_wsdl + "operation"), element => (string?)element.Attribute("name") == name);
    }

    [Fact]
    public void Its_names_and_its_address_are_the_service_s()
    {
        Assert.Equal(Intuit, (string?)_wsdl.Attribute("targetNamespace"));
        var schema = _wsdl.Element(s_wsdl + "types")!.Element(s_schema + "schema")!;
        Assert.Equal((Intuit, "qualified"), ((string?)schema.Attribute("targetNamespace"), (string?)schema.Attribute("elementFormDefault")));
        Assert.Equal(Operations.Count, _wsdl.Element(s_wsdl + "portType")!.Elements(s_wsdl + "operation").Count());
        Assert.Equal(["QBWebConnectorSvcSoap", "QBWebConnectorSvcSoap", "QBWebConnectorSvc"], new[] { "portType", "binding", "service" }.Select(kind => (string?)_wsdl.Element(s_wsdl + kind)!.Attribute("name")));
        Assert.Equal("http://localhost:8085/acme/", (string?)_wsdl.Descendants(s_soap + "address").Single().Attribute("location"));
    }

    private string PartsOf(string element) => string.Join(", ", _wsdl.Descendants(s_schema + "element").Single(found => (string?)found.Attribute("name") == element)
        .Descendants(s_schema + "element").Select(part => $"{(string?)part.Attribute("name")} {((string?)part.Attribute("type"))!.Split(':')[1]} {(string?)part.Attribute("minOccurs")}"));
}

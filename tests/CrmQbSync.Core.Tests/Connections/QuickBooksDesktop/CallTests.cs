using System.Net;
using System.Xml.Linq;

namespace CrmQbSync.Tests.Connections.QuickBooksDesktop;

/// <summary>Calls of other clients than the usual one, and what their answers look like on the wire.</summary>
public sealed class CallTests : IAsyncDisposable
{
    private const string Soap = "xmlns:P=\"http://schemas.xmlsoap.org/soap/envelope/\"";

    private readonly BareServer _server = new();

    public CallTests() => _server.Serve(run: null);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData($"<P:Envelope {Soap}><P:Body><serverVersion xmlns=\"http://developer.intuit.com/\" /></P:Body></P:Envelope>")]
    [InlineData($"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<P:Envelope {Soap}>\n <P:Header><x/></P:Header>\n <P:Body>\n  <q:serverVersion xmlns:q=\"http://developer.intuit.com/\"></q:serverVersion>\n </P:Body></P:Envelope>")]
    [InlineData($"<P:Envelope {Soap}><P:Body><serverVersion xmlns=\"http://developer.intuit.com/\"><strVersion/></serverVersion></P:Body></P:Envelope>")]
    public async Task Prefixes_headers_and_forms_of_an_empty_call_do_not_matter(string call)
    {
        foreach (var prefix in (string[])["soap", "SOAP-ENV", "s"])
        {
            foreach (var action in (string?[])["\"http://developer.intuit.com/serverVersion\"", "http://developer.intuit.com/closeConnection", null])
                Assert.StartsWith("CrmQbSync ", await ResultAsync(call.Replace("P:", $"{prefix}:", StringComparison.Ordinal).Replace(":P=", $":{prefix}=", StringComparison.Ordinal), action));
        }
    }

    [Theory]
    [InlineData("getInteractiveURL", "<wcTicket>x</wcTicket><sessionID>y</sessionID>")]
    [InlineData("interactiveDone", "<wcTicket>x</wcTicket>")]
    [InlineData("interactiveRejected", "<wcTicket>x</wcTicket><reason>no</reason>")]
    public async Task The_interactive_operations_are_answered_though_nobody_asks_for_them(string operation, string arguments) =>
        Assert.Equal("", await ResultAsync($"<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><{operation} xmlns=\"http://developer.intuit.com/\">{arguments}</{operation}></s:Body></s:Envelope>", null));

    [Fact]
    public async Task An_answer_is_declared_UTF_8_text_xml_and_its_empty_strings_are_there()
    {
        using var answer = await _server.PostAsync(
            "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><authenticate xmlns=\"http://developer.intuit.com/\"><strUserName>crmqbsync</strUserName>"
                + $"<strPassword>{DesktopWorld.Password}</strPassword></authenticate></s:Body></s:Envelope>",
            null,
            expectsContinue: true);

        var text = await answer.Content.ReadAsStringAsync();
        Assert.Equal("text/xml; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.StartsWith("<?xml version=\"1.0\" encoding=\"utf-8\"?>", text, StringComparison.Ordinal);
        Assert.Matches("<authenticateResult><string>[0-9a-f-]{36}</string><string>none</string></authenticateResult>", text);
        var ticket = XDocument.Parse(text).Descendants().First(element => element.Name.LocalName == "string").Value;
        Assert.Contains("<getLastErrorResult>", await (await _server.PostAsync(Ticketed("getLastError", ticket), null)).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        // An empty text is an element all the same.
        Assert.Contains("<sendRequestXMLResult></sendRequestXMLResult>", await (await _server.PostAsync(Ticketed("sendRequestXML", "unknown"), null)).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("OK", await ResultAsync(Ticketed("closeConnection", ticket), null));
    }

    [Theory]
    [InlineData("", "waits here")]
    [InlineData("../acme", "waits here")]
    [InlineData("support", "waits here")]
    [InlineData("SUPPORT/", "waits here")]
    [InlineData("?wsdl", "definitions")]
    [InlineData("?WSDL", "definitions")]
    public async Task The_pages_are_there_in_whichever_way_their_addresses_are_written(string below, string content)
    {
        using var answer = await _server.GetAsync(below);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains(content, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static string Ticketed(string operation, string ticket) =>
        $"<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><{operation} xmlns=\"http://developer.intuit.com/\"><ticket>{ticket}</ticket></{operation}></s:Body></s:Envelope>";

    private async Task<string> ResultAsync(string call, string? action)
    {
        using var answer = await _server.PostAsync(call, action);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return XDocument.Parse(await answer.Content.ReadAsStringAsync()).Descendants().Single(element => element.Name.LocalName.EndsWith("Result", StringComparison.Ordinal)).Value;
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Xml.Linq;
using CrmQbSync.Emulators.WebConnector;

namespace CrmQbSync.Tests.Connections.QuickBooksDesktop;

/// <summary>
/// What cannot be answered: a SOAP 1.1 fault as text/xml with status 500, whose text the Web Connector shows; in a session, rather the protocol's own way to
/// tell an error, as a fault would end the update by a message that says nothing. Of faults of the program nobody is told more than their kind.
/// </summary>
public sealed class SoapFaultTests : IAsyncDisposable
{
    private const string Soap11 = "http://schemas.xmlsoap.org/soap/envelope/";

    private readonly BareServer _server = new();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("", "Client", "This is no SOAP call of the QuickBooks Web Connector.")]
    [InlineData("<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Body><getLastError", "Client", "This is no SOAP call of the QuickBooks Web Connector.")]
    [InlineData("<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Header/></soap:Envelope>", "Client", "This is no SOAP call of the QuickBooks Web Connector.")]
    [InlineData("<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Body><dropTables/></soap:Body></soap:Envelope>", "Client", "The QuickBooks Web Connector has no such operation.")]
    [InlineData("<soap:Envelope xmlns:soap=\"http://www.w3.org/2003/05/soap-envelope\"><soap:Body><serverVersion/></soap:Body></soap:Envelope>", "VersionMismatch", "The QuickBooks Web Connector speaks SOAP 1.1; this is another version.")]
    [InlineData("<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Header><a soap:mustUnderstand=\"1\"/></soap:Header><soap:Body><serverVersion/></soap:Body></soap:Envelope>", "MustUnderstand", "No SOAP headers are understood here.")]
    public async Task What_is_no_call_gets_a_fault_that_says_so(string body, string code, string text)
    {
        _server.Serve(run: null);

        using var answer = await _server.PostAsync(body);

        await AssertFaultAsync(answer, code, text);
        Assert.StartsWith("CrmQbSync", await _server.CallAsync("serverVersion"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<soap:Header/>")]
    [InlineData("<soap:Header></soap:Header>")]
    [InlineData("<soap:Header><a soap:mustUnderstand=\"0\"><b/>c</a><d/></soap:Header>")]
    public async Task Headers_that_do_not_insist_are_left_aside(string header)
    {
        _server.Serve(run: null);

        using var answer = await _server.PostAsync($"<soap:Envelope xmlns:soap=\"{Soap11}\">{header}<soap:Body><serverVersion/></soap:Body></soap:Envelope>");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("<serverVersionResult>CrmQbSync", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_HTTP_gets_400()
    {
        _server.Serve(run: null);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _server.Address.Port);
        await client.GetStream().WriteAsync("POST /acme/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\nContent-Length: many\r\n\r\n"u8.ToArray());

        var buffer = new byte[100];
        var count = await client.GetStream().ReadAsync(buffer).AsTask().WaitAsync(TimeSpan.FromSeconds(60));

        Assert.StartsWith("HTTP/1.1 400", Encoding.ASCII.GetString(buffer, 0, count), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fault_of_ours_at_the_sign_in_is_a_fault_without_details_and_the_next_sign_in_works()
    {
        _server.Serve((session, token) => Task.FromResult(((string?)null, "OK")));
        _server.Clock.FailAfter(0);

        using var answer = await _server.PostAsync(BareServer.BodyOf("authenticate", ("strUserName", "crmqbsync"), ("strPassword", DesktopWorld.Password)));

        await AssertFaultAsync(answer, "Server", "A fault of the program: NotSupportedException. Run the update again; if it stays so, report it.");
        var ticket = (await _server.AuthenticateAsync())[0];
        Assert.Contains("HostQueryRq", await _server.CallAsync("sendRequestXML", ("ticket", ticket), ("strCompanyFileName", "acme.qbw")));
        Assert.Equal("100", await _server.CallAsync("receiveResponseXML", ("ticket", ticket), ("response", "<QBXML/>")));
        Assert.Equal("OK", await _server.CallAsync("closeConnection", ("ticket", ticket)));
    }

    [Theory]
    [InlineData("sendRequestXML", "")]
    [InlineData("receiveResponseXML", "-1")]
    [InlineData("connectionError", "done")]
    public async Task A_fault_of_ours_in_a_session_ends_it_as_any_error_does(string operation, string result)
    {
        var waiting = new TaskCompletionSource();
        var ended = new TaskCompletionSource<SyncException>();
        _server.Serve(async (session, token) =>
        {
            var opening = session.OpenAsync(token);
            // By now it looks at the clock no more.
            waiting.SetResult();
            ended.SetResult(await Assert.ThrowsAsync<SyncException>(() => opening));
            return ("The run failed.", "Failed");
        });
        var ticket = (await _server.AuthenticateAsync())[0];
        await waiting.Task.WaitAsync(TimeSpan.FromSeconds(60));
        // The first to look is whoever decides how large a body may be.
        _server.Clock.FailAfter(1);

        Assert.Equal(result, await _server.CallAsync(operation, ("ticket", ticket), ("strCompanyFileName", "acme.qbw")));

        var error = await ended.Task.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal("A fault of the program ended the session (NotSupportedException).", error.Message);
        Assert.IsType<NotSupportedException>(error.InnerException);
        Assert.DoesNotContain("secret", await _server.CallAsync("getLastError", ("ticket", ticket)), StringComparison.Ordinal);
        Assert.NotEqual("", await _server.CallAsync("closeConnection", ("ticket", ticket)));
    }

    [Fact]
    public async Task The_Web_Connector_shows_the_text_of_a_fault()
    {
        _server.Serve((session, token) => Task.FromResult(((string?)null, "OK")));
        var application = new WebConnectorApplication { Name = "acme", Url = _server.Address, UserName = "crmqbsync", OwnerId = "{1}", FileId = "{2}" };
        using var http = new HttpClient();
        var connector = new WebConnectorClient(application, DesktopWorld.Password, new CompanyFile(_server.Clock), http);

        var error = await Assert.ThrowsAsync<WebConnectorException>(() => connector.UpdateAsync(new UpdatePlan
        {
            OnCall = operation =>
            {
                if (operation == "authenticate")
                    _server.Clock.FailAfter(0);
                return Task.CompletedTask;
            },
        }));

        Assert.Equal("authenticate: A fault of the program: NotSupportedException. Run the update again; if it stays so, report it.", error.Message);
        Assert.True((await connector.UpdateAsync()).IsComplete);
    }

    private static async Task AssertFaultAsync(HttpResponseMessage answer, string code, string text)
    {
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal("text/xml; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        var content = await answer.Content.ReadAsStringAsync();
        Assert.StartsWith("<?xml version=\"1.0\" encoding=\"utf-8\"?>", content, StringComparison.Ordinal);
        var details = code is "Client" or "Server" ? "<detail />" : "";
        Assert.EndsWith(
            $"<soap:Envelope xmlns:soap=\"{Soap11}\"><soap:Body><soap:Fault><faultcode>soap:{code}</faultcode><faultstring>{text}</faultstring>{details}</soap:Fault></soap:Body></soap:Envelope>",
            content,
            StringComparison.Ordinal);
        Assert.Equal("Fault", ((XElement)XDocument.Parse(content).Root!.FirstNode!).Elements().Single().Name.LocalName);
    }
}

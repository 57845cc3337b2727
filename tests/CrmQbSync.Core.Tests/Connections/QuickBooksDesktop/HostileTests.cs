using System.Net;
using System.Net.Sockets;
using System.Text;
using CrmQbSync.Connections.QuickBooksDesktop;
using CrmQbSync.Emulators.WebConnector;

namespace CrmQbSync.Tests.Connections.QuickBooksDesktop;

/// <summary>Whatever comes in, the server answers or drops it, and the next update goes through.</summary>
public sealed class HostileTests
{
    private static string Enveloped(string content) =>
        $"<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Body>{content}</soap:Body></soap:Envelope>";

    [Theory]
    [InlineData("")]
    [InlineData("not xml")]
    [InlineData("<a>")]
    [InlineData("<a/>")]
    [InlineData("<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Body><getLastError xmlns=\"http://developer.intuit.com/\"><ticket>&a;</ticket></getLastError></soap:Body></soap:Envelope>")]
    [InlineData("<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]><x>&b;</x>")]
    [InlineData("<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Body/></soap:Envelope>")]
    [InlineData("<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Body><dropTables xmlns=\"http://developer.intuit.com/\"/></soap:Body></soap:Envelope>")]
    [InlineData("<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Body><authenticate xmlns=\"http://developer.intuit.com/\"><strUserName><b>x</b></strUserName></authenticate></soap:Body></soap:Envelope>")]
    public async Task What_is_no_call_is_refused(string body)
    {
        await using var world = await DesktopWorld.StartAsync();
        using var answer = await world.Http.PostAsync(world.Address, new StringContent(body, Encoding.UTF8, "text/xml"));
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Contains("<faultcode>soap:Client</faultcode>", await answer.Content.ReadAsStringAsync());
        Assert.DoesNotContain("root:", await answer.Content.ReadAsStringAsync());
        await world.SyncAsync();
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_not_read()
    {
        await using var world = await DesktopWorld.StartAsync();
        var large = Enveloped($"<getLastError xmlns=\"http://developer.intuit.com/\"><ticket>{new string('x', 200_000)}</ticket></getLastError>");
        using var answer = await world.Http.PostAsync(world.Address, new StringContent(large, Encoding.UTF8, "text/xml"));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        await world.SyncAsync();
    }

    [Fact]
    public async Task A_deeply_nested_body_is_refused()
    {
        await using var world = await DesktopWorld.StartAsync();
        var deep = Enveloped(string.Concat(Enumerable.Repeat("<a>", 9000)));
        using var answer = await world.Http.PostAsync(world.Address, new StringContent(deep, Encoding.UTF8, "text/xml"));
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        await world.SyncAsync();
    }

    [Fact]
    public async Task A_body_that_never_comes_holds_nobody_up()
    {
        await using var world = await DesktopWorld.StartAsync();
        using var slow = new TcpClient();
        await slow.ConnectAsync(IPAddress.Loopback, world.Address.Port);
        await slow.GetStream().WriteAsync("POST /acme/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\nContent-Length: 1000\r\n\r\n<soap"u8.ToArray());

        await world.SyncAsync();

        world.Clock.Advance(TimeSpan.FromSeconds(61));
        var buffer = new byte[100];
        var count = await slow.GetStream().ReadAsync(buffer).AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        Assert.StartsWith("HTTP/1.1 413", Encoding.ASCII.GetString(buffer, 0, count));
    }

    [Fact]
    public async Task Many_slow_bodies_turn_nobody_away_but_themselves()
    {
        await using var world = await DesktopWorld.StartAsync();
        world.AddContact("ann@x.com", ("LastName", "Lee"));
        var slow = new List<TcpClient>();
        try
        {
            // Some say that much is to come, some do not say how much, and some never end their headers.
            foreach (var head in Enumerable.Range(0, 150).Select(number => (number % 3) switch { 0 => "Content-Length: 60000\r\n\r\n<", 1 => "Transfer-Encoding: chunked\r\n\r\n1\r\n<\r\n", _ => "X-Slow: " }))
            {
                var client = new TcpClient();
                slow.Add(client);
                await client.ConnectAsync(IPAddress.Loopback, world.Address.Port);
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"POST /acme/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\n{head}"));
            }

            var update = await world.SyncAsync();

            Assert.True(update.IsComplete, update.Error);
            Assert.Equal(1, world.Run.QbCreated);
        }
        finally
        {
            slow.ForEach(client => client.Dispose());
        }
    }

    [Fact]
    public async Task A_response_that_is_not_escaped_as_it_should_be_ends_the_run_and_nothing_else()
    {
        await using var world = await DesktopWorld.StartAsync();
        for (var number = 0; number < 100; number++)
            world.Company.Add($"Customer {number}", null, ("Email", $"c{number}@x.com"), ("Notes", new string('n', 400)));
        using var tampering = new HttpClient(new TamperingHandler("&lt;EditSequence", "&nonsense;&lt;EditSequence"));
        var update = await new WebConnectorClient(world.Application, DesktopWorld.Password, world.Company, tampering).UpdateAsync();

        Assert.False(update.IsComplete);
        Assert.Contains("no qbXML", update.Error);
        Assert.Equal(100, world.Company.Customers.Count);
        Assert.Empty(world.Crm.Existing);
        await world.SyncAsync();
        Assert.Equal(100, world.Crm.Existing.Count);
    }

    [Fact]
    public async Task A_fault_in_a_page_is_told_though_the_next_page_is_on_its_way()
    {
        await using var world = await DesktopWorld.StartAsync();
        world.Company.AddMany(Enumerable.Range(0, 1201).Select(number => ($"Customer {number}", (IEnumerable<(string, string?)>)[("Email", $"c{number}@x.com"), ("Notes", new string('n', 400))])));
        using var tampering = new HttpClient(new TamperingHandler("Customer 400&lt;/Name", "Customer 400&nonsense;&lt;/Name"));

        var update = await new WebConnectorClient(world.Application, DesktopWorld.Password, world.Company, tampering).UpdateAsync();

        Assert.Contains("no qbXML", update.Error);
        Assert.Equal(["receiveResponseXML", "getLastError", "closeConnection"], update.Calls.TakeLast(3));
        Assert.Empty(world.Crm.Existing);
        await world.SyncAsync();
        Assert.Equal(1201, world.Crm.Existing.Count);
    }

    [Fact]
    public async Task An_introduction_that_is_no_qbXML_ends_the_run_and_nothing_else()
    {
        await using var world = await DesktopWorld.StartAsync();
        using var tampering = new HttpClient(new TamperingHandler("&lt;HostRet", "&lt;Host&lt;Ret"));
        var update = await new WebConnectorClient(world.Application, DesktopWorld.Password, world.Company, tampering).UpdateAsync();

        Assert.Contains("no qbXML", update.Error);
        Assert.Equal("closeConnection", update.Calls[^1]);
        await world.SyncAsync();
    }

    [Fact]
    public async Task Garbage_on_the_wire_and_broken_connections_do_no_harm()
    {
        await using var world = await DesktopWorld.StartAsync();
        foreach (var garbage in (string[])["\0\0\0\0", "GET\r\n\r\n", "POST /acme/ HTTP/9.9\r\n\r\n", new string('A', 70_000)])
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, world.Address.Port);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(garbage));
        }
        await world.SyncAsync();
    }

    [Theory]
    [InlineData("crmqbsync", "wrong")]
    [InlineData("somebody", DesktopWorld.Password)]
    [InlineData("", "")]
    public async Task Wrong_users_and_passwords_are_refused_ever_slower(string user, string password)
    {
        await using var world = await DesktopWorld.StartAsync();
        var waited = new List<TimeSpan>();
        for (var attempt = 0; attempt < 4; attempt++)
        {
            var started = world.Clock.GetUtcNow();
            var update = world.UpdateAsync(new UpdatePlan { UserName = user, Password = password });
            while (!update.IsCompleted)
            {
                await Task.Delay(5);
                world.Clock.Advance(TimeSpan.FromMilliseconds(50));
            }
            if (user.Length > 0)
                Assert.Equal("nvu", (await update).Work);
            waited.Add(world.Clock.GetUtcNow() - started);
        }
        Assert.True(waited[3] > waited[0] + TimeSpan.FromSeconds(1), string.Join(' ', waited));
        Assert.True(waited.Max() < TimeSpan.FromSeconds(9), string.Join(' ', waited));
        Assert.Empty(await world.HistoryAsync());
        await world.SyncAsync();
    }

    [Fact]
    public async Task Calls_with_an_unknown_ticket_get_an_answer_that_ends_them()
    {
        await using var world = await DesktopWorld.StartAsync();
        await world.SyncAsync();
        Assert.Equal("", await ResultAsync(world, "sendRequestXML", "<ticket>x</ticket>"));
        Assert.Equal("-1", await ResultAsync(world, "receiveResponseXML", "<ticket>x</ticket>"));
        Assert.Equal("done", await ResultAsync(world, "connectionError", "<ticket>x</ticket>"));
        Assert.Contains("Run the update again", await ResultAsync(world, "getLastError", "<ticket>x</ticket>"));
        Assert.Equal("OK", await ResultAsync(world, "closeConnection", "<ticket>x</ticket>"));
        Assert.Equal("", await ResultAsync(world, "clientVersion", "<strVersion>2.3.0.215</strVersion>"));
        Assert.StartsWith("CrmQbSync", await ResultAsync(world, "serverVersion", ""));
    }

    [Fact]
    public async Task The_plain_pages_are_there()
    {
        await using var world = await DesktopWorld.StartAsync();
        world.AddContact("ann@x.com", ("LastName", "<script>alert(1)</script>"), ("FirstName", "Ann"));
        world.Company.Refuse = request => request.Name.LocalName == "CustomerAddRq" ? (3210, "The <b>field</b> has an invalid value.") : null;
        await world.SyncAsync();

        var wsdl = await world.Http.GetStringAsync(new Uri(world.Address, "?wsdl"));
        var support = await world.Http.GetStringAsync(new Uri(world.Address, "support"));
        using var forwarded = new HttpRequestMessage(HttpMethod.Get, new Uri(world.Address, "support"));
        forwarded.Headers.Add("X-Forwarded-For", "203.0.113.9");
        using var remote = await world.Http.SendAsync(forwarded);
        var seen = await remote.Content.ReadAsStringAsync();
        using var nothing = await world.Http.GetAsync(new Uri(world.Address, "../other"));
        using var head = await world.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, world.Address));
        using var put = await world.Http.PutAsync(world.Address, new StringContent("x"));

        foreach (var operation in (string[])["serverVersion", "clientVersion", "authenticate", "sendRequestXML", "receiveResponseXML", "connectionError", "getLastError", "closeConnection"])
            Assert.Contains($"name=\"{operation}\"", wsdl);
        Assert.Contains("CompletedWithErrors", support);
        Assert.Contains("ann@x.com", support);
        Assert.Contains("&lt;b&gt;field", support);
        Assert.DoesNotContain("<b>field", support);
        Assert.DoesNotContain("ann@x.com", seen);
        Assert.Contains("3210", seen);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK, HttpStatusCode.MethodNotAllowed), (nothing.StatusCode, head.StatusCode, put.StatusCode));
    }

    [Fact]
    public async Task Nobody_gets_onto_the_shared_session_without_the_secret()
    {
        await using var world = await DesktopWorld.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(world.Address, "relay/open"));
        request.Headers.Add("X-CrmQbSync-Token", SignInGuard.TokenOf("guessed"));
        request.Headers.Add("X-CrmQbSync-Client", "someone");
        var sending = world.Http.SendAsync(request);
        while (!sending.IsCompleted)
        {
            await Task.Delay(5);
            world.Clock.Advance(TimeSpan.FromMilliseconds(50));
        }
        using var answer = await sending;
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.DoesNotContain(DesktopWorld.Password, SignInGuard.TokenOf(DesktopWorld.Password));
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.9")]
    [InlineData("Forwarded", "for=203.0.113.9")]
    public async Task Nobody_gets_onto_the_shared_session_through_a_proxy(string header, string value)
    {
        await using var world = await DesktopWorld.StartAsync();
        foreach (var (proxied, status) in ((bool, HttpStatusCode)[])[(false, HttpStatusCode.OK), (true, HttpStatusCode.NotFound)])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(world.Address, "relay/hello"));
            request.Headers.Add("X-CrmQbSync-Token", SignInGuard.TokenOf(DesktopWorld.Password));
            request.Headers.Add("X-CrmQbSync-Client", "someone");
            if (proxied)
                request.Headers.Add(header, value);
            using var answer = await world.Http.SendAsync(request);
            Assert.Equal(status, answer.StatusCode);
        }
    }

    /// <summary>Changes what is sent, as a proxy gone wrong might.</summary>
    private sealed class TamperingHandler(string from, string to) : DelegatingHandler(new HttpClientHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var text = await request.Content!.ReadAsStringAsync(cancellationToken);
            if (text.Contains(from, StringComparison.Ordinal))
            {
                var type = request.Content.Headers.ContentType;
                request.Content = new StringContent(text.Replace(from, to, StringComparison.Ordinal), Encoding.UTF8);
                request.Content.Headers.ContentType = type;
            }
            return await base.SendAsync(request, cancellationToken);
        }
    }

    private static async Task<string> ResultAsync(DesktopWorld world, string operation, string arguments)
    {
        var body = Enveloped($"<{operation} xmlns=\"http://developer.intuit.com/\">{arguments}</{operation}>");
        using var answer = await world.Http.PostAsync(world.Address, new StringContent(body, Encoding.UTF8, "text/xml"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return System.Xml.Linq.XDocument.Parse(await answer.Content.ReadAsStringAsync()).Descendants().Single(element => element.Name.LocalName == operation + "Result").Value;
    }
}

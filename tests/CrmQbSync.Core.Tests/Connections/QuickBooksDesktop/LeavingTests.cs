using System.Text;
using System.Xml.Linq;
using CrmQbSync.Connections.QuickBooksDesktop;
using CrmQbSync.Emulators.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace CrmQbSync.Tests.Connections.QuickBooksDesktop;

/// <summary>A server that leaves: whoever was told the end of a session may close it, and nobody else holds it up. The clock stands unless a test moves it.</summary>
public sealed class LeavingTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 20, 15, 0, 0, TimeSpan.Zero));
    private readonly Uri _address = new($"http://localhost:{FreePort.Pick()}/acme/");
    private readonly HttpClient _http = new() { Timeout = Patience };
    private WebConnectorServer? _server;

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_server is not null)
            await _server.DisposeAsync();
    }

    [Fact]
    public async Task Who_was_told_that_there_is_no_work_may_close()
    {
        Serve(run: null);
        var items = await AuthenticateAsync();
        Assert.Equal("none", items[1]);

        var leaving = LeaveAsync();

        Assert.Contains("nothing to be done", await CallAsync("getLastError", ("ticket", items[0])));
        Assert.False(leaving.IsCompleted);
        Assert.Equal("OK", await CallAsync("closeConnection", ("ticket", items[0])));
        await leaving.WaitAsync(Patience);
    }

    [Fact]
    public async Task Who_never_closes_holds_the_server_up_for_a_moment()
    {
        Serve(run: null);
        await AuthenticateAsync();

        var leaving = LeaveAsync();
        Assert.False(leaving.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(500));

        await leaving.WaitAsync(Patience);
    }

    [Fact]
    public async Task Who_was_told_long_ago_is_not_waited_for()
    {
        Serve(run: null);
        await AuthenticateAsync();
        _clock.Advance(TimeSpan.FromMinutes(1));

        await LeaveAsync().WaitAsync(Patience);
    }

    [Fact]
    public async Task A_call_that_is_held_is_told_why_the_session_ends()
    {
        var opened = new TaskCompletionSource();
        Serve(async (session, token) =>
        {
            await session.OpenAsync(token);
            opened.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
            return (null, "");
        });
        var ticket = (await AuthenticateAsync())[0];
        var held = CallAsync("sendRequestXML", ("ticket", ticket), ("strCompanyFileName", "acme.qbw"));
        await opened.Task.WaitAsync(Patience);

        var leaving = LeaveAsync();

        Assert.Equal("", await held);
        Assert.Contains("The server was stopped", await CallAsync("getLastError", ("ticket", ticket)));
        Assert.Equal("Stopped", await CallAsync("closeConnection", ("ticket", ticket)));
        await leaving.WaitAsync(Patience);
    }

    [Fact]
    public async Task QuickBooks_at_work_is_not_waited_for()
    {
        Serve(async (session, token) =>
        {
            await session.OpenAsync(token);
            await session.SendAsync("<QBXML/>", 0, token);
            return (null, "");
        });
        var ticket = (await AuthenticateAsync())[0];
        Assert.Equal("<QBXML/>", await CallAsync("sendRequestXML", ("ticket", ticket), ("strCompanyFileName", "acme.qbw")));

        await LeaveAsync().WaitAsync(Patience);
    }

    private void Serve(Func<WebConnectorSession, CancellationToken, Task<(string? Error, string Summary)>>? run) => _server = WebConnectorServer.Start(
        [
            new WebConnectorEndpoint(
                new EndpointOptions { Profile = "acme", Address = _address, Binding = _address, UserName = "crmqbsync", Password = DesktopWorld.Password, RunAsync = run },
                _clock),
        ],
        _clock);

    private Task LeaveAsync()
    {
        var leaving = _server!.DisposeAsync().AsTask();
        _server = null;
        return leaving;
    }

    private async Task<string[]> AuthenticateAsync() =>
        [.. (await AnswerAsync("authenticate", ("strUserName", "crmqbsync"), ("strPassword", DesktopWorld.Password))).Elements().Select(item => item.Value)];

    private async Task<string> CallAsync(string operation, params (string, string)[] arguments) => (await AnswerAsync(operation, arguments)).Value;

    private async Task<XElement> AnswerAsync(string operation, params (string Name, string Value)[] arguments)
    {
        var body = $"<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Body><{operation} xmlns=\"http://developer.intuit.com/\">"
            + $"{string.Concat(arguments.Select(pair => new XElement(pair.Name, pair.Value)))}</{operation}></soap:Body></soap:Envelope>";
        using var answer = await _http.PostAsync(_address, new StringContent(body, Encoding.UTF8, "text/xml"));
        answer.EnsureSuccessStatusCode();
        return XDocument.Parse(await answer.Content.ReadAsStringAsync()).Descendants().Single(element => element.Name.LocalName == operation + "Result");
    }
}

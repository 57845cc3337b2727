using System.Text;
using System.Xml.Linq;
using CrmQbSync.Connections.QuickBooksDesktop;
using CrmQbSync.Emulators.Hosting;

namespace CrmQbSync.Tests.Connections.QuickBooksDesktop;

/// <summary>A server with one endpoint, and what calls it one call at a time. The clock stands unless a test moves it.</summary>
internal sealed class BareServer : IAsyncDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(60) };
    private WebConnectorServer? _server;

    public Uri Address { get; } = new($"http://localhost:{FreePort.Pick()}/acme/");

    public FaultyClock Clock { get; } = new();

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_server is not null)
            await Clock.OutwaitAsync(_server.DisposeAsync().AsTask());
    }

    public void Serve(Func<WebConnectorSession, CancellationToken, Task<(string? Error, string Summary)>>? run, Func<bool, CancellationToken, Task<string>>? support = null) => _server = WebConnectorServer.Start(
        [
            new WebConnectorEndpoint(
                new EndpointOptions { Profile = "acme", Address = Address, Binding = Address, UserName = "crmqbsync", Password = DesktopWorld.Password, RunAsync = run, SupportPageAsync = support },
                Clock),
        ],
        Clock);

    public Task<HttpResponseMessage> GetAsync(string below) => _http.GetAsync(new Uri(Address, below));

    /// <summary>What the server answers to a body.</summary>
    public Task<HttpResponseMessage> PostAsync(string body) => _http.PostAsync(Address, new StringContent(body, Encoding.UTF8, "text/xml"));

    public async Task<HttpResponseMessage> PostAsync(string body, string? action, bool expectsContinue = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Address) { Content = new StringContent(body, Encoding.UTF8, "text/xml") };
        if (action is not null)
            request.Headers.TryAddWithoutValidation("SOAPAction", action);
        request.Headers.ExpectContinue = expectsContinue;
        return await _http.SendAsync(request);
    }

    public Task LeaveAsync()
    {
        var leaving = _server!.DisposeAsync().AsTask();
        _server = null;
        return leaving;
    }

    public async Task<string[]> AuthenticateAsync() =>
        [.. (await AnswerAsync("authenticate", ("strUserName", "crmqbsync"), ("strPassword", DesktopWorld.Password))).Elements().Select(item => item.Value)];

    public async Task<string> CallAsync(string operation, params (string, string)[] arguments) => (await AnswerAsync(operation, arguments)).Value;

    private async Task<XElement> AnswerAsync(string operation, params (string Name, string Value)[] arguments)
    {
        using var answer = await PostAsync(BodyOf(operation, arguments));
        answer.EnsureSuccessStatusCode();
        return XDocument.Parse(await answer.Content.ReadAsStringAsync()).Descendants().Single(element => element.Name.LocalName == operation + "Result");
    }

    /// <summary>A call as the Web Connector writes it.</summary>
    public static string BodyOf(string operation, params (string Name, string Value)[] arguments) =>
        $"<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Body><{operation} xmlns=\"http://developer.intuit.com/\">"
            + $"{string.Concat(arguments.Select(pair => new XElement(pair.Name, pair.Value)))}</{operation}></soap:Body></soap:Envelope>";
}

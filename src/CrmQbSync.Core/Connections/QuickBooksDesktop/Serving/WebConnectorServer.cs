using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>
/// The HTTP server that the Web Connector calls, for one or several profiles, each under its own path: the SOAP operations, their description, the
/// plain GETs, and the support page. Whatever comes in, it answers and goes on.
/// </summary>
internal sealed class WebConnectorServer : IAsyncDisposable
{
    // Far more than some Web Connectors and a few readers of the support page need at once.
    private const int MaxConcurrent = 256;

    /// <summary>
    /// How long from the wish to leave it is waited for those who do not know yet that their session is over: QuickBooks is at work for them. Whoever stops a
    /// command is not kept waiting longer than a second by all this together.
    /// </summary>
    private static readonly TimeSpan s_farewell = TimeSpan.FromMilliseconds(500);

    /// <summary>How long it is waited, from their last call, for those who do know.</summary>
    private static readonly TimeSpan s_closing = TimeSpan.FromMilliseconds(300);

    /// <summary>How long it is waited for the last answers to be on their way.</summary>
    private static readonly TimeSpan s_lastAnswers = TimeSpan.FromMilliseconds(100);

    private readonly HttpListener _listener;
    private readonly ImmutableArray<WebConnectorEndpoint> _endpoints;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _room = new(MaxConcurrent);
    private readonly TimeProvider _clock;
    private readonly BodyReader _bodies;
    private readonly Dictionary<WebConnectorEndpoint, RelayHandler> _relays;
    private Task _accepting = Task.CompletedTask;
    private readonly object _gate = new();
    private long? _leavingSince;

    private WebConnectorServer(HttpListener listener, ImmutableArray<WebConnectorEndpoint> endpoints, TimeProvider clock)
    {
        _listener = listener;
        _endpoints = endpoints;
        _clock = clock;
        _bodies = new BodyReader(clock);
        _relays = endpoints.ToDictionary(endpoint => endpoint, endpoint => new RelayHandler(endpoint, _bodies, clock));
    }

    /// <summary>How long it has been leaving; null if it is not.</summary>
    private TimeSpan? Leaving
    {
        get
        {
            lock (_gate)
                return _leavingSince is { } since ? _clock.GetElapsedTime(since) : null;
        }
    }

    /// <summary>Starts serving.</summary>
    /// <exception cref="SyncException">ListenFailed: an address cannot be opened.</exception>
    public static WebConnectorServer Start(IEnumerable<WebConnectorEndpoint> endpoints, TimeProvider clock)
    {
        ImmutableArray<WebConnectorEndpoint> served = [.. endpoints];
        WebConnectorServer server;
        try
        {
            var prefixes = served.Select(endpoint => endpoint.Options.Binding.AbsoluteUri).Distinct(StringComparer.OrdinalIgnoreCase);
            server = new WebConnectorServer(ListenerStart.Start([.. prefixes]), served, clock);
        }
        catch (Exception exception) when (exception is HttpListenerException or SocketException or ArgumentException or PlatformNotSupportedException)
        {
            throw CannotListen(served, exception);
        }
        server._accepting = Task.Run(server.AcceptAsync);
        return server;
    }

    /// <summary>Notes that it is to leave soon: the time that a Web Connector gets to close begins.</summary>
    public void BeginLeaving()
    {
        lock (_gate)
            _leavingSince ??= _clock.GetTimestamp();
    }

    /// <summary>
    /// Leaves. Sessions end first, and a Web Connector that is told so may still ask why and close; an answer that is being sent gets through. To the Web
    /// Connector a session that breaks off at its very end is one that failed.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        BeginLeaving();
        try
        {
            await Task.WhenAll(_endpoints.Select(endpoint => endpoint.DisposeAsync().AsTask())).ConfigureAwait(false);
        }
        finally
        {
            // Also where a run ended by a fault, which whoever serves gets from here.
            await LeaveAsync().ConfigureAwait(false);
        }
    }

    private async Task LeaveAsync()
    {
        await Task.WhenAll(_endpoints.Select(endpoint => endpoint.LetCloseAsync(s_farewell - Leaving!.Value, s_closing))).ConfigureAwait(false);
        await _stop.CancelAsync().ConfigureAwait(false);
        await LetAnswersGoAsync().ConfigureAwait(false);
        _listener.Close();
        await _accepting.ConfigureAwait(false);
        foreach (var relay in _relays.Values)
            await relay.DisposeAsync().ConfigureAwait(false);
    }

    private async Task LetAnswersGoAsync()
    {
        using var late = new CancellationTokenSource(s_lastAnswers, _clock);
        try
        {
            for (var place = 0; place < MaxConcurrent; place++)
                await _room.WaitAsync(late.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Whoever does not take his answer now is not waited for.
        }
    }

    private static SyncException CannotListen(ImmutableArray<WebConnectorEndpoint> endpoints, Exception exception)
    {
        var addresses = string.Join(", ", endpoints.Select(endpoint => endpoint.Options.Binding.AbsoluteUri));
        var https = endpoints.Any(endpoint => endpoint.Options.Binding.Scheme == Uri.UriSchemeHttps);
        return new SyncException(
            SyncErrorId.ListenFailed,
            $"The address for the Web Connector cannot be opened ({addresses}): {exception.Message}",
            https
                ? "Let a reverse proxy with the certificate stand at that address, and name with qb.bind in the profile the http address that it passes on to."
                : "Look whether another program, or another Start-QbWebConnector, uses the port; one Start-QbWebConnector can serve several profiles. "
                    + "On Windows an address other than localhost needs 'netsh http add urlacl'.",
            exception)
        {
            Subject = addresses,
        };
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync().ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                // The listener was closed, or one connection broke before it was a request.
                if (_stop.IsCancellationRequested || !_listener.IsListening)
                    return;
                continue;
            }
            if (!await _room.WaitAsync(0).ConfigureAwait(false))
                context.Response.Abort();
            else
                _ = Task.Run(() => ServeAsync(context));
        }
    }

    private async Task ServeAsync(HttpListenerContext context)
    {
        try
        {
            await AnswerAsync(context).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is HttpListenerException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            // Whoever asked has gone, or we are stopping: there is nobody to be told.
            context.Response.Abort();
        }
        catch (Exception exception)
        {
            // A fault of ours in one call is told there, and holds nobody else up.
            await TellAsync(context, exception).ConfigureAwait(false);
        }
        finally
        {
            _room.Release();
        }
    }

    /// <summary>Tells what kept a call from being answered: as SOAP has it, with its own status (SOAP 1.1, 6.2), where it was a call; of a fault of ours no details.</summary>
    private static async Task TellAsync(HttpListenerContext context, Exception reason)
    {
        var ours = $"A fault of the program: {reason.GetType().Name}.";
        try
        {
            if (context.Request.HttpMethod != "POST")
                await SendAsync(context, HttpStatusCode.InternalServerError, "text/plain", ours).ConfigureAwait(false);
            else
            {
                var fault = reason as SoapFaultException ?? new SoapFaultException(SoapFaultException.Server, $"{ours} Run the update again; if it stays so, report it.");
                await SendAsync(context, HttpStatusCode.InternalServerError, "text/xml", SoapText.Write(fault)).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is HttpListenerException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            context.Response.Abort();
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var request = context.Request;
        // A connection that is kept would be cut off at the next call instead of not being there.
        context.Response.KeepAlive &= Leaving is null;
        var path = request.Url?.AbsolutePath ?? "/";
        var endpoint = _endpoints.FirstOrDefault(known => IsAt(path, known.Options.Binding.AbsolutePath));
        if (endpoint is null)
        {
            await SendAsync(context, HttpStatusCode.NotFound, "text/plain", "Nothing is served here.").ConfigureAwait(false);
            return;
        }
        var below = path.Length < endpoint.Options.Binding.AbsolutePath.Length ? "" : path[endpoint.Options.Binding.AbsolutePath.Length..];
        if (below.StartsWith(RelayHandler.Path, StringComparison.Ordinal))
            await _relays[endpoint].ServeAsync(context, below[RelayHandler.Path.Length..], _stop.Token).ConfigureAwait(false);
        else if (request.HttpMethod is "GET" or "HEAD")
            await GetAsync(context, endpoint, below).ConfigureAwait(false);
        else if (request.HttpMethod == "POST" && below.Length == 0)
            await PostAsync(context, endpoint).ConfigureAwait(false);
        else
            await SendAsync(context, HttpStatusCode.MethodNotAllowed, "text/plain", "GET and POST only.").ConfigureAwait(false);
    }

    private static bool IsAt(string path, string served) =>
        path.StartsWith(served, StringComparison.OrdinalIgnoreCase) || path.Equals(served.TrimEnd('/'), StringComparison.OrdinalIgnoreCase);

    /// <summary>The Web Connector looks at AppURL and AppSupport when an application is added, and wants 200.</summary>
    private async Task GetAsync(HttpListenerContext context, WebConnectorEndpoint endpoint, string below)
    {
        if (below.TrimEnd('/').Equals("support", StringComparison.OrdinalIgnoreCase) && endpoint.Options.SupportPageAsync is { } page)
        {
            await SendAsync(context, HttpStatusCode.OK, "text/html", await page(CallerMachine.IsHere(context.Request), _stop.Token).ConfigureAwait(false)).ConfigureAwait(false);
        }
        else if (below.Length == 0 && context.Request.Url!.Query.Equals("?wsdl", StringComparison.OrdinalIgnoreCase))
            await SendAsync(context, HttpStatusCode.OK, "text/xml", WebConnectorWsdl.Write(endpoint.Options.Address.AbsoluteUri)).ConfigureAwait(false);
        else if (below.Length == 0 || below.TrimEnd('/').Equals("support", StringComparison.OrdinalIgnoreCase))
            await SendAsync(context, HttpStatusCode.OK, "text/plain", $"CrmQbSync waits here for the QuickBooks Web Connector (profile {endpoint.Options.Profile}).").ConfigureAwait(false);
        else
            await SendAsync(context, HttpStatusCode.NotFound, "text/plain", "Nothing is served here.").ConfigureAwait(false);
    }

    private async Task PostAsync(HttpListenerContext context, WebConnectorEndpoint endpoint)
    {
        var limit = endpoint.ExpectsAnswers ? BodyReader.Large : BodyReader.Small;
        if (await _bodies.ReadAsync(context.Request, limit, _stop.Token).ConfigureAwait(false) is not { } body)
        {
            context.Response.KeepAlive = false;
            await SendAsync(context, HttpStatusCode.RequestEntityTooLarge, "text/plain", "Too much, or too slow.").ConfigureAwait(false);
            return;
        }
        var call = SoapText.Read(body.Bytes);
        call.Response.Keep(body);
        var answer = await endpoint.AnswerAsync(call, CallerMachine.Of(context.Request), _stop.Token).ConfigureAwait(false);
        await SendAsync(context, HttpStatusCode.OK, "text/xml", answer).ConfigureAwait(false);
        endpoint.NoteSent(call);
    }

    /// <summary>Sends an answer.</summary>
    internal static Task SendAsync(HttpListenerContext context, HttpStatusCode status, string type, string text) =>
        SendAsync(context, status, type, Encoding.UTF8.GetBytes(text));

    private static async Task SendAsync(HttpListenerContext context, HttpStatusCode status, string type, byte[] content)
    {
        var response = context.Response;
        response.StatusCode = (int)status;
        response.ContentType = $"{type}; charset=utf-8";
        response.Headers["X-Content-Type-Options"] = "nosniff";
        response.Headers["Cache-Control"] = "no-store";
        if (type == "text/html")
            response.Headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'";
        response.ContentLength64 = content.Length;
        if (context.Request.HttpMethod != "HEAD")
            await response.OutputStream.WriteAsync(content).ConfigureAwait(false);
        response.Close();
    }
}

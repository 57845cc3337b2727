using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace CrmQbSync.Emulators.WebConnector;

/// <summary>A Web Connector that dies in the middle of a call, or whose network does: the call is sent, and then the connection is reset.</summary>
/// <param name="isAt">Whether a call is the one, by its number from 1 and its operation.</param>
/// <param name="held">Waits for the moment to reset the connection; null for at once, which may be before the service has read the call.</param>
public sealed class AbortingHandler(Func<int, string, bool> isAt, Func<Task>? held = null) : DelegatingHandler(new HttpClientHandler())
{
    private int _calls;

    /// <summary>Whether the call came.</summary>
    public bool HasStruck { get; private set; }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var operation = request.Headers.TryGetValues("SOAPAction", out var actions) ? actions.First().Trim('"').Split('/')[^1] : "";
        // What has no operation is a look at a page, not a call.
        if (operation.Length == 0 || HasStruck || !isAt(++_calls, operation))
            return await base.SendAsync(request, cancellationToken);
        HasStruck = true;
        var body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"POST {request.RequestUri!.AbsolutePath} HTTP/1.1\r\nHost: {request.RequestUri.Authority}\r\nContent-Type: text/xml; charset=utf-8\r\nContent-Length: {body.Length}\r\n\r\n");
        using var client = new TcpClient();
        await client.ConnectAsync(request.RequestUri.Host, request.RequestUri.Port, cancellationToken);
        await client.GetStream().WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. body], cancellationToken);
        if (held is not null)
            await held();
        // Closed so, the other side gets a reset instead of an end.
        client.LingerState = new LingerOption(true, 0);
        client.Close();
        throw new HttpRequestException($"{operation}: the connection was reset.");
    }
}

namespace CrmQbSync.Connections.Http;

/// <summary>Sends a request and receives the answer whole, or says why not. Repeats nothing and judges no status.</summary>
internal sealed class HttpExchange : IDisposable
{
    private const int ChunkSize = 64 * 1024;

    private readonly HttpClient _client;
    private readonly ExchangeFaults _faults;
    private readonly TimeProvider _clock;

    /// <summary>An exchange.</summary>
    /// <param name="handler">What sends; disposed with this.</param>
    /// <param name="proxy">The proxy that it uses, for messages.</param>
    /// <param name="clock">The clock that time-outs are measured with.</param>
    public HttpExchange(HttpMessageHandler handler, ProxyChoice proxy, TimeProvider clock)
    {
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _faults = new ExchangeFaults(proxy);
        _clock = clock;
    }

    /// <summary>Sends and receives.</summary>
    /// <param name="request">The request; disposed by the caller.</param>
    /// <param name="timeout">How long all of it may take.</param>
    /// <param name="maxBytes">The most bytes that the body may have, unpacked.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ExchangeException">No whole answer.</exception>
    public async Task<ServiceReply> SendAsync(HttpRequestMessage request, TimeSpan timeout, long maxBytes, CancellationToken cancellationToken)
    {
        using var time = new CancellationTokenSource(timeout, _clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancellationToken);
        HttpResponseMessage? response = null;
        try
        {
            response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop.Token).ConfigureAwait(false);
            if (response.StatusCode == System.Net.HttpStatusCode.ProxyAuthenticationRequired)
                throw _faults.ProxyRefused(request);
            return await ReceiveAsync(request, response, maxBytes, stop.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or InvalidDataException)
        {
            throw _faults.Of(request, exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw ExchangeFaults.TimedOut(request, time.IsCancellationRequested ? timeout : null, exception);
        }
        finally
        {
            response?.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static async Task<ServiceReply> ReceiveAsync(HttpRequestMessage request, HttpResponseMessage response, long maxBytes, CancellationToken cancellationToken)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using var scope = stream.ConfigureAwait(false);
        using var body = new MemoryStream();
        var chunk = new byte[ChunkSize];
        int count;
        while ((count = await stream.ReadAsync(chunk, cancellationToken).ConfigureAwait(false)) > 0)
        {
            if (body.Length + count > maxBytes)
                throw ExchangeFaults.TooLong(request, maxBytes);
            body.Write(chunk, 0, count);
        }
        return new ServiceReply((int)response.StatusCode, HeadersOf(response), body.ToArray());
    }

    private static Dictionary<string, string> HeadersOf(HttpResponseMessage response)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var header in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
            headers[header.Key] = string.Join(", ", header.Value);
        return headers;
    }
}

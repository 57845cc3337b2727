using System.Collections.Concurrent;
using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>
/// Lets another process on this machine use the next session: it knows the profile's secret, so it may. Every answer comes within seconds, with 204
/// where there is none yet.
/// </summary>
internal sealed class RelayHandler(WebConnectorEndpoint endpoint, BodyReader bodies, TimeProvider clock) : IAsyncDisposable
{
    /// <summary>Where it is served, below the endpoint's path.</summary>
    public const string Path = "relay/";

    /// <summary>The header with the token of <see cref="SignInGuard.TokenOf"/>.</summary>
    public const string TokenHeader = "X-CrmQbSync-Token";

    /// <summary>The header with the other process's own random name.</summary>
    public const string ClientHeader = "X-CrmQbSync-Client";

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        // Nothing reads it but ourselves, and qbXML is full of angle brackets.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly ConcurrentDictionary<string, RelayClient> _clients = new(StringComparer.Ordinal);

    /// <summary>Answers a request.</summary>
    public async Task ServeAsync(HttpListenerContext context, string operation, CancellationToken cancellationToken)
    {
        var request = context.Request;
        var token = request.Headers[TokenHeader];
        var name = request.Headers[ClientHeader];
        if (!CallerMachine.IsHere(request) || request.HttpMethod != "POST" || token is not { Length: < 200 } || name is not { Length: > 0 and < 100 }
            || !await endpoint.Guard.KnowsTokenAsync(token, CallerMachine.Of(request), cancellationToken).ConfigureAwait(false))
        {
            await WebConnectorServer.SendAsync(context, HttpStatusCode.NotFound, "text/plain", "Nothing is served here.").ConfigureAwait(false);
            return;
        }
        if (await bodies.ReadAsync(request, BodyReader.Large, cancellationToken).ConfigureAwait(false) is not { } body)
        {
            await WebConnectorServer.SendAsync(context, HttpStatusCode.RequestEntityTooLarge, "text/plain", "Too much, or too slow.").ConfigureAwait(false);
            return;
        }
        try
        {
            using (body)
                await AnswerAsync(context, operation, name, body.Bytes, cancellationToken).ConfigureAwait(false);
        }
        catch (SyncException exception)
        {
            await SendAsync(context, HttpStatusCode.Gone, new RelayedError(exception.Id, exception.Message, exception.Advice)).ConfigureAwait(false);
        }
        catch (JsonException)
        {
            await WebConnectorServer.SendAsync(context, HttpStatusCode.BadRequest, "text/plain", "This is no JSON of ours.").ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients.Values)
            await client.DisposeAsync().ConfigureAwait(false);
    }

    private async Task AnswerAsync(HttpListenerContext context, string operation, string name, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        switch (operation)
        {
            case "hello":
                await WebConnectorServer.SendAsync(context, HttpStatusCode.OK, "text/plain", "CrmQbSync").ConfigureAwait(false);
                break;
            case "open":
                await SendAsync(context, await ClientOf(name).OpenAsync(cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
                break;
            case "send":
                ClientOf(name).Send(JsonSerializer.Deserialize<RelayedDocument>(body.Span, s_json)!);
                await SendAsync(context, (RelayedReply?)null).ConfigureAwait(false);
                break;
            case "reply":
                await SendAsync(context, RelayedReply.Of(await ClientOf(name).ReplyAsync(cancellationToken).ConfigureAwait(false))).ConfigureAwait(false);
                break;
            case "close":
                ClientOf(name).Close(JsonSerializer.Deserialize<RelayedEnd>(body.Span, s_json)!.Error);
                if (_clients.TryRemove(name, out var client))
                    await client.DisposeAsync().ConfigureAwait(false);
                await SendAsync(context, (RelayedReply?)null).ConfigureAwait(false);
                break;
            default:
                await WebConnectorServer.SendAsync(context, HttpStatusCode.NotFound, "text/plain", "Nothing is served here.").ConfigureAwait(false);
                break;
        }
    }

    private RelayClient ClientOf(string name) => _clients.GetOrAdd(name, _ => new RelayClient(endpoint, clock));

    private static Task SendAsync<T>(HttpListenerContext context, T? value)
        where T : class => SendAsync(context, value is null ? HttpStatusCode.NoContent : HttpStatusCode.OK, value);

    private static Task SendAsync<T>(HttpListenerContext context, HttpStatusCode status, T? value)
        where T : class => WebConnectorServer.SendAsync(context, status, "application/json", value is null ? "" : JsonSerializer.Serialize(value, s_json));
}

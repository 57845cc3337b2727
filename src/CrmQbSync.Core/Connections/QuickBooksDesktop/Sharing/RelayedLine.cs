using System.Net;
using System.Net.Http.Json;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>The line of a session that a server in another process on this machine has.</summary>
internal sealed class RelayedLine : IQuickBooksLine
{
    /// <summary>A server of ours on this machine answers its greeting at once.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(8);

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = TimeSpan.FromMinutes(2) };

    private RelayedLine(Uri address, string password)
    {
        _http.BaseAddress = new Uri(address, RelayHandler.Path);
        _http.DefaultRequestHeaders.Add(RelayHandler.TokenHeader, SignInGuard.TokenOf(password));
        _http.DefaultRequestHeaders.Add(RelayHandler.ClientHeader, Guid.NewGuid().ToString("N"));
    }

    /// <summary>The line through the server that runs at an address; null if none of ours runs there that serves this profile.</summary>
    public static async Task<RelayedLine?> FindAsync(Uri address, string password, CancellationToken cancellationToken)
    {
        var line = new RelayedLine(address, password);
        using var late = new CancellationTokenSource(s_patience);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            using var answer = await line._http.PostAsync("hello", null, either.Token).ConfigureAwait(false);
            if (answer.StatusCode == HttpStatusCode.OK && await answer.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false) == "CrmQbSync")
                return line;
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // Whatever has the port speaks no HTTP; the caller says that the port is taken.
        }
        await line.DisposeAsync().ConfigureAwait(false);
        return null;
    }

    /// <inheritdoc/>
    public Task<SessionFacts> OpenAsync(CancellationToken cancellationToken) => AskAsync<SessionFacts>("open", cancellationToken);

    /// <inheritdoc/>
    public async Task<LineReply> SendAsync(string document, int percent, Action? onTaken, CancellationToken cancellationToken)
    {
        await PostAsync<RelayedReply, RelayedDocument>("send", new RelayedDocument(document, percent), cancellationToken).ConfigureAwait(false);
        // The process that serves tells of the reply alone; what is done meanwhile holds up nobody there.
        onTaken?.Invoke();
        return (await AskAsync<RelayedReply>("reply", cancellationToken).ConfigureAwait(false)).ToReply();
    }

    /// <inheritdoc/>
    public async Task CloseAsync(string? error)
    {
        try
        {
            await PostAsync<RelayedReply, RelayedEnd>("close", new RelayedEnd(error), CancellationToken.None).ConfigureAwait(false);
        }
        catch (SyncException)
        {
            // The server or the session is gone already; so there is nothing left to be closed.
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<T> AskAsync<T>(string operation, CancellationToken cancellationToken)
        where T : class
    {
        while (true)
        {
            if (await PostAsync<T, object?>(operation, null, cancellationToken).ConfigureAwait(false) is { } answer)
                return answer;
        }
    }

    private async Task<T?> PostAsync<T, TContent>(string operation, TContent content, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            using var json = content is null ? null : JsonContent.Create(content);
            using var answer = await _http.PostAsync(operation, json, cancellationToken).ConfigureAwait(false);
            switch (answer.StatusCode)
            {
                case HttpStatusCode.OK:
                    return await answer.Content.ReadFromJsonAsync<T>(cancellationToken).ConfigureAwait(false);
                case HttpStatusCode.NoContent:
                    return null;
                case HttpStatusCode.Gone:
                    var error = await answer.Content.ReadFromJsonAsync<RelayedError>(cancellationToken).ConfigureAwait(false);
                    throw new SyncException(error!.Id, error.Message, error.Advice);
                default:
                    throw Lost(null);
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or System.Text.Json.JsonException
            || (exception is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw Lost(exception);
        }
    }

    private static SyncException Lost(Exception? inner) => new(
        SyncErrorId.ServiceUnavailable,
        "The running Start-QbWebConnector, whose session was used, does not answer any more.",
        "Look whether it was stopped. Run again: without it, this command waits for the Web Connector itself.",
        inner);
}

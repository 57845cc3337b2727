using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CrmQbSync.Connections.Http;

/// <summary>Waits on this machine for the browser that comes back from the service's consent page. Good for one sign-in.</summary>
internal sealed class LoopbackListener : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Uri _redirectUri;

    private LoopbackListener(Uri redirectUri)
    {
        _redirectUri = redirectUri;
        _listener.Prefixes.Add(redirectUri.GetLeftPart(UriPartial.Authority) + "/");
    }

    /// <summary>Begins to listen.</summary>
    /// <exception cref="SyncException">ListenFailed, mostly because another program has the port.</exception>
    public static LoopbackListener Start(Uri redirectUri)
    {
        var listener = new LoopbackListener(redirectUri);
        try
        {
            listener._listener.Start();
            return listener;
        }
        catch (Exception exception) when (exception is HttpListenerException or SocketException)
        {
            listener.Dispose();
            throw new SyncException(
                SyncErrorId.ListenFailed,
                $"The sign-in cannot wait for the browser at {redirectUri}: {exception.Message}",
                "End the program that has the port, or register another redirect address with the application and give it with -RedirectUri.",
                exception)
            {
                Subject = redirectUri.AbsoluteUri,
            };
        }
    }

    /// <summary>Waits for the redirect. Every other address is answered 404, a redirect of another sign-in 400, and the waiting goes on.</summary>
    /// <param name="answer">Reads the redirect: what it gives, or null if it belongs to no sign-in of ours. What it throws is shown to the user too.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="SyncException">What <paramref name="answer"/> throws.</exception>
    public async Task<T> WaitAsync<T>(Func<Uri, T?> answer, CancellationToken cancellationToken)
        where T : class
    {
        using var stop = cancellationToken.Register(_listener.Abort);
        while (true)
        {
            var context = await NextAsync(cancellationToken).ConfigureAwait(false);
            if (context.Request.HttpMethod != "GET" || context.Request.Url is not { } url || url.AbsolutePath != _redirectUri.AbsolutePath)
            {
                Reply(context, HttpStatusCode.NotFound, "Not found", "There is nothing at this address.");
                continue;
            }
            try
            {
                if (answer(url) is { } result)
                {
                    Reply(context, HttpStatusCode.OK, "Signed in", "CrmQbSync has what it needs. You can close this window.");
                    return result;
                }
                Reply(context, HttpStatusCode.BadRequest, "Not this sign-in", "This address belongs to no sign-in that is under way.");
            }
            catch (SyncException)
            {
                Reply(context, HttpStatusCode.OK, "Not signed in", "The sign-in was not completed; PowerShell says why. You can close this window.");
                throw;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Close();

    private async Task<HttpListenerContext> NextAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _listener.GetContextAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (cancellationToken.IsCancellationRequested && exception is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            throw new OperationCanceledException("The waiting for the browser was ended.", exception, cancellationToken);
        }
    }

    private static void Reply(HttpListenerContext context, HttpStatusCode status, string title, string text)
    {
        var page = $"<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>CrmQbSync: {title}</title></head><body><h1>{title}</h1><p>{text}</p></body></html>";
        var response = context.Response;
        response.StatusCode = (int)status;
        response.ContentType = "text/html; charset=utf-8";
        // The address holds the code: it must not go on to anywhere.
        response.Headers["Cache-Control"] = "no-store";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["Content-Security-Policy"] = "default-src 'none'";
        response.KeepAlive = false;
        try
        {
            response.Close(Encoding.UTF8.GetBytes(page), willBlock: true);
        }
        catch (Exception exception) when (exception is HttpListenerException or IOException or ObjectDisposedException)
        {
            // The browser did not wait for its page; what it brought counts all the same.
            response.Abort();
        }
    }
}

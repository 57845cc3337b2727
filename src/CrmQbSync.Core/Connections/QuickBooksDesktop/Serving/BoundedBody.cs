using System.Net;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>Reads the body of a request, bounded in size and time.</summary>
internal static class BoundedBody
{
    /// <summary>The largest body of anybody: signing in needs far less.</summary>
    public const int Small = 64 * 1024;

    /// <summary>The largest answer of QuickBooks that is taken while a session is open.</summary>
    public const int Large = 64 * 1024 * 1024;

    /// <summary>How long a body may take.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    /// <summary>The body; null if it is larger than allowed or does not come in time.</summary>
    public static async Task<MemoryStream?> ReadAsync(HttpListenerRequest request, int limit, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (request.ContentLength64 > limit)
            return null;
        var body = new MemoryStream(request.ContentLength64 > 0 ? (int)request.ContentLength64 : 0);
        var buffer = new byte[16 * 1024];
        using var late = new CancellationTokenSource(s_patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            int count;
            // The listener's own stream does not heed the token on every system.
            while ((count = await request.InputStream.ReadAsync(buffer, either.Token).AsTask().WaitAsync(either.Token).ConfigureAwait(false)) > 0)
            {
                if (body.Length + count > limit)
                    return null;
                body.Write(buffer, 0, count);
            }
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            return null;
        }
        body.Position = 0;
        return body;
    }
}

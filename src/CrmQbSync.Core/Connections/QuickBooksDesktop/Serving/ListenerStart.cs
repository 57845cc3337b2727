using System.Net;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>Starts listening, also while callers knock already: a Web Connector calls at all times, and its calls may be there before the server is.</summary>
internal static class ListenerStart
{
    private const int MostTries = 20;

    /// <summary>A listener that listens.</summary>
    /// <param name="prefixes">The addresses.</param>
    public static HttpListener Start(IReadOnlyList<string> prefixes)
    {
        for (var tries = 1; ; tries++)
        {
            var listener = new HttpListener();
            try
            {
                foreach (var prefix in prefixes)
                    listener.Prefixes.Add(prefix);
                listener.Start();
                return listener;
            }
            catch (ArgumentNullException) when (tries < MostTries)
            {
                // Elsewhere than on Windows .NET's listener fails so where somebody connects in the very moment of its start
                // (HttpEndPointListener takes a lock that its constructor makes only afterwards), and leaves its socket to the garbage collector:
                // until that has closed it, the address is in use.
                Release(listener);
            }
            catch (HttpListenerException) when (tries is > 1 and < MostTries)
            {
                // The socket of the try before is not closed yet; where it is somebody else's by now, that shows after some more.
                Release(listener);
            }
            catch
            {
                listener.Close();
                throw;
            }
        }
    }

    private static void Release(HttpListener listener)
    {
        listener.Close();
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }
}

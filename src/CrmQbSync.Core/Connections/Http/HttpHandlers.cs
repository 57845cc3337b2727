using System.Net;

namespace CrmQbSync.Connections.Http;

/// <summary>Makes what sends requests.</summary>
internal static class HttpHandlers
{
    /// <summary>How long making a connection may take.</summary>
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(20);

    /// <summary>
    /// A handler for a proxy. It follows no redirects (they would carry tokens elsewhere), keeps no cookies, and takes certificates only as the system
    /// does.
    /// </summary>
    public static HttpMessageHandler Create(ProxyChoice proxy) => new SocketsHttpHandler
    {
        UseProxy = proxy.IsUsed,
        Proxy = proxy.Address is { } address ? new WebProxy(address) { Credentials = proxy.Credentials, BypassProxyOnLocal = false } : null,
        DefaultProxyCredentials = proxy.Credentials,
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate | DecompressionMethods.Brotli,
        ConnectTimeout = ConnectTimeout,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
    };
}

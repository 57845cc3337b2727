using System.Net;
using System.Security.Authentication;

namespace CrmQbSync.Connections.Http;

/// <summary>Says what went wrong with a request, in words that tell where to look: network, proxy, certificate, service.</summary>
internal sealed class ExchangeFaults(ProxyChoice proxy)
{
    /// <summary>The proxy wants a sign-in that it did not get.</summary>
    public ExchangeException ProxyRefused(HttpRequestMessage request, Exception? inner = null) => Fault(
        $"{Server(request)} cannot be reached: {proxy.Name} wants a sign-in (status 407) and does not take the one it gets.",
        "Set proxy: in the profile to the proxy's address, with user and password from the secret store (http://${secret:proxy-user}:${secret:proxy-password}@proxy:8080), or to none.",
        inner, wasSent: false, mayPass: false);

    /// <summary>The answer did not come in time.</summary>
    /// <param name="request">The request.</param>
    /// <param name="timeout">How long was waited; null if not even a connection was made.</param>
    /// <param name="inner">The cause.</param>
    public static ExchangeException TimedOut(HttpRequestMessage request, TimeSpan? timeout, Exception inner) => timeout is { } waited
        ? Fault($"{Server(request)} did not answer within {waited.TotalSeconds:0} seconds.", "Run again later.", inner, wasSent: true, mayPass: true)
        : Fault(
            $"{Server(request)} cannot be reached: no connection within {HttpHandlers.ConnectTimeout.TotalSeconds:0} seconds.",
            "Look whether this machine has a connection to it; where a proxy is needed, set proxy: in the profile.", inner, wasSent: false, mayPass: true);

    /// <summary>The answer is longer than any that is expected.</summary>
    public static ExchangeException TooLong(HttpRequestMessage request, long maxBytes) => Fault(
        $"{Server(request)} sent an answer of more than {maxBytes} bytes.", "Look whether a proxy or another program answers in the service's place.", null, wasSent: true, mayPass: false);

    /// <summary>Any failure of the transport.</summary>
    public ExchangeException Of(HttpRequestMessage request, Exception exception) => exception switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError, StatusCode: HttpStatusCode.ProxyAuthenticationRequired } => ProxyRefused(request, exception),
        HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } => Fault(
            $"{Server(request)} cannot be reached: {proxy.Name} opens no way to it ({Reason(exception)}).",
            "Look whether the proxy lets connections to that server pass; set proxy: in the profile to another one, or to none.", exception, wasSent: false, mayPass: true),
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => Fault(
            $"{Server(request)} cannot be reached: its name is not known to this machine ({Reason(exception)}).",
            "Look whether this machine is online; where a proxy is needed, set proxy: in the profile.", exception, wasSent: false, mayPass: true),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError, InnerException: AuthenticationException } => Fault(
            $"{Server(request)} is not trusted: {Reason(exception)}",
            "Look whether date and time of this machine are right, and whether a proxy that inspects TLS stands between; its root certificate then belongs into the system's store. Certificates are never ignored.",
            exception, wasSent: false, mayPass: false),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError or HttpRequestError.ConnectionError } => Fault(
            $"{Server(request)} cannot be reached: {Reason(exception)}",
            "Look whether this machine has a connection to it; where a proxy is needed, set proxy: in the profile.", exception, wasSent: false, mayPass: true),
        _ => Fault($"The connection to {Server(request)} broke off before the whole answer came: {Reason(exception)}", "Run again later.", exception, wasSent: true, mayPass: true),
    };

    private static ExchangeException Fault(string message, string advice, Exception? inner, bool wasSent, bool mayPass) =>
        new(new SyncException(SyncErrorId.ServiceUnavailable, message, advice, inner), wasSent, mayPass);

    private static string Server(HttpRequestMessage request) => $"{request.RequestUri!.Scheme}://{request.RequestUri.Authority}";

    private static string Reason(Exception exception) => (exception.InnerException ?? exception).Message;
}

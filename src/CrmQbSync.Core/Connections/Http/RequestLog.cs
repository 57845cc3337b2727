using System.Globalization;

namespace CrmQbSync.Connections.Http;

/// <summary>
/// One line a request: number, method, host and path, the names of the query's parameters, status, time, the service's id of it. Values of the query,
/// headers and bodies are never in it.
/// </summary>
internal sealed class RequestLog(WebServices web, string? requestIdHeader)
{
    private int _count;

    /// <summary>Begins a line.</summary>
    /// <param name="request">The request.</param>
    /// <param name="name">What it does.</param>
    public Line Begin(HttpRequestMessage request, string name)
    {
        var number = Interlocked.Increment(ref _count);
        var what = string.Create(CultureInfo.InvariantCulture, $"#{number} {request.Method} {Shown(request.RequestUri!)} ({name})");
        return new Line(web, requestIdHeader, what, web.Clock.GetTimestamp());
    }

    private static string Shown(Uri address)
    {
        var path = address.GetLeftPart(UriPartial.Path);
        var names = address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')[0]);
        var query = string.Join('&', names);
        return query.Length == 0 ? path : $"{path}?{query}";
    }

    /// <summary>A line that is ended once the answer is there.</summary>
    internal sealed class Line(WebServices web, string? requestIdHeader, string what, long started)
    {
        /// <summary>Ends it with an answer.</summary>
        public void End(ServiceReply reply)
        {
            var id = requestIdHeader is null ? null : reply.Header(requestIdHeader);
            End($"{reply.Status.ToString(CultureInfo.InvariantCulture)}, {reply.Body.Length.ToString(CultureInfo.InvariantCulture)} bytes{(id is null ? "" : $", {requestIdHeader} {id}")}");
        }

        /// <summary>Ends it without one.</summary>
        public void End(ExchangeException exception) => End($"no answer: {exception.Message}");

        /// <summary>Ends it in other words.</summary>
        public void End(string how) =>
            web.Log.Debug(string.Create(CultureInfo.InvariantCulture, $"{what}: {how}, {web.Clock.GetElapsedTime(started).TotalMilliseconds:0} ms"));
    }
}

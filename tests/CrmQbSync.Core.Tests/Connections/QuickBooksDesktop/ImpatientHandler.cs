namespace CrmQbSync.Tests.Connections.QuickBooksDesktop;

/// <summary>A server so slow that the Web Connector waits no longer for the answer to one call: it was carried out, and nobody heard of it.</summary>
/// <param name="at">Which call, counted from 1; null for none.</param>
internal sealed class ImpatientHandler(int? at) : DelegatingHandler(new HttpClientHandler())
{
    private int _calls;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken);
        if (++_calls != at)
            return answer;
        answer.Dispose();
        throw new TaskCanceledException("The operation has timed out.");
    }
}

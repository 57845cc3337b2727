namespace CrmQbSync.Connections.Http;

/// <summary>What is peculiar to one service's API. Stateless.</summary>
internal interface IServiceDialect
{
    /// <summary>What messages call the service: "Zoho CRM".</summary>
    string ServiceName { get; }

    /// <summary>The reply header that names a request to the service's support, such as <c>intuit_tid</c>; null if there is none.</summary>
    string? RequestIdHeader { get; }

    /// <summary>Scheme, host and port (and perhaps a path) that <see cref="ServiceRequest.Path"/> is put behind.</summary>
    Uri BaseAddress(AccessToken token);

    /// <summary>Puts the access token on a request.</summary>
    void Authorize(HttpRequestMessage request, AccessToken token);

    /// <summary>
    /// What a reply means. Asked for every reply that came whole, of any status. A status that the service does not document should become
    /// Unavailable from 500 on, Throttled for 429, else Rejected. <see cref="ServiceReply.Text"/> holds no access token any more.
    /// </summary>
    ReplyVerdict Judge(ServiceRequest request, ServiceReply reply);
}

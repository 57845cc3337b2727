namespace CrmQbSync.Connections.Http;

/// <summary>What is peculiar to one service's token endpoint. Stateless.</summary>
internal interface ITokenDialect
{
    /// <summary>What messages call the service.</summary>
    string ServiceName { get; }

    /// <summary>A new request that turns a refresh token into an access token; also called for each repetition.</summary>
    HttpRequestMessage RefreshRequest(ClientCredentials client, string refreshToken);

    /// <summary>Reads the endpoint's reply, of any status; errors in replies of status 200 too.</summary>
    TokenReply ReadTokens(ServiceReply reply);
}

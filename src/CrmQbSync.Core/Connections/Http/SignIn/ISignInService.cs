namespace CrmQbSync.Connections.Http;

/// <summary>What is peculiar to signing in to one service. Made for one profile and side by its connection's folder.</summary>
internal interface ISignInService : ITokenDialect
{
    /// <summary>What the profile says.</summary>
    SignInSettings Settings { get; }

    /// <summary>The address of the loopback listener where the user names none; it must be registered with the application, so its port is fixed.</summary>
    Uri DefaultRedirectUri { get; }

    /// <summary>
    /// Resolves what the profile says of addresses and companies, which may stand in secrets. Awaited once, before anything but <see cref="Settings"/> and
    /// <see cref="DefaultRedirectUri"/> is used.
    /// </summary>
    /// <exception cref="SyncException">SecretMissing, SecretStoreFailed, ProfileInvalid.</exception>
    Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The page where the user consents.</summary>
    Uri AuthorizeAddress(string clientId, Uri redirectUri, string state);

    /// <summary>
    /// A new request that exchanges the code. Throws <see cref="SyncException"/> where the grant does not fit the profile (another data centre: ProfileInvalid;
    /// another realm: WrongCompany).
    /// </summary>
    HttpRequestMessage ExchangeRequest(ClientCredentials client, AuthorizationGrant grant);

    /// <summary>A new request that ends the sign-in.</summary>
    HttpRequestMessage RevokeRequest(ClientCredentials client, string refreshToken);

    /// <summary>Ok if the sign-in is ended now, also if it was before; else why not.</summary>
    ReplyVerdict ReadRevocation(ServiceReply reply);

    /// <summary>
    /// Who signed in, where; asks the service. The flow fills in what it knows itself (side, profile, scopes, ends, where the token is). Values worth
    /// keeping (the administrator's user id) go to <see cref="AccessTokens.RememberAsync"/>.
    /// </summary>
    Task<AccountInfo> DescribeAsync(AccessTokens tokens, HttpExchange exchange, CancellationToken cancellationToken);
}

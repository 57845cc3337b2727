namespace CrmQbSync.Running;

/// <summary>Signing in to the services that a profile connects, and out again.</summary>
public interface IAccountSignIn
{
    /// <summary>Signs in, stores the refresh token, and tells who is signed in where.</summary>
    /// <exception cref="SyncException">Cancelled if the user refuses, ListenFailed, AuthenticationFailed, WrongCompany, InputInvalid where the side needs no sign-in, and what a web call can give.</exception>
    Task<AccountInfo> ConnectAsync(SyncProfile profile, Side side, SignInOptions options, ISignInPrompt prompt, CancellationToken cancellationToken);

    /// <summary>What would be signed in to, for a question: "Zoho CRM (eu), secret 'acme-crm-refresh'".</summary>
    /// <exception cref="SyncException">InputInvalid where the side needs no sign-in.</exception>
    string Describe(SyncProfile profile, Side side);

    /// <summary>Ends the sign-in at the service and forgets its tokens here.</summary>
    /// <returns>False if there was no sign-in.</returns>
    Task<bool> DisconnectAsync(SyncProfile profile, Side side, CancellationToken cancellationToken);
}

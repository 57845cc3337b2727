using System.Collections.Immutable;
using System.Security.Cryptography;
using CrmQbSync.Running;

namespace CrmQbSync.Connections.Http;

/// <summary>Gets the user's consent: by browser and listener, by a pasted address, or by a code made elsewhere.</summary>
internal sealed class ConsentFlow(WebServices web, ISignInService service, SignInOptions options, ISignInPrompt prompt)
{
    private readonly PendingSignIn _pending = new(web, service.Settings);

    /// <summary>What the consent gave.</summary>
    /// <param name="clientId">The client ID.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="SyncException">Cancelled, ListenFailed, AuthenticationFailed, InputInvalid.</exception>
    public async Task<AuthorizationGrant> GetAsync(string clientId, CancellationToken cancellationToken)
    {
        var grant = options switch
        {
            { AuthorizationCode: { } code } => new AuthorizationGrant { Code = code.Trim(), RedirectUri = options.RedirectUri },
            { RedirectedUrl: { } url } => ReadEarlier(url),
            _ => await AskAsync(clientId, cancellationToken).ConfigureAwait(false),
        };
        return options.RealmId is { Length: > 0 } realm && !grant.Parameters.ContainsKey("realmId")
            ? grant with { Parameters = grant.Parameters.SetItem("realmId", realm) }
            : grant;
    }

    private async Task<AuthorizationGrant> AskAsync(string clientId, CancellationToken cancellationToken)
    {
        var redirectUri = options.RedirectUri ?? service.DefaultRedirectUri;
        var state = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        var page = service.AuthorizeAddress(clientId, redirectUri, state);
        return redirectUri is { Scheme: "http", IsLoopback: true }
            ? await ListenAsync(page, redirectUri, state, cancellationToken).ConfigureAwait(false)
            : AskToPaste(page, redirectUri, state);
    }

    private async Task<AuthorizationGrant> ListenAsync(Uri page, Uri redirectUri, string state, CancellationToken cancellationToken)
    {
        using var listener = LoopbackListener.Start(redirectUri);
        using var patience = new CancellationTokenSource(options.Patience, web.Clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        // The browser may be on another machine, where this address leads nowhere: whoever ends the waiting can give the address that it ended on.
        _pending.Begin(state, redirectUri);
        prompt.Show(page, web.Browser.TryOpen(page));
        try
        {
            var grant = await listener.WaitAsync(address => Redirect.Read(address, redirectUri, state, service.ServiceName), stop.Token).ConfigureAwait(false);
            _pending.End();
            return grant;
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SyncException(
                SyncErrorId.Cancelled,
                $"Nobody signed in to {service.ServiceName} within {options.Patience.TotalMinutes:0.#} minutes.",
                $"Sign in again. If the browser is on another machine, give the address that it ended on there: {service.Settings.ConnectCmdlet} -RedirectedUrl '…'.",
                exception);
        }
    }

    private AuthorizationGrant AskToPaste(Uri page, Uri redirectUri, string state)
    {
        // Whoever cannot paste now can in another session.
        _pending.Begin(state, redirectUri);
        prompt.Show(page, web.Browser.TryOpen(page));
        var pasted = prompt.AskForRedirectedUrl(redirectUri);
        if (string.IsNullOrWhiteSpace(pasted))
        {
            throw new SyncException(
                SyncErrorId.Cancelled,
                $"The address that the browser ended on was not given, so the sign-in to {service.ServiceName} is not complete.",
                $"Open {page.AbsoluteUri} in a browser, consent, and give the address it ends on: {service.Settings.ConnectCmdlet} -RedirectedUrl '…'.");
        }
        return Read(pasted, redirectUri, state);
    }

    private AuthorizationGrant ReadEarlier(string url)
    {
        if (_pending.Find() is not { } begun)
        {
            throw new SyncException(
                SyncErrorId.InputInvalid,
                "-RedirectedUrl belongs to no sign-in that was begun here in the last half hour.",
                $"Begin one with {service.Settings.ConnectCmdlet}; a code that was made elsewhere is given with -AuthorizationCode.");
        }
        return Read(url, begun.RedirectUri, begun.State);
    }

    private AuthorizationGrant Read(string url, Uri redirectUri, string state)
    {
        if (!Uri.TryCreate(url.Trim().Trim('"', '\''), UriKind.Absolute, out var address))
            throw Unfit("it is no address");
        var grant = Redirect.Read(address, redirectUri, state, service.ServiceName)
            ?? throw Unfit("it is not of the sign-in that was begun here, or has no code in it");
        _pending.End();
        return grant;
    }

    private SyncException Unfit(string why) => new(
        SyncErrorId.InputInvalid,
        $"The address that was given cannot be used: {why}.",
        $"Begin again with {service.Settings.ConnectCmdlet}, and copy the whole address from the browser's address bar once you have consented.");
}

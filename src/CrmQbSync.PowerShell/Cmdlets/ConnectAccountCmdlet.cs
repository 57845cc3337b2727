using System.Management.Automation;
using CrmQbSync.Pipeline;
using CrmQbSync.Running;

namespace CrmQbSync.Cmdlets;

/// <summary>A cmdlet that signs in to a side's service.</summary>
public abstract class ConnectAccountCmdlet : PipedProfileCmdlet
{
    private protected const string ByBrowser = "Browser";
    private protected const string ByAddress = "RedirectedUrl";
    private protected const string ByCode = "AuthorizationCode";

    /// <summary>
    /// The redirect address that is registered with the application. One on this machine (http://localhost:PORT/…) is listened at; of any other the address
    /// that the browser ends on is asked for.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    public Uri? RedirectUri { get; set; }

    /// <summary>The whole address that the browser ended on, of a sign-in that was begun in the last half hour.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByAddress)]
    [ValidateNotNullOrEmpty]
    public string? RedirectedUrl { get; set; }

    /// <summary>An authorization code that was made elsewhere, such as in the service's console.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByCode)]
    [ValidateNotNullOrEmpty]
    public string? AuthorizationCode { get; set; }

    /// <summary>Signs in.</summary>
    private protected void Connect(Side side, string? realmId)
    {
        var profile = ReadProfile(Profile);
        if (RedirectUri is { IsAbsoluteUri: false })
        {
            Try(() => throw new SyncException(
                SyncErrorId.InputInvalid, $"-RedirectUri '{RedirectUri}' is no whole address.", "Give it as it is registered with the application, such as http://localhost:8765/callback."));
        }
        var options = new SignInOptions
        {
            RedirectUri = RedirectUri,
            RedirectedUrl = RedirectedUrl,
            AuthorizationCode = AuthorizationCode,
            RealmId = realmId,
        };
        Run(async (output, token) =>
        {
            var what = Engine.SignIn.Describe(profile, side);
            if (!output.ShouldProcess($"Signing in to {what}", $"Sign in to {what}?", "Sign in"))
                return;
            output.Write(await Engine.SignIn.ConnectAsync(profile, side, options, new SignInPrompt(output), token).ConfigureAwait(false));
        });
    }
}

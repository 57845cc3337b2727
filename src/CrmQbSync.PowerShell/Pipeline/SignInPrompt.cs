using CrmQbSync.Running;

namespace CrmQbSync.Pipeline;

/// <summary>Shows a sign-in to the person at the console.</summary>
internal sealed class SignInPrompt(CmdletOutput output) : ISignInPrompt
{
    /// <inheritdoc/>
    public void Show(Uri address, bool opened) => output.Tell(opened
        ? $"A browser was opened. If it does not show the sign-in, open this address:\n{address.AbsoluteUri}"
        : $"Open this address in a browser:\n{address.AbsoluteUri}");

    /// <inheritdoc/>
    public string? AskForRedirectedUrl(Uri redirectUri)
    {
        output.Tell($"When you have consented, the browser ends on an address that begins with {redirectUri.GetLeftPart(UriPartial.Path)}. Paste the whole of it here:");
        return output.AskForLine();
    }
}

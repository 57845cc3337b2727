namespace CrmQbSync.Running;

/// <summary>What a sign-in has to say to the user, and to ask. Called from any thread, one call at a time.</summary>
public interface ISignInPrompt
{
    /// <summary>Shows the address to be opened; always, since the browser may open on another screen or not at all.</summary>
    /// <param name="address">The page where the user consents.</param>
    /// <param name="opened">Whether a browser was opened there.</param>
    void Show(Uri address, bool opened);

    /// <summary>Asks for the whole address that the browser ended on; null if nobody is there to answer.</summary>
    string? AskForRedirectedUrl(Uri redirectUri);
}

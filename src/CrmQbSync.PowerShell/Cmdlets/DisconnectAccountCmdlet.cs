namespace CrmQbSync.Cmdlets;

/// <summary>A cmdlet that ends the sign-in to a side's service.</summary>
public abstract class DisconnectAccountCmdlet : PipedProfileCmdlet
{
    /// <summary>Ends it.</summary>
    private protected void Disconnect(Side side)
    {
        var profile = ReadProfile(Profile);
        Run(async (output, token) =>
        {
            var what = Engine.SignIn.Describe(profile, side);
            if (!output.ShouldProcess($"Ending the sign-in to {what}", $"End the sign-in to {what}?", "Sign out"))
                return;
            if (!await Engine.SignIn.DisconnectAsync(profile, side, token).ConfigureAwait(false))
                output.Warning($"There was no sign-in to {what}.");
        });
    }
}

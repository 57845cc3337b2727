namespace CrmQbSync.Profiles;

/// <summary>A secret that a profile needs.</summary>
/// <param name="Name">Its name.</param>
/// <param name="SignIn">The side whose sign-in writes it; null where a person sets it.</param>
internal sealed record ProfileSecret(string Name, Side? SignIn)
{
    /// <summary>What a user does where it is missing, as a sentence; null where setting it is the store's own matter.</summary>
    /// <param name="profile">The profile's path.</param>
    public string? ConnectAdvice(string profile) =>
        SignIn is { } side ? $"Sign in: {(side == Side.Crm ? "Connect-CrmAccount" : "Connect-QbAccount")} -Profile '{profile}'." : null;
}

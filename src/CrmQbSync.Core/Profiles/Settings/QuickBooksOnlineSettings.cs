namespace CrmQbSync.Profiles;

/// <summary>A company of QuickBooks Online.</summary>
public sealed record QuickBooksOnlineSettings : ConnectionSettings
{
    /// <inheritdoc/>
    public override string Type => "QuickBooksOnline";

    /// <summary>Which world the company lives in. Default Production.</summary>
    public QuickBooksEnvironment Environment { get; init; } = QuickBooksEnvironment.Production;

    /// <summary>The company's ID.</summary>
    public required ProfileValue RealmId { get; init; }

    /// <summary>The client ID of the registered application.</summary>
    public required ProfileValue ClientId { get; init; }

    /// <summary>The client secret of the registered application.</summary>
    public required ProfileValue ClientSecret { get; init; }

    /// <summary>The refresh token, always one secret since it is renewed with each use; null for the secret <c>NAME-qb-refresh</c> that Connect-QbAccount writes.</summary>
    public ProfileValue? RefreshToken { get; init; }

    /// <summary>The whole address of the token endpoint; null for Intuit's.</summary>
    public ProfileValue? TokenUrl { get; init; }

    /// <summary>Scheme, host and port of the API; null for the environment's.</summary>
    public ProfileValue? ApiUrl { get; init; }

    /// <summary>The environment as the profile writes it.</summary>
    internal string EnvironmentName => Environment == QuickBooksEnvironment.Sandbox ? "sandbox" : "production";
}

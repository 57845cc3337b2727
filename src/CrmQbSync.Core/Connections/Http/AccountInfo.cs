namespace CrmQbSync;

/// <summary>An account that a profile is signed in to.</summary>
public sealed record AccountInfo
{
    /// <summary>The side.</summary>
    public required Side Side { get; init; }

    /// <summary>The service: "Zoho CRM".</summary>
    public required string Service { get; init; }

    /// <summary>Who signed in; null where the service does not say.</summary>
    public string? User { get; init; }

    /// <summary>The company or organisation; null where the service does not say.</summary>
    public string? Company { get; init; }

    /// <summary>The company's or organisation's id; null where the service does not say.</summary>
    public string? CompanyId { get; init; }

    /// <summary>The data centre or environment, as the profile writes it.</summary>
    public string? Region { get; init; }

    /// <summary>The scopes that were granted; null where the service does not say.</summary>
    public string? Scopes { get; init; }

    /// <summary>When the sign-in ends if it is not used before; null where it does not.</summary>
    public DateTimeOffset? EndsUnused { get; init; }

    /// <summary>When the user must consent again at the latest; null where that is never, or unknown.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>Where the refresh token was put: the secret's name and its store.</summary>
    public string? StoredIn { get; init; }

    /// <summary>The full path of the profile.</summary>
    public string? Profile { get; init; }
}

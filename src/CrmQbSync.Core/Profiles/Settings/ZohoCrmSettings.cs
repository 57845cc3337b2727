namespace CrmQbSync.Profiles;

/// <summary>An account of Zoho CRM.</summary>
public sealed record ZohoCrmSettings : ConnectionSettings
{
    /// <inheritdoc/>
    public override string Type => "ZohoCrm";

    /// <summary>The data centre that the account lives in.</summary>
    public required ZohoDataCenter DataCenter { get; init; }

    /// <summary>The client ID of the registered application.</summary>
    public required ProfileValue ClientId { get; init; }

    /// <summary>The client secret of the registered application.</summary>
    public required ProfileValue ClientSecret { get; init; }

    /// <summary>The refresh token; null for the secret <c>NAME-crm-refresh</c> that Connect-CrmAccount writes.</summary>
    public ProfileValue? RefreshToken { get; init; }

    /// <summary>Scheme, host and port for sign-in; null for the data centre's.</summary>
    public ProfileValue? AccountsUrl { get; init; }

    /// <summary>Scheme, host and port of the API; null for what the sign-in replies.</summary>
    public ProfileValue? ApiUrl { get; init; }

    /// <summary>What the field Company means. Default LinkOrCreate.</summary>
    public ZohoCompanies Companies { get; init; } = ZohoCompanies.LinkOrCreate;
}

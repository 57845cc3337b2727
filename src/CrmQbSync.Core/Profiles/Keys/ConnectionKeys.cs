namespace CrmQbSync.Profiles;

/// <summary>The keys of the connections; each group is named after its <c>type</c>.</summary>
internal static class ConnectionKeys
{
    public static KeyDefinition ZohoCrm { get; } = Define.Group("ZohoCrm", "An account of Zoho CRM.",
        Type,
        Define.Choice<ZohoDataCenter>("dataCenter", "The data centre that the account lives in.") with
        {
            IsRequired = true,
            Choices = [.. Enum.GetNames<ZohoDataCenter>().Select(name => name.ToLowerInvariant())],
        },
        ClientId,
        ClientSecret,
        Define.Secret("refreshToken", "The refresh token; by default the secret NAME-crm-refresh, which Connect-CrmAccount writes."),
        Define.Address("accountsUrl", "Scheme, host and port for sign-in, in place of the data centre's.", TextRules.Origin),
        Define.Address("apiUrl", "Scheme, host and port of the API, in place of what the sign-in replies.", TextRules.Origin),
        Define.Choice("companies", "What Company means in the CRM, where a contact belongs to an account.", ZohoCompanies.LinkOrCreate));

    public static KeyDefinition QuickBooksOnline { get; } = Define.Group("QuickBooksOnline", "A company of QuickBooks Online.",
        Type,
        Define.Choice("environment", "production, or sandbox for test companies.", QuickBooksEnvironment.Production) with
        {
            Choices = [.. Enum.GetNames<QuickBooksEnvironment>().Select(name => name.ToLowerInvariant())],
            Default = "production",
        },
        new KeyDefinition("realmId", KeyKind.Text, "The company's ID.")
        {
            IsRequired = true, References = ReferenceUse.Any, Maximum = 30, Rule = TextRules.Realm,
        },
        ClientId,
        ClientSecret,
        Define.Secret("refreshToken", "The refresh token, which is renewed with each use; by default the secret NAME-qb-refresh, which Connect-QbAccount writes.") with
        {
            References = ReferenceUse.OneSecret,
        },
        IncludeJobs,
        Define.Address("tokenUrl", "The whole address of the token endpoint, in place of Intuit's.", TextRules.Address),
        Define.Address("apiUrl", "Scheme, host and port of the API, in place of the environment's.", TextRules.Origin));

    public static KeyDefinition QuickBooksDesktop { get; } = Define.Group("QuickBooksDesktop", "A company file of QuickBooks Desktop, through the Web Connector.",
        Type,
        new KeyDefinition("companyFile", KeyKind.Text, "The company file on the machine of QuickBooks; by default the one that is open.")
        {
            References = ReferenceUse.Any, Minimum = 0, Maximum = 1024, Default = "", Rule = TextRules.CompanyFile,
        },
        Define.Address("listen", "Where the Web Connector finds us.", TextRules.Listen) with { IsRequired = true },
        Define.Address("bind", "The http address that is served, where a reverse proxy stands at the address of listen; by default that itself.", TextRules.Listen),
        new KeyDefinition("userName", KeyKind.Text, "The name that the Web Connector signs in with.") { IsRequired = true, References = ReferenceUse.Any },
        Define.Secret("password", "The password that the Web Connector signs in with.") with { IsRequired = true },
        Define.Number("runEvery", "Every how many minutes the Web Connector calls.", 1, 1440, 15),
        IncludeJobs);

    public static KeyDefinition Csv { get; } = Define.Group("Csv", "A CSV file.",
        Type,
        new KeyDefinition("path", KeyKind.Path, "The file.") { IsRequired = true, Maximum = 1024 },
        Define.Choice("format", "Which header means which field.", CsvFormat.Canonical),
        new KeyDefinition("columns", KeyKind.Named, "This file's header of a field, where it differs.")
        {
            Minimum = 0,
            Maximum = 100,
            Item = new KeyDefinition("", KeyKind.Text, "The header.") { Rule = TextRules.Header },
        });

    /// <summary>A CSV file of customers, which may hold jobs.</summary>
    public static KeyDefinition QuickBooksCsv { get; } = Csv with { Keys = [.. Csv.Keys, IncludeJobs] };

    private static KeyDefinition Type => new("type", KeyKind.Text, "The kind of connection.") { IsRequired = true, References = ReferenceUse.None };

    private static KeyDefinition ClientId => new("clientId", KeyKind.Text, "The client ID of the registered application.")
    {
        IsRequired = true, References = ReferenceUse.Any, Maximum = 500,
    };

    private static KeyDefinition ClientSecret =>
        Define.Secret("clientSecret", "The client secret of the registered application.") with { IsRequired = true };

    private static KeyDefinition IncludeJobs => Define.Switch("includeJobs", "Whether sub-customers and jobs take part.");
}

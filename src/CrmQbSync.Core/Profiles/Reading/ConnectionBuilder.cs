using System.Collections.Immutable;

namespace CrmQbSync.Profiles;

/// <summary>Makes the settings of a connection of what was checked.</summary>
internal static class ConnectionBuilder
{
    public static ConnectionSettings Build(CheckedValue connection, string file) => connection.Type!.Name switch
    {
        "ZohoCrm" => ZohoCrm(connection, file),
        "QuickBooksOnline" => QuickBooksOnline(connection, file),
        "QuickBooksDesktop" => QuickBooksDesktop(connection, file),
        _ => Csv(connection),
    };

    private static ZohoCrmSettings ZohoCrm(CheckedValue connection, string file) => new()
    {
        DataCenter = connection.Choice<ZohoDataCenter>("dataCenter") ?? ZohoDataCenter.Us,
        ClientId = connection.ValueOf("clientId", file)!,
        ClientSecret = connection.ValueOf("clientSecret", file)!,
        RefreshToken = connection.ValueOf("refreshToken", file),
        AccountsUrl = connection.ValueOf("accountsUrl", file),
        ApiUrl = connection.ValueOf("apiUrl", file),
        Companies = connection.Choice<ZohoCompanies>("companies") ?? ZohoCompanies.LinkOrCreate,
    };

    private static QuickBooksOnlineSettings QuickBooksOnline(CheckedValue connection, string file) => new()
    {
        Environment = connection.Choice<QuickBooksEnvironment>("environment") ?? QuickBooksEnvironment.Production,
        RealmId = connection.ValueOf("realmId", file)!,
        ClientId = connection.ValueOf("clientId", file)!,
        ClientSecret = connection.ValueOf("clientSecret", file)!,
        RefreshToken = connection.ValueOf("refreshToken", file),
        TokenUrl = connection.ValueOf("tokenUrl", file),
        ApiUrl = connection.ValueOf("apiUrl", file),
        IncludeJobs = connection.IsOn("includeJobs"),
    };

    private static QuickBooksDesktopSettings QuickBooksDesktop(CheckedValue connection, string file) => new()
    {
        CompanyFile = connection["companyFile"] is { Text: not "" } companyFile ? companyFile.ToValue(file) : null,
        Listen = connection.ValueOf("listen", file)!,
        Bind = connection.ValueOf("bind", file),
        UserName = connection.ValueOf("userName", file)!,
        Password = connection.ValueOf("password", file)!,
        RunEvery = connection["runEvery"]?.Number ?? 15,
        IncludeJobs = connection.IsOn("includeJobs"),
    };

    private static CsvSettings Csv(CheckedValue connection) => new()
    {
        Path = connection["path"]!.Text!,
        Format = connection.Choice<CsvFormat>("format") ?? CsvFormat.Canonical,
        Columns = (connection["columns"]?.Entries ?? [])
            .ToImmutableDictionary(entry => entry.Name.Text, entry => entry.Value!.Text!, StringComparer.OrdinalIgnoreCase),
        IncludeJobs = connection.IsOn("includeJobs"),
    };
}

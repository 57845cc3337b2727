namespace CrmQbSync.Profiles;

/// <summary>What a starter profile says of its connections.</summary>
internal static class StarterConnections
{
    /// <summary>The lines of a connection.</summary>
    public static string Of(string type, string name, bool isCrm) => type switch
    {
        "ZohoCrm" => ZohoCrm(StarterText.Quote(name)),
        "QuickBooksOnline" => QuickBooksOnline(StarterText.Quote(name)),
        "QuickBooksDesktop" => QuickBooksDesktop(StarterText.Quote(name), Uri.EscapeDataString(name)),
        _ => Csv(isCrm),
    };

    private static string ZohoCrm(string name) => $$"""
          type: ZohoCrm
          dataCenter: us                 # where the account lives: us | eu | in | au | jp | ca | cn | sa | uk
          # Of the application registered in Zoho's API console: Set-ContactSyncSecret stores both
          clientId: '${secret:{{name}}-zoho-id}'
          clientSecret: '${secret:{{name}}-zoho-secret}'
          # refreshToken: '${secret:{{name}}-crm-refresh}'    # Connect-CrmAccount writes this secret
          # companies: LinkOrCreate      # what Company means in the CRM: LinkOrCreate | Link | Ignore an account of that name
        """;

    private static string QuickBooksOnline(string name) => $$"""
          type: QuickBooksOnline
          environment: production        # production | sandbox
          # The company's ID, which QuickBooks shows under Settings > Account: write its digits here, in quotes, or store them as this secret
          realmId: '${secret:{{name}}-qb-realm}'
          # Of the application registered in Intuit's developer portal: Set-ContactSyncSecret stores both
          clientId: '${secret:{{name}}-qb-id}'
          clientSecret: '${secret:{{name}}-qb-secret}'
          # refreshToken: '${secret:{{name}}-qb-refresh}'     # Connect-QbAccount writes this secret
          # includeJobs: false           # whether sub-customers take part
        """;

    private static string QuickBooksDesktop(string name, string address) => $$"""
          type: QuickBooksDesktop
          companyFile: ''                # '' is the company file that is open
          listen: http://localhost:8085/{{address}}/    # where the Web Connector finds this profile
          userName: crmqbsync            # what the Web Connector signs in with; Set-ContactSyncSecret stores the password
          password: '${secret:{{name}}-qbwc}'
          runEvery: 15                   # minutes
          # includeJobs: false           # whether jobs take part
        """;

    private static string Csv(bool isCrm) => $$"""
          type: Csv
          path: {{(isCrm ? "contacts.csv" : "customers.csv")}}
          # Which header means which field: Canonical (Id, Email, FirstName, ...) | ZohoExport | QuickBooksExport
          format: Canonical
          # columns: { Phone: Telephone }    # an example: the field's header in this file, where it differs
        """;
}

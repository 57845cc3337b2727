namespace CrmQbSync.Connections.ZohoCrm;

/// <summary>What the user is asked to allow.</summary>
internal static class ZohoScopes
{
    /// <summary>The scopes, separated by commas as Zoho wants them.</summary>
    public const string All =
        "ZohoCRM.modules.contacts.ALL,ZohoCRM.modules.accounts.ALL,ZohoCRM.users.READ,ZohoCRM.org.READ,ZohoCRM.settings.fields.READ,"
        + "ZohoCRM.settings.modules.READ,ZohoCRM.coql.READ,ZohoCRM.bulk.READ,ZohoCRM.settings.recycle_bin.ALL";

    /// <summary>What a sign-in with too few of them is told.</summary>
    public const string Advice = "The sign-in was made with fewer scopes than are needed; connect again with Connect-CrmAccount. Scopes: " + All + ".";
}

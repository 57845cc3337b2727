using CrmQbSync.Profiles;

namespace CrmQbSync.Connections.ZohoCrm;

/// <summary>Where the data centres sign people in. A client's secret is sent to these hosts only, unless the profile names another itself.</summary>
internal static class ZohoDataCenters
{
    /// <summary>The accounts host of a data centre (Zoho's page "Multi DC", and the list that accounts.zoho.com gives under /oauth/serverinfo).</summary>
    public static Uri AccountsOf(ZohoDataCenter dataCenter) => new(dataCenter switch
    {
        ZohoDataCenter.Us => "https://accounts.zoho.com",
        ZohoDataCenter.Eu => "https://accounts.zoho.eu",
        ZohoDataCenter.In => "https://accounts.zoho.in",
        ZohoDataCenter.Au => "https://accounts.zoho.com.au",
        ZohoDataCenter.Jp => "https://accounts.zoho.jp",
        ZohoDataCenter.Ca => "https://accounts.zohocloud.ca",
        ZohoDataCenter.Cn => "https://accounts.zoho.com.cn",
        ZohoDataCenter.Sa => "https://accounts.zoho.sa",
        ZohoDataCenter.Uk => "https://accounts.zoho.uk",
        _ => throw new ArgumentOutOfRangeException(nameof(dataCenter), dataCenter, "No such data centre."),
    });

    /// <summary>The data centre that an accounts host belongs to; null if it is none of Zoho's.</summary>
    public static ZohoDataCenter? Find(Uri accounts)
    {
        foreach (var dataCenter in Enum.GetValues<ZohoDataCenter>())
        {
            if (Uri.Compare(AccountsOf(dataCenter), accounts, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0)
                return dataCenter;
        }
        return null;
    }
}

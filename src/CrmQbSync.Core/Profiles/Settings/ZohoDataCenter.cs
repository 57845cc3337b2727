namespace CrmQbSync.Profiles;

/// <summary>Zoho's data centres; an account lives in one of them.</summary>
public enum ZohoDataCenter
{
    /// <summary>United States, zoho.com.</summary>
    Us,

    /// <summary>Europe, zoho.eu.</summary>
    Eu,

    /// <summary>India, zoho.in.</summary>
    In,

    /// <summary>Australia, zoho.com.au.</summary>
    Au,

    /// <summary>Japan, zoho.jp.</summary>
    Jp,

    /// <summary>Canada, zohocloud.ca.</summary>
    Ca,

    /// <summary>China, zoho.com.cn.</summary>
    Cn,

    /// <summary>Saudi Arabia, zoho.sa.</summary>
    Sa,

    /// <summary>United Kingdom, zoho.uk.</summary>
    Uk,
}

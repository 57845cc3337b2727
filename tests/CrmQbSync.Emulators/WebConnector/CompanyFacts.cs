using System.Globalization;
using System.Xml.Linq;

namespace CrmQbSync.Emulators.WebConnector;

/// <summary>What the company file and the program tell about themselves.</summary>
internal static class CompanyFacts
{
    private static readonly decimal[] Versions = [1.0m, 1.1m, 2.0m, 2.1m, 3.0m, 4.0m, 4.1m, 5.0m, 6.0m, 7.0m, 8.0m, 9.0m, 10.0m, 11.0m, 12.0m, 13.0m, 14.0m, 15.0m, 16.0m];

    /// <summary>The versions of qbXML that QuickBooks knows.</summary>
    public static IEnumerable<decimal> VersionsOf(CompanyFile company) => Versions.Where(version => version <= company.Switches.HighestVersion);

    public static XElement Host(CompanyFile company) => new(
        "HostRet",
        new XElement("ProductName", "QuickBooks Enterprise Solutions 24.0"),
        new XElement("MajorVersion", "34"),
        new XElement("MinorVersion", "0"),
        new XElement("Country", "US"),
        VersionsOf(company).Select(version => new XElement("SupportedQBXMLVersion", version.ToString("0.0", CultureInfo.InvariantCulture))),
        new XElement("IsAutomaticLogin", "false"),
        new XElement("QBFileMode", "SingleUser"));

    public static XElement Company(CompanyFile company, XElement request)
    {
        var owners = request.Elements("OwnerID").Select(owner => owner.Value).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return new XElement(
            "CompanyRet",
            new XElement("IsSampleCompany", "false"),
            new XElement("CompanyName", company.CompanyName),
            new XElement("LegalCompanyName", company.CompanyName),
            company.FileIds.Where(pair => owners.Contains(pair.Key)).SelectMany(pair => (XElement[])
            [
                Extension(pair.Key, "AppLock", "LOCKED:HOST:631234599990000223"), Extension(pair.Key, "FileID", pair.Value),
            ]));
    }

    public static XElement Preferences() => new(
        "PreferencesRet",
        new XElement("CurrentAppAccessRights", new XElement("IsAutomaticLoginAllowed", "false"), new XElement("IsPersonalDataAccessAllowed", "false")));

    /// <summary>What the Web Connector itself asks and hands over at the first call of a session.</summary>
    public static string Introduction(CompanyFile company, string ownerId)
    {
        if (!company.Switches.IsIntroduced)
            return "";
        XElement Query(string name, string id) => new(name, new XAttribute("requestID", id));
        var facts = new XElement(
            "QBXMLMsgsRs",
            CompanyRequests.Response(Query("HostQueryRq", "0"), 0, "Info", "Status OK", Host(company)),
            CompanyRequests.Response(Query("CompanyQueryRq", "1"), 0, "Info", "Status OK", Company(company, new XElement("CompanyQueryRq", new XElement("OwnerID", ownerId)))),
            CompanyRequests.Response(Query("PreferencesQueryRq", "2"), 0, "Info", "Status OK", Preferences()));
        return "<?xml version=\"1.0\" ?>" + new XElement("QBXML", facts).ToString(SaveOptions.DisableFormatting);
    }

    private static XElement Extension(string owner, string name, string value) => new(
        "DataExtRet",
        new XElement("OwnerID", owner),
        new XElement("DataExtName", name),
        new XElement("DataExtType", "STR255TYPE"),
        new XElement("DataExtValue", value));
}

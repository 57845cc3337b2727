using System.Globalization;
using System.Xml.Linq;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>What the Web Connector tells of QuickBooks and the company file at the first call of a session.</summary>
/// <param name="Introduction">Host, company and preferences as one qbXML response; empty if it was not sent.</param>
/// <param name="CompanyFile">Where the company file is on QuickBooks' machine.</param>
/// <param name="WantedFile">The company file that the profile names; null if it takes the one that is open.</param>
/// <param name="HighestVersion">The highest version of qbXML as the call itself says; null if it does not.</param>
internal sealed record SessionFacts(string Introduction, string CompanyFile, string? WantedFile = null, decimal? HighestVersion = null)
{
    /// <summary>The version of qbXML that customers are read and written with; requests about them are the same in all later ones.</summary>
    public const decimal UsualVersion = 13.0m;

    private QbXmlResponse? Parsed => Introduction.Length == 0 ? null : QbXmlText.Read(ResponseText.Of(Introduction));

    /// <summary>The oldest version that customers can be read and written with, that of QuickBooks 2007: it brought the fifth line of an address.</summary>
    public const decimal OldestVersion = 6.0m;

    /// <summary>The version to use: 13.0, or the highest below it that QuickBooks lists; where it lists none, what the call says.</summary>
    public decimal Version()
    {
        var listed = Parsed?.Answers.SelectMany(answer => answer.Returned("HostRet")).Elements("SupportedQBXMLVersion")
            .Select(element => decimal.TryParse(element.Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var version) ? version : 0)
            .Where(version => version is > 0 and <= UsualVersion).ToList() ?? [];
        return listed.Count > 0 ? listed.Max() : HighestVersion is { } highest and < UsualVersion ? highest : UsualVersion;
    }

    /// <summary>The version to use, where an introduction that is no qbXML is somebody else's to complain of.</summary>
    public string VersionOrUsual()
    {
        try
        {
            return TextOf(Version());
        }
        catch (SyncException)
        {
            // Whoever reads what the Web Connector said first is told that it is no qbXML; the end of the session does not hang on it.
            return TextOf(UsualVersion);
        }
    }

    /// <summary>The company's name; null if it is not told.</summary>
    public string? CompanyName => CompanyNameOf(Companies);

    /// <summary>The FileID that an application's .qwc file stamped into the company file; null if there is none.</summary>
    public string? FileIdOf(string ownerId) => FileIdOf(Companies, ownerId);

    /// <inheritdoc cref="CompanyName"/>
    public static string? CompanyNameOf(IEnumerable<XElement> companies) => companies.Select(company => (string?)company.Element("CompanyName")).FirstOrDefault(name => name is not null);

    /// <inheritdoc cref="FileIdOf(string)"/>
    public static string? FileIdOf(IEnumerable<XElement> companies, string ownerId) => companies.Elements("DataExtRet")
        .Where(extension => string.Equals((string?)extension.Element("OwnerID"), ownerId, StringComparison.OrdinalIgnoreCase) && (string?)extension.Element("DataExtName") == "FileID")
        .Select(extension => (string?)extension.Element("DataExtValue")).FirstOrDefault();

    private static string TextOf(decimal version) => version.ToString("0.0", CultureInfo.InvariantCulture);

    private IEnumerable<XElement> Companies => Parsed?.Answers.SelectMany(answer => answer.Returned("CompanyRet")) ?? [];
}

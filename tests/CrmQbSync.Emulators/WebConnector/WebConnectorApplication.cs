using System.Net;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using CrmQbSync.Emulators.Hosting;

namespace CrmQbSync.Emulators.WebConnector;

/// <summary>An application as a .qwc file describes it.</summary>
public sealed record WebConnectorApplication
{
    /// <summary>The elements that a .qwc file may have, and what may stand in them.</summary>
    private static readonly Dictionary<string, Regex> Known = new(StringComparer.Ordinal)
    {
        ["AppName"] = new("^.+$"), ["AppID"] = new(""), ["AppURL"] = new("^https?://"), ["AppDescription"] = new("^.{1,80}$"), ["AppSupport"] = new("^https?://"), ["UserName"] = new("^.+$"),
        ["OwnerID"] = new("^{.{36}}$"), ["FileID"] = new("^{.{36}}$"), ["QBType"] = new("^QBFS$"), ["Scheduler"] = new(""), ["Style"] = new("^(Document|DocWrapped|RPC)$"),
        ["AuthFlags"] = new("^0x[0-9A-F]$"), ["IsReadOnly"] = new("^(true|false)$"), ["Notify"] = new("^(true|false)$"), ["AppDisplayName"] = new("^.+$"), ["AppUniqueName"] = new("^.+$"),
        ["PersonalDataPref"] = new("^pdp(NotNeeded|Optional|Required)$"), ["UnattendedModePref"] = new("^ump(Required|Optional)$"), ["CertURL"] = new("^https://"),
    };

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Where its service is.</summary>
    public required Uri Url { get; init; }

    /// <summary>The user it signs in with.</summary>
    public required string UserName { get; init; }

    /// <summary>The application's GUID, in braces.</summary>
    public required string OwnerId { get; init; }

    /// <summary>The company file's GUID, in braces.</summary>
    public required string FileId { get; init; }

    /// <summary>Whether it may run while QuickBooks is closed: umpRequired, umpOptional; null where the file does not say.</summary>
    public string? UnattendedMode { get; init; }

    /// <summary>The schedule in minutes; null if there is none.</summary>
    public int? RunEvery { get; init; }

    /// <summary>Adds the application as the Web Connector's File menu does: checks everything that it checks, and stamps the company file.</summary>
    /// <exception cref="WebConnectorException">QBWC1000 to QBWC1048.</exception>
    public static async Task<WebConnectorApplication> AddAsync(string qwc, CompanyFile company, HttpClient http)
    {
        var root = XDocument.Parse(qwc).Root!;
        if (root.Name != "QBWCXML" || !qwc.StartsWith("<?xml version=\"1.0\"?>", StringComparison.Ordinal))
            throw new WebConnectorException("The file is no QBWCXML.");
        if (root.Elements().FirstOrDefault(element => !Known.TryGetValue(element.Name.LocalName, out var form) || !form.IsMatch(element.HasElements ? "" : element.Value)) is { } wrong)
            throw new WebConnectorException($"{wrong.Name} is not known, or is not as it should be: '{wrong.Value}'.");
        if (root.Elements().GroupBy(element => element.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new WebConnectorException($"{twice.Key} stands there twice.");
        string Text(string name) => (string?)root.Element(name) ?? throw new WebConnectorException($"QBWC1006: {name} is missing.");
        var url = new Uri(Text("AppURL"));
        var support = new Uri(Text("AppSupport"));
        CheckAddresses(url, support);
        await OpenPorts.DemandAsync(url);
        await CheckPageAsync(http, support, "QBWC1003");
        await CheckPageAsync(http, url, "QBWC1048");
        var application = new WebConnectorApplication
        {
            Name = Text("AppName") is { Length: > 0 } name ? name : throw new WebConnectorException("AppName is blank."),
            Url = url,
            UserName = Text("UserName"),
            OwnerId = Identifier(Text("OwnerID")),
            FileId = Identifier(Text("FileID")),
            UnattendedMode = (string?)root.Element("UnattendedModePref"),
            RunEvery = (int?)root.Element("Scheduler")?.Element("RunEveryNMinutes"),
        };
        foreach (var required in (string[])["AppID", "AppDescription", "QBType"])
            _ = Text(required);
        if ((string?)root.Element("IsReadOnly") == "true")
            throw new WebConnectorException("QBWC1039: the application was authorised read-only (3263).");
        if (company.FileIds.TryGetValue(application.OwnerId, out var known) && known != application.FileId)
            throw new WebConnectorException("QBWC1026: the company file has another FileID of that OwnerID.");
        company.FileIds[application.OwnerId] = application.FileId;
        return application;
    }

    private static void CheckAddresses(Uri url, Uri support)
    {
        if (url.Scheme != "https" && url.Host != "localhost")
            throw new WebConnectorException("QBWC1010: AppURL must be https.");
        if (url.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6)
            throw new WebConnectorException("QBWC1001: AppURL has an IP address.");
        if (support.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6)
            throw new WebConnectorException("QBWC1002: AppSupport has an IP address.");
        if ($".{url.Host}".EndsWith(".intuit.com", StringComparison.OrdinalIgnoreCase))
            throw new WebConnectorException("AppURL is a site of Intuit's.");
        if (url.Host != support.Host)
            throw new WebConnectorException("QBWC1000: AppSupport has another host than AppURL.");
    }

    private static async Task CheckPageAsync(HttpClient http, Uri page, string code)
    {
        using var response = await http.GetAsync(page);
        if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.Accepted))
            throw new WebConnectorException($"{code}: {page} gave {(int)response.StatusCode}.");
    }

    private static string Identifier(string text) => text.Length == 38 && text[0] == '{' && Guid.TryParse(text, out _) ? text : throw new WebConnectorException($"QBWC1024: '{text}' is no GUID in braces.");
}

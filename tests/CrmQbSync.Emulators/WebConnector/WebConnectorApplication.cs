using System.Net;
using System.Xml.Linq;

namespace CrmQbSync.Emulators.WebConnector;

/// <summary>An application as a .qwc file describes it.</summary>
public sealed record WebConnectorApplication
{
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

    /// <summary>The schedule in minutes; null if there is none.</summary>
    public int? RunEvery { get; init; }

    /// <summary>Adds the application as the Web Connector's File menu does: checks everything that it checks, and stamps the company file.</summary>
    /// <exception cref="WebConnectorException">QBWC1000 to QBWC1048.</exception>
    public static async Task<WebConnectorApplication> AddAsync(string qwc, CompanyFile company, HttpClient http)
    {
        var root = XDocument.Parse(qwc).Root!;
        if (root.Name != "QBWCXML")
            throw new WebConnectorException("The file is no QBWCXML.");
        string Text(string name) => (string?)root.Element(name) ?? throw new WebConnectorException($"QBWC1006: {name} is missing.");
        var url = new Uri(Text("AppURL"));
        var support = new Uri(Text("AppSupport"));
        CheckAddresses(url, support);
        await CheckPageAsync(http, support, "QBWC1003");
        await CheckPageAsync(http, url, "QBWC1048");
        var application = new WebConnectorApplication
        {
            Name = Text("AppName") is { Length: > 0 } name ? name : throw new WebConnectorException("AppName is blank."),
            Url = url,
            UserName = Text("UserName"),
            OwnerId = Identifier(Text("OwnerID")),
            FileId = Identifier(Text("FileID")),
            RunEvery = (int?)root.Element("Scheduler")?.Element("RunEveryNMinutes"),
        };
        if (Text("AppDescription").Length > 80 || Text("AppID") is null || Text("QBType") != "QBFS")
            throw new WebConnectorException("AppDescription, AppID or QBType is not as it should be.");
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

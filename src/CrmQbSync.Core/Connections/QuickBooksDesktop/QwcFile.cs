using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>The .qwc file that tells the Web Connector of an application.</summary>
internal sealed record QwcFile
{
    /// <summary>What users see, and QuickBooks knows the application by: one for each company file.</summary>
    public required string Name { get; init; }

    /// <summary>Where the Web Connector finds us.</summary>
    public required Uri Address { get; init; }

    /// <summary>The user it signs in as.</summary>
    public required string UserName { get; init; }

    /// <summary>The GUIDs.</summary>
    public required WebConnectorIdentity Identity { get; init; }

    /// <summary>Every how many minutes Auto-Run calls.</summary>
    public required int RunEvery { get; init; }

    /// <summary>Whether the company file is named, so that runs are possible while QuickBooks is closed.</summary>
    public required bool NamesCompanyFile { get; init; }

    /// <summary>Checks an address by the rules of the Web Connector, before it refuses it with a number of its own.</summary>
    /// <exception cref="SyncException">ProfileInvalid.</exception>
    public static Uri CheckAddress(string address, string profile)
    {
        var uri = new Uri(address.EndsWith('/') ? address : address + "/");
        string? fault = null;
        if (uri.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6)
            fault = "the Web Connector takes no IP address (QBWC1001)";
        else if (uri.Scheme != Uri.UriSchemeHttps && !uri.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
            fault = "the Web Connector takes http for localhost only (QBWC1010)";
        else if ($".{uri.Host}".EndsWith(".intuit.com", StringComparison.OrdinalIgnoreCase))
            fault = "the Web Connector takes no address of Intuit's";
        return fault is null ? uri : throw new SyncException(
            SyncErrorId.ProfileInvalid,
            $"Profile '{profile}': qb.listen '{uri}' cannot be used: {fault}.",
            "Use http://localhost:PORT/NAME/ where QuickBooks is on this machine; else an https address with a host name whose certificate that machine trusts, served by a reverse proxy.")
        {
            Subject = profile,
        };
    }

    /// <summary>The file's text.</summary>
    public string Write()
    {
        var root = new XElement(
            "QBWCXML",
            new XElement("AppName", Name),
            new XElement("AppID", ""),
            new XElement("AppURL", Address.AbsoluteUri),
            new XElement("AppDescription", "Keeps CRM contacts and QuickBooks customers the same"),
            new XElement("AppSupport", new Uri(Address, "support").AbsoluteUri),
            new XElement("UserName", UserName),
            new XElement("OwnerID", Identity.OwnerId),
            new XElement("FileID", Identity.FileId),
            new XElement("QBType", "QBFS"),
            NamesCompanyFile ? new XElement("UnattendedModePref", "umpOptional") : null,
            new XElement("Style", "Document"),
            new XElement("AuthFlags", "0xF"),
            new XElement("Scheduler", new XElement("RunEveryNMinutes", RunEvery.ToString(CultureInfo.InvariantCulture))),
            // True would mean read-only, and then QuickBooks does not even let the Web Connector add the application.
            new XElement("IsReadOnly", "false"));
        var text = new StringBuilder();
        using (var writer = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, OmitXmlDeclaration = true, NewLineChars = "\r\n" }))
            root.WriteTo(writer);
        return $"<?xml version=\"1.0\"?>\r\n{text}\r\n";
    }
}

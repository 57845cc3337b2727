using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>Writes and reads qbXML documents.</summary>
internal static class QbXmlText
{
    private static readonly XmlWriterSettings s_writing = new()
    {
        // Everything above U+007F goes as a character reference: raw it was refused by QuickBooks again and again.
        Encoding = Encoding.ASCII,
        OmitXmlDeclaration = true,
        NewLineHandling = NewLineHandling.None,
    };

    private static readonly XmlReaderSettings s_reading = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, CloseInput = true };

    /// <summary>A whole document: both prologue lines, and one message set.</summary>
    public static string Write(string version, XElement set)
    {
        using var bytes = new MemoryStream();
        using (var writer = XmlWriter.Create(bytes, s_writing))
            new XElement("QBXML", set).WriteTo(writer);
        return $"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<?qbxml version=\"{version}\"?>\n{Encoding.ASCII.GetString(bytes.GetBuffer(), 0, (int)bytes.Length)}";
    }

    /// <summary>The message set of a response.</summary>
    /// <exception cref="SyncException">ServiceRejected: it is no qbXML.</exception>
    public static QbXmlResponse Read(string text)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(text), s_reading);
            var root = XDocument.Load(reader).Root!;
            if (root.Name.LocalName == "QBXML" && root.Element("QBXMLMsgsRs") is { } set)
                return new QbXmlResponse(set);
        }
        catch (XmlException exception)
        {
            throw NoQbXml(exception);
        }
        throw NoQbXml(null);
    }

    private static SyncException NoQbXml(Exception? inner) => new(
        SyncErrorId.ServiceRejected,
        "The Web Connector handed over a response of QuickBooks that is no qbXML.",
        "Run the update again; if it stays so, set the Web Connector's log to VERBOSE and look at QWCLog.txt.",
        inner);
}

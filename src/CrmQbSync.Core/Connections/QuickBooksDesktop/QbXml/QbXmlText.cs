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

    private static readonly XmlReaderSettings s_reading = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        CloseInput = true,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        IgnoreWhitespace = true,
    };

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
    public static QbXmlResponse Read(ResponseText response) => Guard(() =>
    {
        using var reader = XmlReader.Create(response.Open(), s_reading);
        var root = XDocument.Load(reader).Root!;
        return root.Name.LocalName == "QBXML" && root.Element("QBXMLMsgsRs") is { } set ? new QbXmlResponse(set) : throw NoQbXml(null);
    });

    /// <summary>The answer to the only request of a response, of which no more is read than its head. The response is read in no other way.</summary>
    /// <exception cref="SyncException">ServiceRejected: it is no qbXML, or holds no answer.</exception>
    public static QbXmlPage Open(ResponseText response) => Guard(() =>
    {
        var reader = XmlReader.Create(response.Open(), s_reading);
        foreach (var name in (string[])["QBXML", "QBXMLMsgsRs"])
        {
            if (reader.MoveToContent() != XmlNodeType.Element || reader.LocalName != name)
                throw NoQbXml(null);
            if (reader.IsEmptyElement)
                throw QbXmlResponse.NoAnswer(null);
            reader.ReadStartElement();
        }
        return reader.MoveToContent() == XmlNodeType.Element ? new QbXmlPage(reader, response) : throw QbXmlResponse.NoAnswer(null);
    });

    /// <summary>A response as a text.</summary>
    /// <exception cref="SyncException">ServiceRejected: it is not escaped as it should be.</exception>
    public static string Whole(ResponseText response) => Guard(response.ToString);

    /// <summary>Runs something that reads a response.</summary>
    /// <exception cref="SyncException">ServiceRejected: the response is no XML.</exception>
    public static T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (XmlException exception)
        {
            throw NoQbXml(exception);
        }
    }

    private static SyncException NoQbXml(Exception? inner) => new(
        SyncErrorId.ServiceRejected,
        "The Web Connector handed over a response of QuickBooks that is no qbXML.",
        "Run the update again; if it stays so, set the Web Connector's log to VERBOSE and look at QWCLog.txt.",
        inner);
}

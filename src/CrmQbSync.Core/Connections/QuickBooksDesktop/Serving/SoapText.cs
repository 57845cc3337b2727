using System.Text;
using System.Xml;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>SOAP 1.1, document/literal, as the Web Connector's own client speaks it.</summary>
internal static class SoapText
{
    /// <summary>The namespace of all operations; fixed by Intuit.</summary>
    public const string Namespace = "http://developer.intuit.com/";

    private const string Envelope = "http://schemas.xmlsoap.org/soap/envelope/";

    // Nothing the Web Connector sends is nested deeper or has more arguments.
    private const int MaxArguments = 16;

    private static readonly XmlReaderSettings s_reading = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        IgnoreWhitespace = true,
    };

    private static readonly XmlWriterSettings s_writing = new() { Encoding = new UTF8Encoding(false), Indent = false };

    /// <summary>Reads a call. Namespace prefixes and the SOAPAction header do not matter; the first element in the body tells the operation.</summary>
    /// <param name="body">The whole request.</param>
    /// <exception cref="XmlException">It is no SOAP call.</exception>
    public static SoapCall Read(ReadOnlyMemory<byte> body)
    {
        var (envelope, response) = LongResponse.Cut(body);
        using var reader = XmlReader.Create(new MemoryStream(envelope.Array!, envelope.Offset, envelope.Count, writable: false), s_reading);
        Enter(reader, "Envelope");
        while (reader.MoveToContent() == XmlNodeType.Element && reader.LocalName != "Body")
            reader.Skip();
        Enter(reader, "Body");
        if (reader.MoveToContent() != XmlNodeType.Element)
            throw new XmlException("There is no operation in the body.");
        var operation = reader.LocalName;
        var arguments = ReadArguments(reader);
        return new SoapCall(operation, arguments, response ?? ResponseText.Of(arguments.GetValueOrDefault(LongResponse.Name, "")));
    }

    /// <summary>A result of one text or number.</summary>
    public static byte[] Write(string operation, string result) => Write(operation, writer => writer.WriteString(Allowed(result)));

    /// <summary>A result of several strings, of which empty ones are there all the same.</summary>
    public static byte[] Write(string operation, IEnumerable<string> results) => Write(operation, writer =>
    {
        foreach (var result in results)
        {
            writer.WriteStartElement("string", Namespace);
            writer.WriteString(Allowed(result));
            writer.WriteFullEndElement();
        }
    });

    private static byte[] Write(string operation, Action<XmlWriter> content)
    {
        using var bytes = new MemoryStream();
        using (var writer = XmlWriter.Create(bytes, s_writing))
        {
            writer.WriteStartDocument();
            writer.WriteStartElement("soap", "Envelope", Envelope);
            writer.WriteStartElement("Body", Envelope);
            writer.WriteStartElement(operation + "Response", Namespace);
            writer.WriteStartElement(operation + "Result", Namespace);
            content(writer);
            writer.WriteFullEndElement();
            writer.WriteEndDocument();
        }
        return bytes.ToArray();
    }

    private static Dictionary<string, string> ReadArguments(XmlReader reader)
    {
        var arguments = new Dictionary<string, string>(StringComparer.Ordinal);
        if (reader.IsEmptyElement)
            return arguments;
        reader.ReadStartElement();
        while (reader.MoveToContent() == XmlNodeType.Element)
        {
            var name = reader.LocalName;
            if (arguments.Count == MaxArguments)
                throw new XmlException("The operation has too many arguments.");
            arguments[name] = reader.ReadElementContentAsString();
        }
        return arguments;
    }

    private static void Enter(XmlReader reader, string name)
    {
        if (reader.MoveToContent() != XmlNodeType.Element || reader.LocalName != name || reader.NamespaceURI != Envelope || reader.IsEmptyElement)
            throw new XmlException($"There is no SOAP {name}.");
        reader.ReadStartElement();
    }

    /// <summary>Error texts may quote anything; XML does not allow everything.</summary>
    private static string Allowed(string text) => text.All(sign => XmlConvert.IsXmlChar(sign) || char.IsSurrogate(sign)) ? text : new string([.. text.Where(XmlConvert.IsXmlChar)]);
}

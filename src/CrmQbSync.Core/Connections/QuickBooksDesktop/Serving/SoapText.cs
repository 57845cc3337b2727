using System.Text;
using System.Xml;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>SOAP 1.1, document/literal, as the Web Connector's own client speaks it.</summary>
internal static class SoapText
{
    /// <summary>The namespace of all operations; fixed by Intuit.</summary>
    public const string Namespace = "http://developer.intuit.com/";

    private const string Envelope = "http://schemas.xmlsoap.org/soap/envelope/";

    private const string Prefix = "soap";

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
    /// <exception cref="SoapFaultException">It is no SOAP call that could be dealt with.</exception>
    public static SoapCall Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            return ReadCall(body);
        }
        catch (XmlException)
        {
            throw new SoapFaultException(SoapFaultException.Client, "This is no SOAP call of the QuickBooks Web Connector.");
        }
    }

    private static SoapCall ReadCall(ReadOnlyMemory<byte> body)
    {
        var (envelope, response) = LongResponse.Cut(body);
        using var reader = XmlReader.Create(new MemoryStream(envelope.Array!, envelope.Offset, envelope.Count, writable: false), s_reading);
        if (reader.MoveToContent() == XmlNodeType.Element && reader.LocalName == "Envelope" && reader.NamespaceURI != Envelope)
            throw new SoapFaultException(SoapFaultException.VersionMismatch, "The QuickBooks Web Connector speaks SOAP 1.1; this is another version.");
        Enter(reader, "Envelope");
        if (reader.MoveToContent() == XmlNodeType.Element && reader.LocalName == "Header" && reader.NamespaceURI == Envelope)
            SkipHeader(reader);
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

    /// <summary>A fault.</summary>
    public static byte[] Write(SoapFaultException fault) => WriteBody(writer =>
    {
        writer.WriteStartElement("Fault", Envelope);
        // Codes are names of the envelope's namespace.
        writer.WriteElementString("faultcode", $"{Prefix}:{fault.Code}");
        writer.WriteElementString("faultstring", Allowed(fault.Message));
        if (fault.IsOfBody)
            writer.WriteElementString("detail", "");
        writer.WriteEndElement();
    });

    private static byte[] Write(string operation, Action<XmlWriter> content) => WriteBody(writer =>
    {
        writer.WriteStartElement(operation + "Response", Namespace);
        writer.WriteStartElement(operation + "Result", Namespace);
        content(writer);
        writer.WriteFullEndElement();
        writer.WriteEndElement();
    });

    private static byte[] WriteBody(Action<XmlWriter> content)
    {
        using var bytes = new MemoryStream();
        using (var writer = XmlWriter.Create(bytes, s_writing))
        {
            writer.WriteStartDocument();
            writer.WriteStartElement(Prefix, "Envelope", Envelope);
            writer.WriteStartElement("Body", Envelope);
            content(writer);
            writer.WriteEndDocument();
        }
        return bytes.ToArray();
    }

    /// <summary>The Web Connector sends no headers. Others may be left aside, unless they say that they may not.</summary>
    private static void SkipHeader(XmlReader reader)
    {
        if (reader.IsEmptyElement)
        {
            reader.Skip();
            return;
        }
        reader.ReadStartElement();
        while (reader.MoveToContent() == XmlNodeType.Element)
        {
            if (reader.GetAttribute("mustUnderstand", Envelope) == "1")
                throw new SoapFaultException(SoapFaultException.MustUnderstand, "No SOAP headers are understood here.");
            reader.Skip();
        }
        reader.ReadEndElement();
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

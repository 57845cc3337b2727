using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;

namespace CrmQbSync.Emulators.WebConnector;

/// <summary>Intuit's own schemas of qbXML 13.0, where they lie beside the repository; else nothing is checked by them.</summary>
public sealed class QbXmlSchema
{
    private readonly XmlSchemaSet _schemas;

    private QbXmlSchema(XmlSchemaSet schemas) => _schemas = schemas;

    /// <summary>The schemas of a folder; null if it does not exist.</summary>
    public static QbXmlSchema? Load(string folder)
    {
        var root = Path.Combine(folder, "qbxmlops130.xsd");
        if (!File.Exists(root))
            return null;
        // One of the four is included under the name it had where it was changed.
        var schemas = new XmlSchemaSet { XmlResolver = new FolderResolver(folder) };
        using var reader = XmlReader.Create(root, new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = new FolderResolver(folder) });
        schemas.Add(null, reader);
        schemas.Compile();
        return new QbXmlSchema(schemas);
    }

    /// <summary>What the schemas find wrong with a document; null if nothing.</summary>
    public string? FaultOf(XDocument document)
    {
        string? fault = null;
        document.Validate(_schemas, (_, args) => fault ??= args.Message);
        return fault;
    }

    private sealed class FolderResolver(string folder) : XmlUrlResolver
    {
        public override Uri ResolveUri(Uri? baseUri, string? relativeUri)
        {
            var name = Path.GetFileName(relativeUri ?? "").Replace("_modified", "", StringComparison.Ordinal);
            return new Uri(Path.Combine(folder, name.Length == 0 ? "qbxmlops130.xsd" : name));
        }
    }
}

using System.Xml;
using System.Xml.Schema;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Emulators.QuickBooksOnline;

/// <summary>Checks bodies against the vendor's schema files, where somebody has them in a folder <c>shared</c> beside the checkout.</summary>
public sealed class SchemaCheck
{
    private const string Namespace = "http://schema.intuit.com/finance/v3";

    private readonly XmlSchemaSet _schemas;

    private SchemaCheck(XmlSchemaSet schemas) => _schemas = schemas;

    /// <summary>Whether there are such files beside this checkout.</summary>
    public static bool HasFiles => FolderBeside(AppContext.BaseDirectory) is not null;

    /// <summary>The check; null where the files are not.</summary>
    public static SchemaCheck? Find()
    {
        var folder = FolderBeside(AppContext.BaseDirectory);
        if (folder is null)
            return null;
        var schemas = new XmlSchemaSet { XmlResolver = new XmlUrlResolver() };
        schemas.Add(Namespace, Path.Combine(folder, "IntuitNamesTypes.xsd"));
        schemas.Compile();
        return new SchemaCheck(schemas);
    }

    /// <summary>What of a customer the schema does not know or allow; nothing if all is well.</summary>
    public IEnumerable<string> Breaches(JObject customer) =>
        Breaches(customer, (XmlSchemaComplexType)_schemas.GlobalTypes[new XmlQualifiedName("Customer", Namespace)]!, "Customer");

    private static string? FolderBeside(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, "CrmQbSync.slnx")))
                continue;
            var schemas = Path.Combine(folder.FullName, "..", "shared", "reference", "qbo-xsd");
            return Directory.Exists(schemas) ? schemas : null;
        }
        return null;
    }

    private static IEnumerable<string> Breaches(JObject value, XmlSchemaComplexType type, string path)
    {
        var members = Members(type);
        foreach (var (name, content) in value)
        {
            if (!members.TryGetValue(name, out var member))
                yield return $"{path}.{name} is not in the schema";
            else if (content is null or { Type: JTokenType.Null })
                // What null means is another question, and no schema's.
                continue;
            else if (content is JObject inner && member is XmlSchemaComplexType { Name: "ReferenceType" })
            {
                foreach (var property in inner.Properties().Where(property => property.Name is not ("value" or "name" or "type")))
                    yield return $"{path}.{name}.{property.Name} is no member of a reference";
            }
            else if (content is JObject object1 && member is XmlSchemaComplexType complex)
            {
                foreach (var breach in Breaches(object1, complex, $"{path}.{name}"))
                    yield return breach;
            }
            else if (member is XmlSchemaSimpleType simple && !Fits(simple, content!))
                yield return $"{path}.{name} does not have the schema's type";
        }
    }

    private static bool Fits(XmlSchemaSimpleType type, JToken value)
    {
        if (value is not JValue { Value: not null } scalar)
            return false;
        try
        {
            var text = scalar.Type == JTokenType.Boolean ? ((bool)scalar ? "true" : "false") : Convert.ToString(scalar.Value, System.Globalization.CultureInfo.InvariantCulture)!;
            type.Datatype!.ParseValue(text, new NameTable(), null);
            return true;
        }
        catch (XmlSchemaException)
        {
            return false;
        }
    }

    private static Dictionary<string, XmlSchemaType> Members(XmlSchemaComplexType type)
    {
        var members = new Dictionary<string, XmlSchemaType>();
        foreach (XmlSchemaAttribute attribute in type.AttributeUses.Values)
            members[attribute.Name!] = attribute.AttributeSchemaType!;
        Add(type.ContentTypeParticle, members);
        return members;
    }

    private static void Add(XmlSchemaParticle particle, Dictionary<string, XmlSchemaType> members)
    {
        if (particle is XmlSchemaElement element)
            members[element.QualifiedName.Name] = element.ElementSchemaType!;
        else if (particle is XmlSchemaGroupBase group)
        {
            foreach (var item in group.Items.OfType<XmlSchemaParticle>())
                Add(item, members);
        }
    }
}

using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace CrmQbSync.Emulators.WebConnector;

/// <summary>A message set as QuickBooks' parser accepts it.</summary>
internal sealed record QbXmlMessage(string Text, XElement Set, string? NewId, string? OldId, bool StopsOnError, bool IncludesData)
{
    /// <summary>Parses a message; what QuickBooks would not take is refused whole.</summary>
    public static QbXmlMessage Parse(string text, CompanyFile company)
    {
        if (!text.StartsWith("<?xml ", StringComparison.Ordinal))
            throw Unparsable("there is no XML declaration");
        if (text.Any(sign => sign > 0x7F))
            throw Unparsable("a character above U+007F stands there raw");
        XDocument document;
        try
        {
            document = XDocument.Parse(text, LoadOptions.PreserveWhitespace);
        }
        catch (XmlException exception)
        {
            throw Unparsable(exception.Message);
        }
        var version = VersionOf(document, company);
        if (document.Root!.Name != "QBXML" || document.Root.Elements().Count() != 1 || document.Root.Element("QBXMLMsgsRq") is not { } set)
            throw Unparsable("there is no QBXMLMsgsRq in QBXML");
        if (company.Schema?.FaultOf(document) is { } fault)
            throw Unparsable(fault);
        foreach (var request in set.Elements())
        {
            if (QbXmlRules.FaultOf(request, version) is { } wrong)
                throw Unparsable(wrong);
        }
        return Of(text, set);
    }

    private static QbXmlMessage Of(string text, XElement set)
    {
        foreach (var attribute in set.Attributes())
        {
            if (attribute.Name.LocalName is not ("onError" or "newMessageSetID" or "oldMessageSetID" or "responseData"))
                throw Unparsable($"attribute {attribute.Name.LocalName} of QBXMLMsgsRq");
        }
        var onError = (string?)set.Attribute("onError");
        if (onError is not ("stopOnError" or "continueOnError"))
            throw Unparsable($"onError is '{onError}'");
        return new QbXmlMessage(
            text,
            set,
            (string?)set.Attribute("newMessageSetID"),
            (string?)set.Attribute("oldMessageSetID"),
            onError == "stopOnError",
            (string?)set.Attribute("responseData") != "includeNone");
    }

    private static decimal VersionOf(XDocument document, CompanyFile company)
    {
        var instruction = document.Nodes().OfType<XProcessingInstruction>().FirstOrDefault(node => node.Target == "qbxml") ?? throw Unparsable("there is no <?qbxml?>");
        var version = instruction.Data.Replace("version=", "", StringComparison.Ordinal).Trim('"', '\'', ' ');
        if (!decimal.TryParse(version, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || !CompanyFacts.VersionsOf(company).Contains(number))
            throw new QuickBooksException("0x80040423", "The version of qbXML that was requested is not supported or is unknown.");
        return number;
    }

    /// <summary>QuickBooks never says where the fault is; the emulator keeps the reason for those who read a failed test.</summary>
    private static QuickBooksException Unparsable(string reason) =>
        new("0x80040400", "QuickBooks found an error when parsing the provided XML text stream.") { Data = { ["reason"] = reason } };
}

using System.Xml;
using System.Xml.Linq;
using Newtonsoft.Json.Linq;

namespace CrmQbSync.Connections.QuickBooksOnline;

/// <summary>
/// A refusal of the service. It comes in three layouts: <c>Fault</c> from the API, <c>fault</c> in lower case from the gateway before it, and XML from there
/// whatever was asked for. Only the code is decided on; wording follows the company's language and terms.
/// </summary>
/// <param name="Code">The code without leading zeros.</param>
/// <param name="Message">Message and detail.</param>
/// <param name="Element">The member that it is about; null where the service does not say.</param>
internal sealed record QuickBooksFault(string Code, string Message, string? Element)
{
    /// <summary>The fault in an answer's object; null if it holds none.</summary>
    public static QuickBooksFault? In(JObject? answer)
    {
        if ((answer?["Fault"] ?? answer?["fault"]) is not JObject fault)
            return null;
        var error = (fault["Error"] ?? fault["error"]) is JArray { Count: > 0 } errors ? errors[0] as JObject : null;
        return Make(Text(error, "code"), Text(error, "message", "Message"), Text(error, "detail", "Detail"), Text(error, "element"));
    }

    /// <summary>The fault in a body of any kind; null if it holds none that can be read.</summary>
    public static QuickBooksFault? InText(string text)
    {
        if (!text.TrimStart().StartsWith('<') || !text.Contains("<Fault", StringComparison.Ordinal))
            return null;
        try
        {
            using var reader = XmlReader.Create(new StringReader(text), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            var error = XDocument.Load(reader).Descendants().FirstOrDefault(element => element.Name.LocalName == "Error");
            return error is null ? null : Make((string?)error.Attribute("code"), Child(error, "Message"), Child(error, "Detail"), null);
        }
        catch (XmlException)
        {
            // Cut short or no XML after all; the status alone has to do.
            return null;
        }
    }

    private static QuickBooksFault Make(string? code, string? message, string? detail, string? element)
    {
        var number = code?.TrimStart('0');
        var words = new[] { message, detail }.Select(Tidy).Where(part => part is not null).Distinct().ToList();
        // The detail often begins with the message.
        if (words.Count == 2 && words[1]!.StartsWith(words[0]!, StringComparison.OrdinalIgnoreCase))
            words.RemoveAt(0);
        var text = words.Count == 0 ? "The service gave no reason." : string.Join(" – ", words);
        return new QuickBooksFault(string.IsNullOrEmpty(number) ? "unknown" : number, string.IsNullOrEmpty(element) ? text : $"{text} ({element})", string.IsNullOrEmpty(element) ? null : element);
    }

    private static string? Tidy(string? text)
    {
        var tidy = text is null ? "" : string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        tidy = tidy.EndsWith(": null", StringComparison.Ordinal) ? tidy[..^6].TrimEnd() : tidy;
        return tidy.Length == 0 ? null : tidy;
    }

    private static string? Text(JObject? error, params string[] names) =>
        names.Select(name => error?[name] is JValue { Value: not null } value ? value.ToString(System.Globalization.CultureInfo.InvariantCulture) : null).FirstOrDefault(text => text is not null);

    private static string? Child(XElement error, string name) => error.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value;
}

using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace CrmQbSync.Selection;

/// <summary>Reads the properties of what users pipe in, under any culture alike.</summary>
internal static class Texts
{
    /// <summary>What was given; a hashtable's entries as properties.</summary>
    public static PSObject Object(PSObject given)
    {
        if (given.BaseObject is not IDictionary entries)
            return given;
        var made = new PSObject();
        foreach (DictionaryEntry entry in entries)
        {
            // Names that differ in case alone are one property.
            if (Of(entry.Key) is { } name && made.Properties[name] is null)
                made.Properties.Add(new PSNoteProperty(name, entry.Value));
        }
        return made;
    }

    /// <summary>The text of a property; null if it is missing or blank.</summary>
    public static string? Of(PSObject value, string property) => Of(value.Properties[property]?.Value);

    /// <summary>A value as text; null if blank.</summary>
    public static string? Of(object? value)
    {
        var plain = value is PSObject wrapped ? wrapped.BaseObject : value;
        var text = plain switch
        {
            null => null,
            string given => given,
            IEnumerable list => string.Join(", ", list.Cast<object?>().Select(Of).OfType<string>()),
            IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
            _ => plain.ToString(),
        };
        return string.IsNullOrWhiteSpace(text) ? null : text;
    }

    /// <summary>The texts of a list that are not blank; null if the list was not given.</summary>
    public static IReadOnlyCollection<string> Filled(IEnumerable<string?>? list) =>
        [.. (list ?? []).Where(text => !string.IsNullOrWhiteSpace(text)).Select(text => text!.Trim()).Distinct(StringComparer.Ordinal)];
}

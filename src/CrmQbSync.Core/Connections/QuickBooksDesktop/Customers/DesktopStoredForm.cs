using CrmQbSync.Contacts;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>What a customer of QuickBooks Desktop can hold (rule 2.5): bounded lengths, one line nearly everywhere, Windows-1252.</summary>
internal sealed class DesktopStoredForm(FieldMap map) : IStoredForm
{
    /// <inheritdoc/>
    public StoredValue Store(ContactField field, string value)
    {
        if (map[field.Name] is not { } mapped)
            return new StoredValue(null, ErrorCodes.NotEncodable);
        if (!WindowsCharacters.CanHold(value))
            return new StoredValue(null, ErrorCodes.NotEncodable);
        if (mapped.IsStreet)
            return Street(value);
        var text = mapped.Element.IsMultiline ? value.ReplaceLineEndings("\n") : SingleLine(value);
        if (text.Length <= mapped.Element.MaxLength)
            return new StoredValue(text, null);
        return field.MayBeCut
            ? new StoredValue(Cut(text, mapped.Element.MaxLength), ErrorCodes.CutToLength)
            : new StoredValue(null, ErrorCodes.TooLong);
    }

    /// <inheritdoc/>
    /// <remarks>A street without the first lines that repeat who the customer is.</remarks>
    public string? Shown(ContactField field, string value, ContactRecord record, FieldSet fields)
    {
        if (map[field.Name] is not { IsStreet: true })
            return value;
        var called = CustomerCallings.Of(record, fields, map);
        var lines = Lines(value);
        var names = lines.TakeWhile(line => called.Has(line) || (record.OtherNames?.Any(name => CustomerCallings.Repeats(name, line)) ?? false)).Count();
        return names == 0 ? value : names == lines.Count ? null : string.Join('\n', lines.Skip(names));
    }

    /// <summary>At most so many UTF-16 units of a text, never half of a surrogate pair.</summary>
    public static string Cut(string text, int length)
    {
        if (text.Length <= length)
            return text;
        if (char.IsHighSurrogate(text[length - 1]))
            length--;
        return text[..length].TrimEnd();
    }

    private static StoredValue Street(string value)
    {
        var lines = WholeLines(value);
        var cut = lines.ConvertAll(line => Cut(line, QbElements.AddressLineLength));
        return new StoredValue(string.Join('\n', cut), cut.SequenceEqual(lines) ? null : ErrorCodes.CutToLength);
    }

    /// <summary>The lines of a street, each cut to what a line holds.</summary>
    private static List<string> Lines(string value) => WholeLines(value).ConvertAll(line => Cut(line, QbElements.AddressLineLength));

    /// <summary>The lines of a street: five at most, what is more joined to the last by commas.</summary>
    private static List<string> WholeLines(string value)
    {
        var lines = value.ReplaceLineEndings("\n").Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0).ToList();
        return lines.Count > QbElements.AddressLines
            ? [.. lines[..(QbElements.AddressLines - 1)], string.Join(", ", lines[(QbElements.AddressLines - 1)..])]
            : lines;
    }

    private static string SingleLine(string value) =>
        value.AsSpan().IndexOfAny('\r', '\n', '\t') < 0 ? value : string.Join(' ', value.Split(['\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}

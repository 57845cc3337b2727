using CrmQbSync.Contacts;

namespace CrmQbSync.Connections.QuickBooksOnline;

/// <summary>What a customer of QuickBooks Online can hold (rule 2.5).</summary>
internal sealed class QuickBooksStoredForm(CustomerMapping mapping) : IStoredForm
{
    /// <inheritdoc/>
    public StoredValue Store(ContactField field, string value)
    {
        var member = mapping[field.Name];
        if (member is CustomerMember.AddressLines lines)
            return StoreLines(lines, value);
        var text = member.IsMultiline ? value : OnOneLine(value, member.IsName);
        if (text.Length == 0)
            return new StoredValue(null, ErrorCodes.NotEncodable);
        if (text.Length <= member.MaxLength)
            return new StoredValue(text, null);
        return field.MayBeCut ? new StoredValue(Cut(text, member.MaxLength).TrimEnd(), ErrorCodes.CutToLength) : new StoredValue(null, ErrorCodes.TooLong);
    }

    /// <summary>A text cut at a length, never inside a surrogate pair.</summary>
    public static string Cut(string text, int length)
    {
        if (text.Length <= length)
            return text;
        return text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
    }

    /// <summary>Line ends and tabs become spaces; in names the colon too, which marks a sub-customer.</summary>
    private static string OnOneLine(string value, bool isName)
    {
        if (value.AsSpan().IndexOfAny("\n\r\t:") < 0)
            return value;
        var text = value.Replace('\n', ' ').Replace('\r', ' ').Replace('\t', ' ');
        return (isName ? text.Replace(':', ' ') : text).Trim();
    }

    /// <summary>One line each; lines that have no place of their own go into the last, after commas.</summary>
    private static StoredValue StoreLines(CustomerMember.AddressLines member, string value)
    {
        var lines = value.ReplaceLineEndings("\n").Split('\n').Select(line => line.Replace('\t', ' ').Trim()).ToList();
        if (lines.Count > member.Count)
        {
            var rest = string.Join(", ", lines.Skip(member.Count - 1).Where(line => line.Length > 0));
            lines = [.. lines.Take(member.Count - 1), rest];
        }
        string? code = null;
        var left = member.MaxLength;
        for (var at = 0; at < lines.Count; at++)
        {
            var cut = Cut(lines[at], Math.Min(CustomerMembers.MaxLine, left)).TrimEnd();
            code = cut.Length < lines[at].Length ? ErrorCodes.CutToLength : code;
            lines[at] = cut;
            left -= cut.Length;
        }
        var text = string.Join('\n', lines).TrimEnd('\n');
        return text.Length == 0 ? new StoredValue(null, ErrorCodes.NotEncodable) : new StoredValue(text, code);
    }
}

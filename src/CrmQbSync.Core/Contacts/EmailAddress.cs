using System.Text;

namespace CrmQbSync.Contacts;

/// <summary>E-mail addresses as systems store them, and the key that records are matched by (rules 2.2 and 3.1).</summary>
public static class EmailAddress
{
    private const string MailTo = "mailto:";

    /// <summary>How two keys are compared: ordinal, without regard to case.</summary>
    public static StringComparer Comparer => StringComparer.OrdinalIgnoreCase;

    /// <summary>The first address in a field, in normal form except for case; null if the field holds none.</summary>
    public static string? First(string? field)
    {
        if (field is null)
            return null;
        if (IsPlain(field))
            return field.Length == 0 ? null : field;
        foreach (var part in Split(field))
        {
            if (Clean(part.Text) is { Length: > 0 } address)
                return address;
        }
        return null;
    }

    /// <summary>The first address of a packed value.</summary>
    public static string? First(ReadOnlySpan<byte> utf8) => utf8.IsEmpty ? null : First(Encoding.UTF8.GetString(utf8));

    /// <summary>Whether an address in normal form is one: exactly one @ with something on both sides, no white space, comma or angle bracket (rule 3.1).</summary>
    public static bool IsValid(string address)
    {
        var at = address.IndexOf('@', StringComparison.Ordinal);
        if (at <= 0 || at == address.Length - 1 || address.IndexOf('@', at + 1) >= 0)
            return false;
        foreach (var character in address)
        {
            if (character is ',' or '<' or '>' || char.IsWhiteSpace(character))
                return false;
        }
        return true;
    }

    /// <summary>A field's content with its first address replaced; the others stay, without repeating the new first (rule 2.2).</summary>
    public static string ReplaceFirst(string? field, string address)
    {
        if (field is null || IsPlain(field))
            return address;
        var result = new StringBuilder(address);
        var replaced = false;
        foreach (var (text, separator) in Split(field))
        {
            var other = Clean(text);
            if (other.Length == 0)
                continue;
            if (replaced && !Comparer.Equals(other, address))
                result.Append(separator).Append(separator is ',' or ';' ? " " : "").Append(text.Trim());
            replaced = true;
        }
        return result.ToString();
    }

    /// <summary>Nearly every field is a bare address; it needs no reading.</summary>
    private static bool IsPlain(string field)
    {
        foreach (var character in field)
        {
            if (character is <= ' ' or > '~' or ',' or ';' or '<' or ':' or '"' or '?')
                return false;
        }
        return true;
    }

    /// <summary>The parts between commas and semicolons that stand outside quotes and angle brackets, each with the separator before it.</summary>
    private static IEnumerable<(string Text, char Separator)> Split(string field)
    {
        var start = 0;
        var separator = ',';
        bool quoted = false, bracketed = false;
        for (var at = 0; at < field.Length; at++)
        {
            var character = field[at];
            if (character == '"' && !bracketed)
                quoted = !quoted && field.IndexOf('"', at + 1) > 0;
            else if (character == '<' && !quoted)
                bracketed = field.IndexOf('>', at + 1) > 0;
            else if (character == '>' && !quoted)
                bracketed = false;
            else if (character is ',' or ';' && !quoted && !bracketed)
            {
                yield return (field[start..at], separator);
                separator = character;
                start = at + 1;
            }
        }
        yield return (field[start..], separator);
    }

    private static string Clean(string part)
    {
        var text = part.Trim();
        var open = text.LastIndexOf('<');
        if (open >= 0 && text.EndsWith('>'))
            text = text[(open + 1)..^1].Trim();
        if (text.StartsWith(MailTo, StringComparison.OrdinalIgnoreCase))
        {
            text = text[MailTo.Length..];
            var query = text.IndexOf('?', StringComparison.Ordinal);
            text = (query < 0 ? text : text[..query]).Trim();
        }
        return Nfc.Of(text);
    }
}

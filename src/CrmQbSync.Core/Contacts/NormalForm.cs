using System.Text;
using PhoneNumbers;

namespace CrmQbSync.Contacts;

/// <summary>The normal forms of rules 2.1 to 2.4, by which values are compared.</summary>
public sealed class NormalForm
{
    private readonly string _region;
    private readonly Lazy<PhoneNumberUtil> _phones = new(PhoneNumberUtil.GetInstance);

    /// <summary>Normal forms of a profile.</summary>
    /// <param name="region">ISO 3166 code of the country whose telephone numbers need no country code.</param>
    public NormalForm(string region) => _region = region;

    /// <summary>The normal form of a value; null if it is blank.</summary>
    public string? Of(FieldKind kind, string? value) => kind switch
    {
        FieldKind.Email => EmailAddress.First(value)?.ToUpperInvariant(),
        FieldKind.Phone => Text(value) is { } text ? Phone(text) : null,
        _ => Text(value),
    };

    /// <summary>Whether two values of one kind have the same normal form.</summary>
    public bool Same(FieldKind kind, string? left, string? right)
    {
        if (string.Equals(left, right, StringComparison.Ordinal))
            return true;
        return kind == FieldKind.Email
            ? EmailAddress.Comparer.Equals(EmailAddress.First(left), EmailAddress.First(right))
            : string.Equals(Of(kind, left), Of(kind, right), StringComparison.Ordinal);
    }

    /// <summary>
    /// A value as it is handed to the other side: an e-mail address bare, a telephone number in its own spelling, text without what its normal
    /// form does not count; null if blank.
    /// </summary>
    public static string? Outgoing(FieldKind kind, string? value) => kind switch
    {
        FieldKind.Email => EmailAddress.First(value),
        FieldKind.Phone => value?.Trim() is { Length: > 0 } text ? text : null,
        _ => Text(value),
    };

    /// <summary>Whether a value is blank: null, or nothing but white space.</summary>
    public static bool IsBlank(FieldKind kind, string? value) =>
        kind == FieldKind.Email ? EmailAddress.First(value) is null : string.IsNullOrWhiteSpace(value);

    private static string? Text(string? value)
    {
        if (value is null)
            return null;
        var text = value.Trim();
        if (text.Length == 0)
            return null;
        if (text.Contains('\r', StringComparison.Ordinal))
            text = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        return Nfc.Of(text);
    }

    private string Phone(string text)
    {
        if (!text.Any(char.IsAsciiDigit) && !text.Any(char.IsDigit))
            return text;
        try
        {
            var number = _phones.Value.Parse(text, _region);
            var international = _phones.Value.Format(number, PhoneNumberFormat.E164);
            return number.HasExtension ? $"{international};ext={number.Extension}" : international;
        }
        catch (NumberParseException)
        {
            // Not a telephone number of any kind known: what is left to compare by is what was typed on the keypad.
            return Keypad(text);
        }
    }

    private static string Keypad(string text)
    {
        var digits = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (character == '+')
                digits.Append(character);
            else if (char.IsDigit(character))
                digits.Append((char)('0' + (int)char.GetNumericValue(character)));
        }
        return digits.ToString();
    }
}

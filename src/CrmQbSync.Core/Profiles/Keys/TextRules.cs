using System.Buffers;
using System.Net.Mail;
using CrmQbSync.Contacts;
using CrmQbSync.Files;
using PhoneNumbers;

namespace CrmQbSync.Profiles;

/// <summary>The rules of texts that have a form.</summary>
internal static class TextRules
{
    /// <summary>The pattern of a text that is digits only, and may be written as a number.</summary>
    public const string Digits = "^[0-9]*$";

    private const string WebAddress = "^[Hh][Tt][Tt][Pp][Ss]?:";

    // What Windows forbids in file names, and what would break a reference.
    private const string NotInNames = "/\\:*?\"<>|{}$`";

    private static readonly SearchValues<char> s_notInNames = SearchValues.Create(NotInNames);

    public static TextRule ProfileName { get; } = new(
        $"letters, digits and signs other than {NotInNames}, neither starting nor ending with a blank or a dot", WrongName);

    public static TextRule Region { get; } = new("an ISO 3166 code of two letters, such as US, GB or DE", WrongRegion) { Pattern = "^[A-Za-z]{2}$" };

    public static TextRule FieldName { get; } = new(
        "a letter, then letters, digits, blanks, _ or -", text => IsFieldName(text) ? null : "this is no name for a field");

    public static TextRule Header { get; } = new(
        "the field's own name in that system, in one line", text => text.Trim().Length == text.Length ? null : "the name starts or ends with a blank");

    public static TextRule NotBlank { get; } = new(
        "a value to compare with", text => text.Trim().Length == 0 ? "the text is blank" : null);

    public static TextRule Realm { get; } = new(
        "the company's ID, digits only, in quotes", text => text.All(char.IsAsciiDigit) ? null : "this is no company ID") { Pattern = Digits };

    public static TextRule Origin { get; } = new("scheme, host and port only, such as https://host:8080", text => WrongAddress(text) ?? WrongOrigin(text)) { Pattern = WebAddress };

    public static TextRule Address { get; } = new("an absolute http or https address without user name and password", WrongAddress) { Pattern = WebAddress };

    public static TextRule Listen { get; } = new(
        "an http or https address such as http://localhost:8085/acme/",
        text => WrongAddress(text) ?? (new Uri(text).Query.Length > 0 ? "the address has a query" : null)) { Pattern = WebAddress };

    public static TextRule CompanyFile { get; } = new(
        @"'' for the file that is open, or a full path on the machine of QuickBooks such as C:\Books\Acme.qbw",
        text => text.Length == 0 || IsWindowsPath(text) ? null : "this is no full path of a file on Windows") { Pattern = @"^$|^[A-Za-z]:[\\/]|^\\\\" };

    public static TextRule Proxy { get; } = new(
        "none, or an address such as http://proxy:8080",
        text => text.Equals("none", StringComparison.OrdinalIgnoreCase) ? null : WrongAddress(text) ?? WrongOrigin(text)) { Pattern = $"^[Nn][Oo][Nn][Ee]$|{WebAddress}" };

    public static TextRule Mail { get; } = new(
        "an address such as admin@example.com",
        text => MailAddress.TryCreate(text, out _) ? null : "this is no e-mail address") { Pattern = "@" };

    public static TextRule Host { get; } = new(
        "a server's name or address, such as mail.example.com",
        text => Uri.CheckHostName(text) == UriHostNameType.Unknown ? "this is no name of a server" : null);

    /// <summary>The API names of Zoho CRM are plain words; its labels, which people see, are not.</summary>
    public static bool IsZohoName(string text) => text.All(sign => char.IsAsciiLetterOrDigit(sign) || sign == '_');

    /// <summary>Every region that telephone numbers can be read for.</summary>
    public static bool IsRegion(string text) => PhoneNumberUtil.GetInstance().GetSupportedRegions().Contains(text.ToUpperInvariant());

    /// <summary>QuickBooks Desktop runs on Windows only, whatever this machine has: a path with its drive, or that of a share.</summary>
    public static bool IsWindowsPath(string text) =>
        (text.Length > 3 && char.IsAsciiLetter(text[0]) && text[1] == ':' && text[2] is '\\' or '/' || text.StartsWith(@"\\", StringComparison.Ordinal))
        && text[^1] is not ('\\' or '/');

    private static string? WrongName(string text)
    {
        if (text.AsSpan().IndexOfAny(s_notInNames) is >= 0 and var at)
            return $"the sign {text[at]} cannot stand in a name";
        if (text.Any(char.IsControl))
            return "a control character stands in the name";
        if (DeviceNames.Find(text) is { } device)
            return $"Windows takes a file of this name for the device {device}";
        return text.Trim().Trim('.').Length == text.Length ? null : "the name starts or ends with a blank or a dot";
    }

    private static string? WrongRegion(string text)
    {
        if (IsRegion(text))
            return null;
        return text.ToUpperInvariant() switch
        {
            "UK" or "GBR" => "this is no ISO 3166 code; GB is meant",
            "USA" => "this is no ISO 3166 code; US is meant",
            _ => "this is no ISO 3166 code that telephone numbers are known for",
        };
    }

    private static bool IsFieldName(string text) =>
        char.IsLetter(text[0])
        && text.All(sign => char.IsLetterOrDigit(sign) || sign is ' ' or '_' or '-')
        && text[^1] != ' ';

    private static string? WrongAddress(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || text.Trim().Length != text.Length)
            return "this is no absolute address";
        if (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps)
            return "the address is neither http nor https";
        if (address.Host.Length == 0 || address.Port is < 1 or > 65535)
            return "the address has no host, or no port from 1 to 65535";
        if (address.UserInfo.Length > 0)
            return "a user name or password stands in the address, which ${secret:NAME} would keep out of the profile";
        return address.Fragment.Length > 0 ? "the address has a part after #" : null;
    }

    private static string? WrongOrigin(string text)
    {
        var address = new Uri(text);
        return address.PathAndQuery == "/" ? null : "a path or query stands behind the host";
    }
}

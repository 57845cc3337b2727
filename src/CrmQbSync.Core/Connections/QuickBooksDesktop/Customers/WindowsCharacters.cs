using System.Text;
using CrmQbSync.Contacts;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>The characters that a company file keeps: those of Windows-1252. What becomes of others is not documented, so they are not written.</summary>
internal static class WindowsCharacters
{
    private static readonly Encoding s_encoding =
        CodePagesEncodingProvider.Instance.GetEncoding(1252, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;

    /// <summary>Whether a company file can keep a text whole.</summary>
    public static bool CanHold(string text)
    {
        if (Ascii.IsValid(text))
            return !text.Any(IsForbidden);
        try
        {
            s_encoding.GetByteCount(text);
            // The code page maps 0x81 and its like to control characters of Unicode; no text means those.
            return !text.Any(IsForbidden);
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }

    /// <summary>A text without what a company file cannot keep; null if nothing is left.</summary>
    public static string? Keep(string text)
    {
        var kept = new StringBuilder(text.Length);
        foreach (var rune in Nfc.Of(text).EnumerateRunes())
            kept.Append(CanHold(rune.ToString()) ? rune.ToString() : " ");
        var result = string.Join(' ', kept.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return result.Length > 0 ? result : null;
    }

    /// <summary>Control characters, which XML forbids too, except tab and line ends.</summary>
    private static bool IsForbidden(char sign) => char.IsControl(sign) && sign is not ('\t' or '\n' or '\r');
}

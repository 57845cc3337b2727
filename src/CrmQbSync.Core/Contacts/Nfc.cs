namespace CrmQbSync.Contacts;

/// <summary>Unicode's composed form, by which all text is compared (rules 2.1 and 2.2).</summary>
internal static class Nfc
{
    // Combining marks begin behind it; all up to here is composed already.
    private const char LastWithoutOtherForm = '\u02FF';

    /// <summary>
    /// The text in NFC. The runtime refuses an unpaired surrogate and U+FFFE, which files and services do hold now and then: such text counts as it
    /// stands.
    /// </summary>
    public static string Of(string text) =>
        !text.AsSpan().ContainsAnyExceptInRange('\0', LastWithoutOtherForm) || HasNoForm(text) || text.IsNormalized() ? text : text.Normalize();

    private static bool HasNoForm(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '\uFFFE')
                return true;
            if (!char.IsSurrogate(text[at]))
                continue;
            if (at + 1 == text.Length || !char.IsSurrogatePair(text[at], text[at + 1]))
                return true;
            at++;
        }
        return false;
    }
}

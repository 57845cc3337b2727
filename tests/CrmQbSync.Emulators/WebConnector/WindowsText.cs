using System.Text;

namespace CrmQbSync.Emulators.WebConnector;

/// <summary>What is left of a text in Windows-1252.</summary>
internal static class WindowsText
{
    private static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252, new EncoderReplacementFallback("?"), DecoderFallback.ReplacementFallback)!;

    /// <summary>The text, a question mark for what it cannot hold.</summary>
    public static string Keep(string text) => Windows1252.GetString(Windows1252.GetBytes(text));
}

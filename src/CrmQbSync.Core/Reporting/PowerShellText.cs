using System.Text;

namespace CrmQbSync.Reporting;

/// <summary>Values as a PowerShell command line takes them.</summary>
internal static class PowerShellText
{
    // PowerShell takes the typographic ones for the end of a text in single quotes too.
    private const string Quotes = "'\u2018\u2019\u201A\u201B";

    /// <summary>A value in single quotes, in which nothing but the quotes themselves has a meaning.</summary>
    public static string Quote(string value)
    {
        var text = new StringBuilder("'", value.Length + 2);
        foreach (var character in value)
        {
            text.Append(character);
            if (Quotes.Contains(character, StringComparison.Ordinal))
                text.Append(character);
        }
        return text.Append('\'').ToString();
    }
}

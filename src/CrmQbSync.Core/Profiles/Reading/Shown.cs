using System.Globalization;
using System.Text;

namespace CrmQbSync.Profiles;

/// <summary>How pieces of a file are shown in messages.</summary>
internal static class Shown
{
    private const int MaxLength = 80;

    /// <summary>In one line, without control characters, not endless.</summary>
    public static string Text(string text)
    {
        var builder = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (builder.Length >= MaxLength)
                return builder.Append('…').ToString();
            if (Rune.IsControl(rune))
                builder.Append(' ');
            else
                builder.Append(rune.ToString());
        }
        return builder.ToString();
    }

    /// <summary>In quotes.</summary>
    public static string Quoted(string text) => $"'{Text(text)}'";

    /// <summary>A number, the same under every culture.</summary>
    public static string ToInvariant(this int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A number, the same under every culture.</summary>
    public static string ToInvariant(this long number) => number.ToString(CultureInfo.InvariantCulture);
}

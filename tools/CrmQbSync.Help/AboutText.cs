using System.Text;
using CrmQbSync.Profiles;

namespace CrmQbSync.Help;

/// <summary>Turns a topic's Markdown into the plain text that Get-Help shows.</summary>
internal static class AboutText
{
    /// <summary>Where the reference of the profile's keys goes, which comes from the definition that the reader checks by.</summary>
    private const string KeysMark = "<!-- keys -->";

    private const int Width = 80;

    /// <summary>The text, lines of at most 80 signs where the words allow.</summary>
    public static string Compose(string markdown)
    {
        var text = new StringBuilder();
        var isCode = false;
        foreach (var paragraph in Paragraphs(markdown.ReplaceLineEndings("\n").Replace(KeysMark, KeyReference.Compose(), StringComparison.Ordinal)))
        {
            if (paragraph.StartsWith("```", StringComparison.Ordinal))
                isCode = !isCode;
            else if (isCode)
                text.Append("    ").Append(paragraph).Append('\n');
            else if (paragraph.StartsWith('#'))
                text.Append('\n').Append(paragraph.StartsWith("### ", StringComparison.Ordinal) ? paragraph[4..] : paragraph.TrimStart('#', ' ').ToUpperInvariant()).Append('\n');
            else
                Wrap(text, Plain(paragraph));
        }
        return text.ToString().TrimStart('\n');
    }

    private static string Plain(string text) => text.Replace("`", "", StringComparison.Ordinal).Replace("**", "", StringComparison.Ordinal);

    /// <summary>Lines that belong together as one; headings, code and the items of lists by themselves.</summary>
    private static IEnumerable<string> Paragraphs(string markdown)
    {
        var gathered = new List<string>();
        var isCode = false;
        foreach (var line in markdown.Split('\n'))
        {
            var isFence = line.StartsWith("```", StringComparison.Ordinal);
            var isAlone = isCode || isFence || line.Length == 0 || line[0] is '#';
            if ((isAlone || line.StartsWith("- ", StringComparison.Ordinal)) && gathered.Count > 0)
            {
                yield return string.Join(' ', gathered.Select(part => part.Trim()));
                gathered.Clear();
            }
            if (isAlone)
                yield return line;
            else
                gathered.Add(line);
            isCode ^= isFence;
        }
        if (gathered.Count > 0)
            yield return string.Join(' ', gathered.Select(part => part.Trim()));
    }

    private static void Wrap(StringBuilder text, string paragraph)
    {
        var indent = paragraph.StartsWith("- ", StringComparison.Ordinal) ? "    " : "  ";
        var line = new StringBuilder("  ");
        foreach (var word in paragraph.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length + word.Length > Width && line.ToString().Trim().Length > 0)
            {
                text.Append(line.ToString().TrimEnd()).Append('\n');
                line.Clear().Append(indent);
            }
            line.Append(word).Append(' ');
        }
        text.Append(line.ToString().TrimEnd()).Append('\n');
    }
}

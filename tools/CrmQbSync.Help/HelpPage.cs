namespace CrmQbSync.Help;

/// <summary>A page of help: Markdown with the headings that platyPS has made usual.</summary>
internal sealed record HelpPage
{
    private const string Fence = "```";

    /// <summary>The cmdlet's name: the page's title.</summary>
    public required string Name { get; init; }

    /// <summary>The synopsis, in one line.</summary>
    public required string Synopsis { get; init; }

    /// <summary>The description's paragraphs.</summary>
    public required IReadOnlyList<string> Description { get; init; }

    /// <summary>The examples.</summary>
    public required IReadOnlyList<HelpExample> Examples { get; init; }

    /// <summary>Each parameter's paragraphs.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Parameters { get; init; }

    /// <summary>What can be piped in.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>What comes out.</summary>
    public required IReadOnlyList<string> Outputs { get; init; }

    /// <summary>The topics to go on with.</summary>
    public required IReadOnlyList<string> Links { get; init; }

    /// <summary>Reads a page.</summary>
    public static HelpPage Read(string path)
    {
        var lines = File.ReadAllLines(path);
        var sections = Split(lines, "## ");
        return new HelpPage
        {
            Name = lines.FirstOrDefault(line => line.StartsWith("# ", StringComparison.Ordinal))?[2..].Trim() ?? "",
            Synopsis = string.Join(' ', Paragraphs(Section("SYNOPSIS"))),
            Description = Paragraphs(Section("DESCRIPTION")),
            Examples = [.. Split(Section("EXAMPLES"), "### ").Select(part => ExampleOf(part.Key, part.Value))],
            Parameters = Split(Section("PARAMETERS"), "### -").ToDictionary(part => part.Key, part => (IReadOnlyList<string>)Paragraphs(part.Value)),
            Inputs = Paragraphs(Section("INPUTS")),
            Outputs = Paragraphs(Section("OUTPUTS")),
            Links = [.. Section("RELATED LINKS").Where(line => line.StartsWith("- ", StringComparison.Ordinal)).Select(line => line[2..].Trim())],
        };

        IReadOnlyList<string> Section(string name) => sections.GetValueOrDefault(name) ?? [];
    }

    private static Dictionary<string, IReadOnlyList<string>> Split(IReadOnlyList<string> lines, string mark)
    {
        var parts = new Dictionary<string, IReadOnlyList<string>>();
        List<string>? part = null;
        var isCode = false;
        foreach (var line in lines)
        {
            isCode ^= line.StartsWith(Fence, StringComparison.Ordinal);
            if (!isCode && line.StartsWith(mark, StringComparison.Ordinal))
                parts.Add(line[mark.Length..].Trim(), part = []);
            else
                part?.Add(line);
        }
        return parts;
    }

    private static HelpExample ExampleOf(string title, IReadOnlyList<string> lines)
    {
        var fences = lines.Index().Where(line => line.Item.StartsWith(Fence, StringComparison.Ordinal)).Select(line => line.Index).ToList();
        return fences.Count < 2
            ? new HelpExample(title, "", Paragraphs(lines))
            : new HelpExample(title, string.Join('\n', lines.Skip(fences[0] + 1).Take(fences[1] - fences[0] - 1)), Paragraphs([.. lines.Skip(fences[1] + 1)]));
    }

    /// <summary>Lines joined to paragraphs; the signs of Markdown within them are taken away, as Get-Help shows text as it is.</summary>
    private static List<string> Paragraphs(IReadOnlyList<string> lines) =>
        [.. string.Join('\n', lines).Split("\n\n", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(paragraph => string.Join(' ', paragraph.Split('\n', StringSplitOptions.TrimEntries)).Replace("`", "", StringComparison.Ordinal).Replace("**", "", StringComparison.Ordinal))];
}

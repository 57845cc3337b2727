namespace CrmQbSync.Help;

/// <summary>Holds a page against its cmdlet.</summary>
internal static class PageChecker
{
    private static readonly HashSet<string> s_standard = ["WhatIf", "Confirm"];

    /// <summary>What is missing or too much.</summary>
    public static IEnumerable<string> Check(string path, HelpPage page, CmdletFacts cmdlet)
    {
        if (page.Name != cmdlet.Name)
            yield return $"{path}: the title is not {cmdlet.Name}";
        if (page.Synopsis.Length == 0 || page.Description.Count == 0)
            yield return $"{path}: synopsis or description is missing";
        if (page.Examples.Count < 2 || page.Examples.Any(example => example.Code.Length == 0 || example.Remarks.Count == 0))
            yield return $"{path}: two examples with code and a remark are needed";
        if (page.Links.Count == 0)
            yield return $"{path}: there are no related links";
        var names = cmdlet.Parameters.Select(parameter => parameter.Name).Where(name => !s_standard.Contains(name)).ToList();
        foreach (var name in names.Where(name => page.Parameters.GetValueOrDefault(name) is not { Count: > 0 }))
            yield return $"{path}: the parameter {name} is not documented";
        foreach (var name in page.Parameters.Keys.Except(names))
            yield return $"{path}: there is no parameter {name}";
    }
}

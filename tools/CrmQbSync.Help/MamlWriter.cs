using System.Xml.Linq;

namespace CrmQbSync.Help;

/// <summary>Writes MAML, the XML that Get-Help reads.</summary>
internal static class MamlWriter
{
    private const string AllSets = "__AllParameterSets";

    private static readonly XNamespace s_maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace s_command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace s_dev = "http://schemas.microsoft.com/maml/dev/2004/10";
    private static readonly XNamespace s_msh = "http://msh";

    private static readonly Dictionary<string, IReadOnlyList<string>> s_standard = new()
    {
        ["WhatIf"] = ["Shows what would happen. Nothing is written."],
        ["Confirm"] = ["Asks before anything is written."],
    };

    /// <summary>The whole file.</summary>
    public static XElement Root(IEnumerable<XElement> commands) => new(s_msh + "helpItems", new XAttribute("schema", "maml"), commands);

    /// <summary>The help of one cmdlet.</summary>
    public static XElement Write(HelpPage page, CmdletFacts cmdlet)
    {
        var name = cmdlet.Name.Split('-');
        return new XElement(s_command + "command",
            new XAttribute(XNamespace.Xmlns + "maml", s_maml),
            new XAttribute(XNamespace.Xmlns + "command", s_command),
            new XAttribute(XNamespace.Xmlns + "dev", s_dev),
            new XElement(s_command + "details",
                new XElement(s_command + "name", cmdlet.Name),
                new XElement(s_command + "verb", name[0]),
                new XElement(s_command + "noun", name[1]),
                Paragraphs("description", [page.Synopsis])),
            Paragraphs("description", page.Description),
            new XElement(s_command + "syntax", cmdlet.Sets.Select(set => Syntax(page, cmdlet, set))),
            new XElement(s_command + "parameters", cmdlet.Parameters.OrderBy(parameter => parameter.Name, StringComparer.Ordinal).Select(parameter => Parameter(page, parameter, parameter.Uses.Values.First()))),
            new XElement(s_command + "inputTypes", page.Inputs.Select(input => new XElement(s_command + "inputType", TypeOf(input)))),
            new XElement(s_command + "returnValues", (page.Outputs.Count > 0 ? page.Outputs : cmdlet.Outputs).Select(output => new XElement(s_command + "returnValue", TypeOf(output)))),
            new XElement(s_command + "examples", page.Examples.Select(Example)),
            new XElement(s_command + "relatedLinks", page.Links.Select(Link)));
    }

    private static XElement Syntax(HelpPage page, CmdletFacts cmdlet, string set) => new(s_command + "syntaxItem",
        new XElement(s_maml + "name", cmdlet.Name),
        cmdlet.Parameters
            .Select(parameter => (Parameter: parameter, Use: parameter.Uses.GetValueOrDefault(set) ?? parameter.Uses.GetValueOrDefault(AllSets)))
            .Where(pair => pair.Use is not null)
            .OrderBy(pair => pair.Use!.Position ?? int.MaxValue).ThenBy(pair => !pair.Use!.IsMandatory)
            .Select(pair => Parameter(page, pair.Parameter, pair.Use!)));

    private static XElement Parameter(HelpPage page, ParameterFacts parameter, ParameterUse use) => new(s_command + "parameter",
        new XAttribute("required", use.IsMandatory ? "true" : "false"),
        new XAttribute("variableLength", parameter.Type.EndsWith("[]", StringComparison.Ordinal) ? "true" : "false"),
        new XAttribute("globbing", parameter.TakesWildcards ? "true" : "false"),
        new XAttribute("pipelineInput", use.Pipeline),
        new XAttribute("position", use.Position?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "named"),
        new XAttribute("aliases", parameter.Aliases.Count == 0 ? "none" : string.Join(", ", parameter.Aliases)),
        new XElement(s_maml + "name", parameter.Name),
        Paragraphs("Description", s_standard.GetValueOrDefault(parameter.Name) ?? page.Parameters.GetValueOrDefault(parameter.Name) ?? []),
        parameter.IsSwitch ? null : new XElement(s_command + "parameterValue", new XAttribute("required", "true"), new XAttribute("variableLength", "false"), parameter.Type),
        parameter.Values.Count == 0 ? null : new XElement(s_command + "parameterValueGroup", parameter.Values.Select(value =>
            new XElement(s_command + "parameterValue", new XAttribute("required", "false"), new XAttribute("variableLength", "false"), value))),
        new XElement(s_dev + "type", new XElement(s_maml + "name", parameter.Type), new XElement(s_maml + "uri")),
        new XElement(s_dev + "defaultValue", parameter.IsSwitch ? "False" : parameter.Default ?? "None"));

    private static XElement Example(HelpExample example, int at) => new(s_command + "example",
        new XElement(s_maml + "title", $"----- {example.Title} -----"),
        new XElement(s_dev + "code", example.Code),
        new XElement(s_dev + "remarks", example.Remarks.Select(text => new XElement(s_maml + "para", text))));

    private static XElement Link(string text) => new(s_maml + "navigationLink", new XElement(s_maml + "linkText", text), new XElement(s_maml + "uri"));

    private static XElement TypeOf(string name) => new(s_dev + "type", new XElement(s_maml + "name", name));

    private static XElement Paragraphs(string element, IEnumerable<string> paragraphs) =>
        new(s_maml + element, paragraphs.Select(text => new XElement(s_maml + "para", text)));
}

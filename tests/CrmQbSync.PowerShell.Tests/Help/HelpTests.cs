using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;
using CrmQbSync.PowerShell.Tests.EndToEnd;
using CrmQbSync.PowerShell.Tests.Hosting;

namespace CrmQbSync.PowerShell.Tests.Help;

/// <summary>What Get-Help shows of every cmdlet, as users get it.</summary>
public sealed class HelpTests : IDisposable
{
    private readonly CsvPair _pair = new(
        "1,ann@example.com,Ann,Bexley,+1 415 555 0100\n2,bob@example.com,Bob,Carter,",
        "7,ann@example.com,Ann,Bexley,+1 415 555 0199");

    public void Dispose() => _pair.Dispose();

    public static TheoryData<string> Cmdlets()
    {
        using var session = new ModuleSession();
        return new(CmdletsOf(session));
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Every_cmdlet_has_synopsis_description_examples_and_links(string name)
    {
        var help = Help(name);

        Assert.Equal(name, help.Properties["Name"].Value.ToString());
        var synopsis = help.Properties["Synopsis"].Value.ToString()!;
        Assert.True(synopsis.EndsWith('.') && !synopsis.Contains('\n', StringComparison.Ordinal), synopsis);
        Assert.NotEmpty(help.TextOf("description"));
        Assert.NotEmpty(help.List( "relatedLinks", "navigationLink"));
        var examples = help.Examples();
        Assert.True(examples.Count >= 2, $"{examples.Count} examples");
        Assert.All(examples, code => Assert.Contains(name, code, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Every_parameter_is_described_with_what_the_code_says_of_it(string name)
    {
        var command = (CmdletInfo)_pair.Run("Get-Command $args[0]", name).Output.Single().BaseObject;
        var own = command.Parameters.Values.Where(parameter =>
            !Cmdlet.CommonParameters.Contains(parameter.Name) && parameter.Attributes.OfType<ParameterAttribute>().Any(attribute => !attribute.DontShow));
        var documented = Help(name).List( "parameters", "parameter").ToDictionary(parameter => parameter.Properties["name"].Value.ToString()!);

        Assert.Equal(own.Select(parameter => parameter.Name).Order(StringComparer.Ordinal), documented.Keys.Order(StringComparer.Ordinal));
        Assert.All(own, parameter =>
        {
            Assert.NotEmpty(documented[parameter.Name].TextOf("Description"));
            var mandatory = parameter.ParameterSets.Values.First().IsMandatory;
            Assert.Equal(mandatory ? "true" : "false", documented[parameter.Name].Properties["required"].Value.ToString());
            var takesWildcards = parameter.Attributes.OfType<SupportsWildcardsAttribute>().Any();
            Assert.Equal(takesWildcards ? "true" : "false", documented[parameter.Name].Properties["globbing"].Value.ToString());
        });
    }

    [Fact]
    public void What_is_said_of_a_parameter_names_every_word_that_it_takes_and_what_holds_without_it() => Assert.All(CmdletsOf(_pair.Session), AssertWords);

    private void AssertWords(string name)
    {
        var command = (CmdletInfo)_pair.Run("Get-Command $args[0]", name).Output.Single().BaseObject;
        foreach (var parameter in Help(name).List("parameters", "parameter"))
        {
            var known = command.Parameters[parameter.Properties["name"].Value.ToString()!];
            var type = Nullable.GetUnderlyingType(known.ParameterType) ?? known.ParameterType;
            var element = type.GetElementType() ?? type;
            var words = known.Attributes.OfType<ValidateSetAttribute>().SingleOrDefault()?.ValidValues ?? (element.IsEnum ? Enum.GetNames(element) : []);
            var without = known.Attributes.OfType<PSDefaultValueAttribute>().SingleOrDefault()?.Value?.ToString();
            Assert.All([.. words, .. new[] { without }.OfType<string>()], word => Assert.Matches($@"\b{word}\b", parameter.TextOf("Description")));
            Assert.Equal(without ?? (type == typeof(SwitchParameter) ? "False" : "None"), parameter.Properties["defaultValue"].Value.ToString());
        }
    }

    [Fact]
    public void The_defaults_of_parameters_are_those_that_the_help_tells()
    {
        Assert.Equal($"{Running.DesktopConnections.DefaultTimeout.TotalMinutes}", DefaultOf("Invoke-ContactSync", "TimeoutMinutes"));
        Assert.Equal("Manual", DefaultOf("Invoke-ContactSync", "Trigger"));
        _pair.Run("Invoke-ContactSync acme");
        Assert.Equal("Manual", _pair.Run("Get-ContactSyncHistory acme")["Trigger"]!.ToString());

        string DefaultOf(string cmdlet, string parameter) =>
            Help(cmdlet).List("parameters", "parameter").Single(each => each.Properties["name"].Value.ToString() == parameter).Properties["defaultValue"].Value.ToString()!;
    }

    [Fact]
    public void Links_lead_to_cmdlets_and_topics_that_there_are_and_outputs_are_named() => Assert.All(CmdletsOf(_pair.Session), AssertLinksAndOutputs);

    private void AssertLinksAndOutputs(string name)
    {
        var help = Help(name);

        Assert.All(
            help.List("relatedLinks", "navigationLink").Select(link => link.Properties["linkText"].Value.ToString()!),
            link => Assert.True(File.Exists(Path.Combine(Repository.Root, "docs", link + ".md")), link));
        var outputs = ((CmdletInfo)_pair.Run("Get-Command $args[0]", name).Output.Single().BaseObject).OutputType.Select(output => output.Type).Where(type => type != typeof(void));
        var named = string.Join(' ', help.List("returnValues", "returnValue").Select(value => value.Properties["type"].Value is PSObject type ? type.Properties["name"].Value.ToString() : ""));
        Assert.All(outputs, type => Assert.Contains(type.FullName!, named, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Syntax_shows_every_parameter_set(string name)
    {
        var command = (CmdletInfo)_pair.Run("Get-Command $args[0]", name).Output.Single().BaseObject;

        var items = Help(name).List( "syntax", "syntaxItem");

        Assert.InRange(items.Count, 1, command.ParameterSets.Count);
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Examples_parse_and_name_only_parameters_that_there_are(string name) => Assert.All(Help(name).Examples(), code => _pair.Session.CmdletsTypedIn(code));

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/zoho-crm.md")]
    [InlineData("docs/quickbooks-online.md")]
    public void Walk_throughs_parse_and_name_only_cmdlets_and_parameters_that_there_are(string document)
    {
        var blocks = Regex.Matches(File.ReadAllText(Path.Combine(Repository.Root, document)), @"^ *```powershell\r?\n(.*?)^ *```", RegexOptions.Multiline | RegexOptions.Singleline).Select(match => match.Groups[1].Value).ToList();
        Assert.NotEmpty(blocks);
        Assert.Contains(blocks.SelectMany(_pair.Session.CmdletsTypedIn), name => name == "Invoke-ContactSync");
    }

    private static string[] CmdletsOf(ModuleSession session) => [.. session.Run("(Get-Module CrmQbSync).ExportedCmdlets.Keys").Texts.Order(StringComparer.Ordinal)];

    private PSObject Help(string name) => _pair.Session.HelpOf(name);
}

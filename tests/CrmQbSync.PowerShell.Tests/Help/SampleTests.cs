using System.Management.Automation.Language;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using CrmQbSync.PowerShell.Tests.Hosting;

namespace CrmQbSync.PowerShell.Tests.Help;

/// <summary>The samples that serve the Web Connector from boot on: what they have PowerShell do is understood.</summary>
public sealed class SampleTests
{
    private static readonly string s_folder = Path.Combine(Repository.Root, "samples");

    public static TheoryData<string, string> Commands => new()
    {
        { "crmqbsync-webconnector.service", Regex.Match(File.ReadAllText(Path.Combine(s_folder, "crmqbsync-webconnector.service")), "^ExecStart=.* -Command \"(.*)\"$", RegexOptions.Multiline).Groups[1].Value },
        { "crmqbsync-webconnector.xml", Regex.Match(XDocument.Load(Path.Combine(s_folder, "crmqbsync-webconnector.xml")).Root!.Element("arguments")!.Value, "-Command \"(.*)\"$").Groups[1].Value },
        { "webconnector-task.ps1", Regex.Match(File.ReadAllText(Path.Combine(s_folder, "webconnector-task.ps1")), "^\\$command = \"(.*)\"$", RegexOptions.Multiline).Groups[1].Value },
    };

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_service_starts_the_server_and_goes_on_after_an_error_of_a_session(string file, string command)
    {
        using var session = new ModuleSession();
        var tree = Parser.ParseInput(command, out _, out var errors);
        Assert.Empty(errors);
        var start = Assert.Single(tree.FindAll(ast => ast is CommandAst used && used.GetCommandName() == "Start-QbWebConnector", searchNestedScriptBlocks: true).Cast<CommandAst>());
        var known = session.Run("(Get-Command Start-QbWebConnector).Parameters.Keys").Output.Select(key => key.BaseObject.ToString());
        Assert.All(start.CommandElements.OfType<CommandParameterAst>(), used => Assert.Contains(used.ParameterName, known));
        // An error of one session may not end the serving, whatever the preference; no module is an error.
        Assert.Contains("-ErrorAction Continue", start.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("Import-Module CrmQbSync -ErrorAction Stop;", command, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(s_folder, file)));
    }

    [Fact]
    public void Scripts_are_understood() => Assert.All(Directory.EnumerateFiles(s_folder, "*.ps1"), path =>
    {
        Parser.ParseFile(path, out _, out var errors);
        Assert.Empty(errors);
    });
}

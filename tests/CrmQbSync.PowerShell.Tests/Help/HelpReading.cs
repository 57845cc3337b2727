using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using CrmQbSync.PowerShell.Tests.Hosting;

namespace CrmQbSync.PowerShell.Tests.Help;

/// <summary>Reads what Get-Help gives.</summary>
internal static class HelpReading
{
    /// <summary>All the help of a cmdlet.</summary>
    public static PSObject HelpOf(this ModuleSession session, string name) => session.Run("Get-Help $args[0] -Full", name).Output.Single();

    /// <summary>What its examples type.</summary>
    public static IReadOnlyList<string> Examples(this PSObject help) =>
        [.. help.List("examples", "example").Select(example => example.Properties["code"].Value.ToString()!)];

    /// <summary>The cmdlets of the module that a script names; it has to parse, and to name only cmdlets and parameters that there are.</summary>
    public static List<string> CmdletsTypedIn(this ModuleSession session, string code)
    {
        var script = Parser.ParseInput(code, out _, out var faults);
        Assert.True(faults.Length == 0, code);
        var named = new List<string>();
        foreach (var used in script.FindAll(ast => ast is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>())
        {
            var name = used.GetCommandName();
            if (session.Run("Get-Command -Module CrmQbSync -Name $args[0] -ErrorAction SilentlyContinue", name).Output is not [{ BaseObject: CmdletInfo known }])
            {
                Assert.DoesNotMatch("-(Contact|Crm|Qb)", name);
                continue;
            }
            named.Add(name);
            Assert.All(used.CommandElements.OfType<CommandParameterAst>(), parameter => Assert.True(known.Parameters.ContainsKey(parameter.ParameterName), $"{code}: -{parameter.ParameterName}"));
        }
        return named;
    }

    public static string TextOf(this PSObject owner, string property) =>
        string.Join('\n', Items(owner.Properties[property]?.Value).Select(item => item.Properties["Text"]?.Value?.ToString()));

    public static List<PSObject> List(this PSObject owner, string group, string item) =>
        owner.Properties[group]?.Value is { } found ? [.. Items(PSObject.AsPSObject(found).Properties[item]?.Value)] : [];

    private static IEnumerable<PSObject> Items(object? value) =>
        (value is PSObject { BaseObject: IEnumerable inner and not string } ? inner : value) switch
        {
            null => [],
            IEnumerable many and not string => many.Cast<object>().Select(PSObject.AsPSObject),
            var one => [PSObject.AsPSObject(one)],
        };
}

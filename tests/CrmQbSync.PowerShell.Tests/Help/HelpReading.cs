using System.Collections;
using System.Management.Automation;
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

using System.Management.Automation;
using CrmQbSync.PowerShell.Tests.Hosting;

namespace CrmQbSync.PowerShell.Tests.Contract;

/// <summary>What scripts depend on: every cmdlet's parameters, sets, positions, aliases, pipeline input and output types.</summary>
public sealed class ContractTests
{
    private static readonly string[] Common =
        [.. Cmdlet.CommonParameters, .. Cmdlet.OptionalCommonParameters.Except(["WhatIf", "Confirm"])];

    [Fact]
    public void Every_cmdlet_is_exactly_what_scripts_depend_on()
    {
        using var session = new ModuleSession();
        var commands = session.Run("Get-Command -Module CrmQbSync").Output.Select(item => (CmdletInfo)item.BaseObject);

        var actual = string.Join('\n', commands.OrderBy(command => command.Name, StringComparer.Ordinal).SelectMany(Describe));

        var expected = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Contract", "Contract.txt")).ReplaceLineEndings("\n").TrimEnd();
        Assert.Equal(expected, actual);
    }

    [Theory]
    [InlineData("Invoke-ContactSync", ConfirmImpact.Medium)]
    [InlineData("Undo-ContactSync", ConfirmImpact.High)]
    [InlineData("Remove-ContactLink", ConfirmImpact.High)]
    [InlineData("Resolve-ContactConflict", ConfirmImpact.Medium)]
    [InlineData("New-ContactSyncProfile", ConfirmImpact.Medium)]
    [InlineData("Connect-CrmAccount", ConfirmImpact.Medium)]
    [InlineData("Connect-QbAccount", ConfirmImpact.Medium)]
    [InlineData("Disconnect-CrmAccount", ConfirmImpact.Medium)]
    [InlineData("Disconnect-QbAccount", ConfirmImpact.Medium)]
    [InlineData("Set-ContactSyncSecret", ConfirmImpact.Medium)]
    [InlineData("Remove-ContactSyncSecret", ConfirmImpact.High)]
    [InlineData("Register-ContactSyncTask", ConfirmImpact.Medium)]
    [InlineData("Unregister-ContactSyncTask", ConfirmImpact.Medium)]
    [InlineData("Export-ContactSyncReport", ConfirmImpact.Medium)]
    [InlineData("New-QbWebConnectorFile", ConfirmImpact.Medium)]
    [InlineData("Start-QbWebConnector", ConfirmImpact.Medium)]
    public void What_changes_something_supports_WhatIf_and_has_its_impact(string name, ConfirmImpact impact)
    {
        using var session = new ModuleSession();
        var attribute = Attribute(session, name);

        Assert.True(attribute.SupportsShouldProcess);
        Assert.Equal(impact, attribute.ConfirmImpact);
    }

    [Fact]
    public void What_only_reads_has_no_WhatIf()
    {
        using var session = new ModuleSession();
        var readers = session.Run("Get-Command -Module CrmQbSync -Verb Get, Test, Compare").Output.Select(item => ((CmdletInfo)item.BaseObject).Name).ToList();

        Assert.Equal(13, readers.Count);
        Assert.All(readers, name => Assert.False(Attribute(session, name).SupportsShouldProcess, name));
    }

    [Fact]
    public void Everything_else_has_WhatIf()
    {
        using var session = new ModuleSession();
        var changing = session.Run("Get-Command -Module CrmQbSync | Where-Object Verb -notin Get, Test, Compare").Output.Select(item => ((CmdletInfo)item.BaseObject).Name).ToList();

        Assert.Equal(16, changing.Count);
        Assert.All(changing, name => Assert.True(Attribute(session, name).SupportsShouldProcess, name));
    }

    private static CmdletAttribute Attribute(ModuleSession session, string name) =>
        ((CmdletInfo)session.Run("Get-Command $args[0]", name).Output.Single().BaseObject)
            .ImplementingType.GetCustomAttributes(typeof(CmdletAttribute), inherit: false).Cast<CmdletAttribute>().Single();

    private static IEnumerable<string> Describe(CmdletInfo command)
    {
        yield return $"{command.Name} -> {string.Join(", ", command.OutputType.Select(type => type.Name))}";
        foreach (var set in command.ParameterSets.OrderBy(set => set.Name, StringComparer.Ordinal))
        {
            yield return $"  {set.Name}{(set.IsDefault && command.ParameterSets.Count > 1 ? " (default)" : "")}";
            foreach (var parameter in set.Parameters.Where(parameter => !Common.Contains(parameter.Name)).OrderBy(parameter => parameter.Name, StringComparer.Ordinal))
                yield return "    " + Describe(parameter);
        }
    }

    private static string Describe(CommandParameterInfo parameter)
    {
        var words = new List<string> { parameter.Name, TypeName(parameter.ParameterType) };
        if (parameter.IsMandatory)
            words.Add("mandatory");
        if (parameter.Position >= 0)
            words.Add($"position {parameter.Position}");
        if (parameter.ValueFromPipeline)
            words.Add("pipeline");
        if (parameter.ValueFromPipelineByPropertyName)
            words.Add("by name");
        if (parameter.Aliases.Count > 0)
            words.Add("alias " + string.Join(' ', parameter.Aliases));
        foreach (var attribute in parameter.Attributes)
        {
            switch (attribute)
            {
                case ValidateRangeAttribute range:
                    words.Add($"{range.MinRange}..{range.MaxRange}");
                    break;
                case ValidateSetAttribute values:
                    words.Add(string.Join('|', values.ValidValues));
                    break;
            }
        }
        return string.Join(", ", words);
    }

    private static string TypeName(Type type) => Nullable.GetUnderlyingType(type) is { } inner ? inner.Name + '?' : type.Name;
}

using System.Management.Automation;
using System.Reflection;
using System.Runtime.Loader;

namespace CrmQbSync.Help;

/// <summary>Reads the cmdlets of an assembly.</summary>
internal static class CmdletReader
{
    private const string AllSets = "__AllParameterSets";

    /// <summary>The cmdlets, by name.</summary>
    public static IReadOnlyList<CmdletFacts> Read(string module)
    {
        var path = Path.GetFullPath(module);
        AssemblyLoadContext.Default.Resolving += (context, name) =>
        {
            var file = Path.Combine(Path.GetDirectoryName(path)!, name.Name + ".dll");
            return File.Exists(file) ? context.LoadFromAssemblyPath(file) : null;
        };
        return [.. AssemblyLoadContext.Default.LoadFromAssemblyPath(path).GetExportedTypes()
            .Where(type => type.GetCustomAttribute<CmdletAttribute>() is not null)
            .Select(FactsOf)
            .OrderBy(cmdlet => cmdlet.Name, StringComparer.Ordinal)];
    }

    private static CmdletFacts FactsOf(Type type)
    {
        var attribute = type.GetCustomAttribute<CmdletAttribute>()!;
        var parameters = type.GetProperties()
            .Where(property => property.GetCustomAttributes<ParameterAttribute>().Any(use => !use.DontShow))
            .Select(ParameterOf)
            .ToList();
        if (attribute.SupportsShouldProcess)
        {
            parameters.Add(Switch("WhatIf", "wi"));
            parameters.Add(Switch("Confirm", "cf"));
        }
        var sets = parameters.SelectMany(parameter => parameter.Uses.Keys).Where(set => set != AllSets).Distinct()
            .OrderBy(set => set != attribute.DefaultParameterSetName).ThenBy(set => set, StringComparer.Ordinal).ToList();
        var outputs = type.GetCustomAttributes<OutputTypeAttribute>().SelectMany(output => output.Type).Select(output => output.Name).Distinct();
        return new CmdletFacts($"{attribute.VerbName}-{attribute.NounName}", parameters, sets.Count == 0 ? [AllSets] : sets, [.. outputs]);
    }

    private static ParameterFacts ParameterOf(PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var element = type.IsArray ? type.GetElementType()! : type;
        var values = property.GetCustomAttribute<ValidateSetAttribute>()?.ValidValues ?? (element.IsEnum ? Enum.GetNames(element) : []);
        return new ParameterFacts(
            property.Name,
            NameOf(type),
            type == typeof(SwitchParameter),
            property.GetCustomAttribute<AliasAttribute>()?.AliasNames.ToList() ?? [],
            [.. values],
            property.GetCustomAttribute<SupportsWildcardsAttribute>() is not null,
            property.GetCustomAttribute<PSDefaultValueAttribute>()?.Value?.ToString(),
            property.GetCustomAttributes<ParameterAttribute>().ToDictionary(use => use.ParameterSetName, UseOf));
    }

    private static ParameterUse UseOf(ParameterAttribute use) => new(
        use.Mandatory,
        use.Position == int.MinValue ? null : use.Position,
        (use.ValueFromPipeline, use.ValueFromPipelineByPropertyName) switch
        {
            (true, true) => "True (ByValue, ByPropertyName)",
            (true, false) => "True (ByValue)",
            (false, true) => "True (ByPropertyName)",
            _ => "False",
        });

    private static string NameOf(Type type) =>
        type.IsArray ? NameOf(type.GetElementType()!) + "[]"
        : type == typeof(PSObject) ? "Object"
        : type == typeof(int) ? "int"
        : type == typeof(long) ? "long"
        : type.Name;

    private static ParameterFacts Switch(string name, string alias) =>
        new(name, nameof(SwitchParameter), IsSwitch: true, [alias], [], TakesWildcards: false, Default: null, new Dictionary<string, ParameterUse> { [AllSets] = new ParameterUse(IsMandatory: false, null, "False") });
}

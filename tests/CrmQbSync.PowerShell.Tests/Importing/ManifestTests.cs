using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Xml.Linq;
using CrmQbSync.PowerShell.Tests.Hosting;

namespace CrmQbSync.PowerShell.Tests.Importing;

public sealed class ManifestTests
{
    private readonly Hashtable _manifest = Read();

    [Fact]
    public void It_asks_for_PowerShell_7_4_so_that_older_ones_refuse_it_with_a_sentence()
    {
        Assert.Equal("7.4", _manifest["PowerShellVersion"]);
        Assert.Equal(["Core"], List("CompatiblePSEditions"));
        Assert.Contains("PowerShell 7.4", (string)_manifest["Description"]!, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_version_is_that_of_the_build()
    {
        var props = XDocument.Load(Path.Combine(Repository.Root, "Directory.Build.props"));
        Assert.Equal(props.Descendants("Version").Single().Value, _manifest["ModuleVersion"]);
    }

    [Fact]
    public void It_exports_exactly_the_cmdlets_that_reflection_finds()
    {
        using var session = new ModuleSession();
        var cmdlets = ModuleSession.Context.Assemblies
            .Single(assembly => assembly.GetName().Name == "CrmQbSync.PowerShell")
            .GetExportedTypes()
            .Select(type => type.GetCustomAttributes(typeof(CmdletAttribute), inherit: false).Cast<CmdletAttribute>().SingleOrDefault())
            .OfType<CmdletAttribute>()
            .Select(attribute => $"{attribute.VerbName}-{attribute.NounName}")
            .Order(StringComparer.Ordinal);

        Assert.Equal(cmdlets, List("CmdletsToExport"));
    }

    [Theory]
    [InlineData("FunctionsToExport")]
    [InlineData("AliasesToExport")]
    [InlineData("VariablesToExport")]
    public void It_exports_nothing_else(string key) => Assert.Empty(List(key));

    [Fact]
    public void Every_file_that_it_names_is_there() =>
        Assert.All([.. List("FormatsToProcess"), .. List("NestedModules")], file => Assert.True(File.Exists(Path.Combine(Repository.Module, file))));

    [Fact]
    public void PowerShell_finds_nothing_wrong_with_it()
    {
        using var session = new ModuleSession();

        var result = session.Run("Test-ModuleManifest $args[0]", Repository.Manifest);

        Assert.Empty(result.Errors);
        Assert.Empty(result.Warnings);
        Assert.Equal(List("CmdletsToExport"), result.Output.Single().Properties["ExportedCmdlets"].Value is IDictionary exported ? exported.Keys.Cast<string>().Order(StringComparer.Ordinal) : []);
    }

    private static Hashtable Read()
    {
        var ast = Parser.ParseFile(Repository.Manifest, out _, out var errors);
        Assert.Empty(errors);
        return (Hashtable)ast.Find(node => node is HashtableAst, searchNestedScriptBlocks: false).SafeGetValue();
    }

    private string[] List(string key) => _manifest[key] is string one ? [one] : [.. ((object[])_manifest[key]!).Cast<string>()];
}

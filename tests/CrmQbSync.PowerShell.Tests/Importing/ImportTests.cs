using System.Runtime.Loader;
using CrmQbSync.PowerShell.Tests.Hosting;

namespace CrmQbSync.PowerShell.Tests.Importing;

public sealed class ImportTests
{
    [Fact]
    public void Importing_again_with_Force_exports_every_cmdlet_again()
    {
        using var session = new ModuleSession();
        var before = Exported(session);

        session.Run("Import-Module $args[0] -Force; Import-Module $args[0] -Force", Repository.Module);

        Assert.NotEmpty(before);
        Assert.Equal(before, Exported(session));
        Assert.NotEmpty(session.Run("Get-Command New-ContactSyncProfile -Syntax").Texts.Single());
    }

    [Fact]
    public void It_can_be_removed_and_imported_again()
    {
        using var session = new ModuleSession();
        var before = Exported(session);

        session.Run("Remove-Module CrmQbSync");
        Assert.Empty(session.Run("Get-Command Invoke-ContactSync -ErrorAction SilentlyContinue").Output);
        session.Run("Import-Module $args[0]", Repository.Module);

        Assert.Equal(before, Exported(session));
    }

    [Fact]
    public void The_cmdlets_are_the_modules_own_wherever_it_is_imported_from()
    {
        using var session = new ModuleSession();

        var sources = session.Run("(Get-Command -Module CrmQbSync).Source");
        Assert.Equal(Exported(session).Select(_ => "CrmQbSync"), sources.Texts);

        session.Run("Remove-Module CrmQbSync");
        var within = session.Run("& (New-Module { Import-Module $args[0] } -ArgumentList $args[0]) { @(Get-Command -Module CrmQbSync).Count }; @(Get-Command -Module CrmQbSync).Count", Repository.Module);
        Assert.Equal([sources.Output.Count, 0], within.Output.Select(count => count.BaseObject));
    }

    [Fact]
    public void Only_the_cmdlets_that_are_asked_for_are_imported_under_the_prefix_that_is_asked_for()
    {
        using var session = new ModuleSession();

        session.Run("Remove-Module CrmQbSync; Import-Module $args[0] -Cmdlet Get-ContactLink -Prefix Acme", Repository.Module);

        Assert.Equal(["Get-AcmeContactLink"], session.Run("(Get-Command -Module CrmQbSync).Name").Texts);
    }

    [Fact]
    public void Another_copy_of_the_module_is_refused_with_a_sentence_that_says_what_to_do()
    {
        using var session = new ModuleSession();
        var copy = session.PathOf("CrmQbSync");
        foreach (var file in Directory.EnumerateFiles(Repository.Module, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(copy, Path.GetRelativePath(Repository.Module, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        var error = session.Fail("Import-Module $args[0] -Force -ErrorAction Stop", copy);

        Assert.Contains("Start a new PowerShell", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_loader_enters_PowerShells_own_load_context_and_nothing_heavy_is_loaded()
    {
        var result = await ChildShell.RunAsync(
            "-Command",
            "foreach ($a in [AppDomain]::CurrentDomain.GetAssemblies()) { $a.GetName().Name + ' in ' + [System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext($a).Name }");

        Assert.Equal(0, result.ExitCode);
        var loaded = result.Lines;
        Assert.Equal(["CrmQbSync.Loader in Default"], loaded.Where(line => line.StartsWith("CrmQbSync", StringComparison.Ordinal) && line.EndsWith("in Default", StringComparison.Ordinal)));
        Assert.Contains("CrmQbSync.PowerShell in CrmQbSync", loaded);
        string[] heavy = ["YamlDotNet", "CsvHelper", "SQLite", "Sqlite", "PhoneNumbers"];
        Assert.DoesNotContain(loaded, line => heavy.Any(name => line.Contains(name, StringComparison.OrdinalIgnoreCase)));
        // PowerShell itself may have loaded a copy of these.
        string[] shared = ["Newtonsoft", "Polly", "RateLimiting", "ProtectedData"];
        Assert.DoesNotContain(loaded, line => line.EndsWith("in CrmQbSync", StringComparison.Ordinal) && shared.Any(name => line.Contains(name, StringComparison.Ordinal)));
    }

    [Fact]
    public void The_module_takes_its_own_copies_of_libraries_and_PowerShell_from_the_host()
    {
        using var session = new ModuleSession();

        var yaml = ModuleSession.Context.LoadFromAssemblyName(new("YamlDotNet"));
        Assert.StartsWith(Repository.Module, yaml.Location, StringComparison.Ordinal);
        Assert.Same(ModuleSession.Context, AssemblyLoadContext.GetLoadContext(yaml));
        Assert.Same(typeof(System.Management.Automation.PSObject).Assembly, ModuleSession.Context.LoadFromAssemblyName(new("System.Management.Automation")));
    }

    [Fact]
    public void Native_SQLite_is_shipped_for_what_PowerShell_runs_on_and_for_nothing_else()
    {
        var runtimes = Directory.EnumerateDirectories(Path.Combine(Repository.Module, "bin", "runtimes")).Select(Path.GetFileName).Order(StringComparer.Ordinal);

        Assert.Equal(["linux-arm64", "linux-musl-x64", "linux-x64", "osx-arm64", "osx-x64", "win-arm64", "win-x64"], runtimes);
    }

    [Fact]
    public void Native_SQLite_is_found_from_within_the_modules_load_context()
    {
        using var session = new ModuleSession();
        var sqlite = ModuleSession.Context.LoadFromAssemblyName(new("Microsoft.Data.Sqlite"));
        var connection = (System.Data.Common.DbConnection)Activator.CreateInstance(sqlite.GetType("Microsoft.Data.Sqlite.SqliteConnection")!, "Data Source=:memory:")!;

        connection.Open();

        Assert.NotEmpty(connection.ServerVersion);
        connection.Dispose();
    }

    private static IReadOnlyList<string> Exported(ModuleSession session) =>
        [.. session.Run("(Get-Module CrmQbSync).ExportedCmdlets.Keys").Texts.Order(StringComparer.Ordinal)];
}

using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using System.Runtime.Loader;
using Engine = System.Management.Automation.PowerShell;

namespace CrmQbSync.PowerShell.Tests.Hosting;

/// <summary>A PowerShell with the built module imported, and a folder of its own as its location.</summary>
internal sealed class ModuleSession : IDisposable
{
    public ModuleSession(bool ownThread = false)
    {
        Folder = Directory.CreateTempSubdirectory("crmqbsync-tests-").FullName;
        Runspace = RunspaceFactory.CreateRunspace(Host, InitialSessionState.CreateDefault2());
        // On the test's own thread, so that its culture counts; a pipeline that is to be stopped needs another.
        Runspace.ThreadOptions = ownThread ? PSThreadOptions.Default : PSThreadOptions.UseCurrentThread;
        Runspace.Open();
        Run("Import-Module $args[0]", Repository.Module);
        Runspace.SessionStateProxy.Path.SetLocation(Folder);
    }

    public CapturingHost Host { get; } = new();

    public Runspace Runspace { get; }

    public string Folder { get; }

    /// <summary>The load context that the module keeps to itself.</summary>
    public static AssemblyLoadContext Context => AssemblyLoadContext.All.Single(context => context.Name == "CrmQbSync");

    /// <summary>A type of the module's, as its own load context has it.</summary>
    public static Type TypeOf(string name) =>
        Context.Assemblies.Select(assembly => assembly.GetType("CrmQbSync." + name)).OfType<Type>().First();

    /// <summary>An object of the module's, its properties set.</summary>
    public static object Make(string type, params (string Name, object? Value)[] properties)
    {
        var target = TypeOf(type);
        var made = Activator.CreateInstance(target)!;
        foreach (var (name, value) in properties)
        {
            var property = target.GetProperty(name, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)!;
            property.SetValue(made, LanguagePrimitives.ConvertTo(value, property.PropertyType, CultureInfo.InvariantCulture));
        }
        return made;
    }

    /// <summary>What a script gives; an error that ends it is thrown.</summary>
    public ScriptResult Run(string script, params object?[] arguments) => Pipe(null, script, arguments);

    /// <summary>What a script gives that is piped into.</summary>
    public ScriptResult Pipe(IEnumerable<object?>? input, string script, params object?[] arguments)
    {
        using var shell = Engine.Create(Runspace);
        shell.AddScript(script);
        foreach (var argument in arguments)
            shell.AddArgument(argument);
        var output = input is null ? shell.Invoke() : shell.Invoke(input);
        return new ScriptResult([.. output], [.. shell.Streams.Error], [.. shell.Streams.Warning.Select(warning => warning.Message)]);
    }

    /// <summary>The error that ends a script; errors that end nothing do not count.</summary>
    public ErrorRecord Fail(string script, params object?[] arguments)
    {
        var result = Run($"try {{ {script} }} catch {{ $_ }}", arguments);
        return Assert.IsType<ErrorRecord>(result.Output[^1].BaseObject);
    }

    /// <summary>What the user sees of objects.</summary>
    public IReadOnlyList<string> Show(params object[] values)
    {
        using var shell = Engine.Create(Runspace);
        var before = Host.RawLines.Count;
        shell.AddCommand("Out-Default").Invoke(values);
        return [.. Host.RawLines.Skip(before - 1).Where(line => line.Trim().Length > 0)];
    }

    /// <summary>The full path of a file in the session's folder.</summary>
    public string PathOf(string name) => Path.Combine(Folder, name);

    public void Dispose()
    {
        Runspace.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}

using System.Reflection;
using System.Runtime.Loader;

namespace CrmQbSync.Loader;

/// <summary>
/// Keeps the module's assemblies and everything they need apart from those of other modules, whatever versions these brought along.
/// Only this assembly is loaded where PowerShell's own are.
/// </summary>
public sealed class ModuleLoadContext : AssemblyLoadContext
{
    private const string ModuleAssemblyName = "CrmQbSync.PowerShell";

    // A process can hold the module's assemblies only once, however often it is imported.
    private static readonly Lazy<Assembly> Module = new(LoadModuleAssembly);

    // These are the host's: a copy of our own would be another PowerShell.
    private static readonly string[] SharedAssemblies = ["System.Management.Automation", "CrmQbSync.Loader"];

    private readonly AssemblyDependencyResolver _resolver;

    private ModuleLoadContext(string modulePath)
        : base("CrmQbSync") => _resolver = new AssemblyDependencyResolver(modulePath);

    private static string Folder => Path.GetDirectoryName(typeof(ModuleLoadContext).Assembly.Location)!;

    /// <summary>The assembly with the cmdlets, in its own load context.</summary>
    /// <param name="folder">The folder that the module is being imported from.</param>
    /// <exception cref="InvalidOperationException">This process already holds the module's assemblies from another folder.</exception>
    public static Assembly LoadModule(string folder)
    {
        if (!Path.GetFullPath(folder).Equals(Folder, StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidOperationException(
                $"This PowerShell already uses CrmQbSync from '{Folder}'. Start a new PowerShell to import it from '{folder}'.");
        }
        return Module.Value;
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (SharedAssemblies.Contains(assemblyName.Name, StringComparer.OrdinalIgnoreCase))
            return null;
        return _resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;
    }

    /// <inheritdoc/>
    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;

    private static Assembly LoadModuleAssembly()
    {
        var path = Path.Combine(Folder, ModuleAssemblyName + ".dll");
        return new ModuleLoadContext(path).LoadFromAssemblyPath(path);
    }
}

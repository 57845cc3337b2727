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

    // Reading what .deps.json says of native libraries takes time that importing the module does not need.
    private readonly Lazy<AssemblyDependencyResolver> _resolver = new(() => new AssemblyDependencyResolver(PathOf(ModuleAssemblyName)));

    private ModuleLoadContext()
        : base("CrmQbSync")
    {
    }

    /// <summary>Whether this process holds the module's assemblies already.</summary>
    internal static bool IsLoaded => Module.IsValueCreated;

    private static string Folder => Path.GetDirectoryName(typeof(ModuleLoadContext).Assembly.Location)!;

    /// <summary>The assembly with the cmdlets, in its own load context.</summary>
    internal static Assembly LoadModule() => Module.Value;

    /// <summary>The assembly with the cmdlets, in its own load context.</summary>
    /// <param name="folder">The folder that the module is being imported from.</param>
    /// <exception cref="InvalidOperationException">This process already holds the module's assemblies from another folder.</exception>
    internal static Assembly LoadModule(string folder) =>
        Path.GetFullPath(folder).Equals(Folder, StringComparison.OrdinalIgnoreCase)
            ? LoadModule()
            : throw new InvalidOperationException(
                $"This PowerShell already uses CrmQbSync from '{Folder}'. Start a new PowerShell to import it from '{folder}'.");

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        // What does not lie beside the module is the host's: a copy of PowerShell or of this assembly would be another one.
        var path = PathOf(assemblyName.Name!);
        return assemblyName.Name != typeof(ModuleLoadContext).Assembly.GetName().Name && File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }

    /// <inheritdoc/>
    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.Value.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;

    private static string PathOf(string assembly) => Path.Combine(Folder, assembly + ".dll");

    private static Assembly LoadModuleAssembly() => new ModuleLoadContext().LoadFromAssemblyPath(PathOf(ModuleAssemblyName));
}

using System.Management.Automation;
using Microsoft.PowerShell.Commands;

namespace CrmQbSync.Loader;

/// <summary>
/// What PowerShell calls while it imports the module's manifest: brings the cmdlets from their own load context into the module that is being
/// made. A script module would do the same at twice the cost: PowerShell would have to parse, compile and run it.
/// </summary>
public sealed class ModuleImport : IModuleAssemblyInitializer
{
    /// <inheritdoc/>
    public void OnImport()
    {
        // PowerShell's own, whatever goes by that name here; and nothing has to be looked up.
        var importModule = new CmdletInfo("Import-Module", typeof(ImportModuleCommand));
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        if (ModuleLoadContext.IsLoaded)
        {
            // From the second import on, PowerShell gives back the assembly's module as it remembers it without importing its cmdlets here
            // (PowerShell issue 20710); importing that module by itself does.
            shell.AddCommand(new CmdletInfo(GetModuleAssemblyCommand.Name, typeof(GetModuleAssemblyCommand)))
                .AddCommand(importModule).AddParameter("PassThru")
                .AddCommand(importModule);
        }
        else
        {
            var module = ModuleLoadContext.LoadModule();
            // What PowerShell asks of the assembly's types takes .NET long the first time: it looks it up while PowerShell still makes its
            // pipeline. What goes wrong there goes wrong again, and is told, when PowerShell asks.
            _ = Task.Run(() => Array.ForEach(module.GetExportedTypes(), type => type.GetCustomAttributes(typeof(CmdletAttribute), inherit: false)));
            shell.AddCommand(importModule).AddParameter("Assembly", module);
        }
        shell.Invoke(null, new PSInvocationSettings { ErrorActionPreference = ActionPreference.Stop });
    }
}

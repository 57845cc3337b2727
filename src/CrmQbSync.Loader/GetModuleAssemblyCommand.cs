using System.Management.Automation;

namespace CrmQbSync.Loader;

/// <summary>Gives the assembly with the cmdlets. Internal, so that it is none of the module's cmdlets; only a cmdlet can ask which module is being imported.</summary>
[Cmdlet(VerbsCommon.Get, "ModuleAssembly")]
internal sealed class GetModuleAssemblyCommand : PSCmdlet
{
    /// <summary>How a pipeline calls it.</summary>
    public const string Name = "Get-ModuleAssembly";

    /// <inheritdoc/>
    protected override void EndProcessing() => WriteObject(ModuleLoadContext.LoadModule(Path.Combine(SessionState.Module.ModuleBase, "bin")));
}

$ErrorActionPreference = 'Stop'

# Only the loader (the manifest's RequiredAssemblies) enters PowerShell's own load context; it holds everything else in one of its own.
$assembly = [CrmQbSync.Loader.ModuleLoadContext]::LoadModule("$PSScriptRoot/bin")
$cmdlets = Microsoft.PowerShell.Core\Import-Module -Assembly $assembly -PassThru

# From the second import on, PowerShell gives back the assembly's module as it remembers it without importing its cmdlets here
# (PowerShell issue 20710); importing that module by itself does.
Microsoft.PowerShell.Core\Import-Module -ModuleInfo $cmdlets
Microsoft.PowerShell.Core\Export-ModuleMember -Cmdlet '*'

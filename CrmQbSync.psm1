$ErrorActionPreference = 'Stop'
$bin = [System.IO.Path]::Combine($PSScriptRoot, 'bin')

# Only the loader enters PowerShell's own load context; it holds everything else in one of its own. A process can have one loader,
# and that says what to do if it belongs to another copy of the module.
if (-not ('CrmQbSync.Loader.ModuleLoadContext' -as [type])) {
    $null = [System.Reflection.Assembly]::LoadFrom([System.IO.Path]::Combine($bin, 'CrmQbSync.Loader.dll'))
}
$cmdlets = Microsoft.PowerShell.Core\Import-Module -Assembly ([CrmQbSync.Loader.ModuleLoadContext]::LoadModule($bin)) -PassThru

# From the second import on, PowerShell gives back the assembly's module as it remembers it without importing its cmdlets here
# (PowerShell issue 20710); importing that module by itself does.
Microsoft.PowerShell.Core\Import-Module -ModuleInfo $cmdlets
Microsoft.PowerShell.Core\Export-ModuleMember -Cmdlet '*'

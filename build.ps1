<#
.SYNOPSIS
Builds the module into out/CrmQbSync, and on request tests and packs it.

.DESCRIPTION
Needs the .NET 10 SDK, and PowerShell 7.4 or later to run this script. 'dotnet build -c Release' and 'dotnet test' do the same without it,
except for the Pester tests and the package.

.EXAMPLE
./build.ps1
Builds the module.

.EXAMPLE
./build.ps1 -Test -Pack
Builds it, runs all tests, and writes artifacts/CrmQbSync.<version>.zip.
#>
#requires -Version 7.4
[CmdletBinding()]
param(
    # Debug or Release.
    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release',

    # Run the .NET tests, and the Pester tests if Pester 5 is installed.
    [switch] $Test,

    # Host the tests on Microsoft.PowerShell.SDK instead of System.Management.Automation, so that they cover the utility cmdlets too.
    [switch] $FullPowerShell,

    # Write the module into a zip file under artifacts/.
    [switch] $Pack
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true

$options = @('-c', $Configuration)
if ($FullPowerShell) {
    $options += '-p:FullPowerShell=true'
}
$module = Join-Path $PSScriptRoot 'out' 'CrmQbSync'

Push-Location $PSScriptRoot
try {
    dotnet build @options -warnaserror

    if ($Test) {
        dotnet test --no-build @options

        $pester = Get-Module Pester -ListAvailable | Where-Object Version -ge '5.0' | Select-Object -First 1
        if ($pester) {
            # In a process of its own: one that has imported the module holds its files.
            pwsh -NoProfile -Command {
                param($pester, $tests)
                Import-Module $pester
                $result = Invoke-Pester -Path $tests -PassThru -Output Detailed
                exit $result.FailedCount
            } -args $pester.Path, (Join-Path $PSScriptRoot 'tests' 'Pester')
        }
        else {
            Write-Warning 'The Pester tests were not run: Install-PSResource Pester brings Pester 5, which they need.'
        }
    }

    if ($Pack) {
        $version = (Import-PowerShellDataFile (Join-Path $module 'CrmQbSync.psd1')).ModuleVersion
        $artifacts = New-Item -ItemType Directory -Path (Join-Path $PSScriptRoot 'artifacts') -Force
        $zip = Join-Path $artifacts "CrmQbSync.$version.zip"
        Compress-Archive -Path $module -DestinationPath $zip -Force
        Get-Item $zip
    }
}
finally {
    Pop-Location
}

<#
.SYNOPSIS
Builds the module into out/CrmQbSync, and on request tests and packs it.

.DESCRIPTION
Needs the .NET 10 SDK, and PowerShell 7.4 or later to run this script. 'dotnet build -c Release' and 'dotnet test' do the same without it,
except for the Pester tests; 'dotnet build src/CrmQbSync.PowerShell -c Release -t:Package' writes the package.

.EXAMPLE
./build.ps1
Builds the module.

.EXAMPLE
./build.ps1 -Test -Package
Builds it, runs all tests, and writes artifacts/CrmQbSync.<version>.nupkg and its SHA-256.
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

    # Write the module into a package under artifacts/, fit for Publish-PSResource -NupkgPath, with its SHA-256.
    [switch] $Package
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

    if ($Package) {
        dotnet build (Join-Path $PSScriptRoot 'src' 'CrmQbSync.PowerShell') @options -t:Package
        Get-Item (Join-Path $PSScriptRoot 'artifacts' 'CrmQbSync.*.nupkg*')
    }
}
finally {
    Pop-Location
}

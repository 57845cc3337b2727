<#
The main job on two exports: one of contacts from Zoho CRM, one of customers from QuickBooks. Shows the plan, the run, the history, what the run
did, and that a second run has nothing left to do. Works on copies, so that it can be run again.
#>
param(
    # The folder for the copies; it is made anew.
    [string] $Folder = [System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), 'CrmQbSync quick start')
)

$ErrorActionPreference = 'Stop'
if ([System.IO.Directory]::Exists($Folder)) {
    [System.IO.Directory]::Delete($Folder, $true)
}
$null = [System.IO.Directory]::CreateDirectory($Folder)
foreach ($name in 'acme.yaml', 'zoho-contacts.csv', 'quickbooks-customers.csv') {
    [System.IO.File]::Copy([System.IO.Path]::Combine($PSScriptRoot, $name), [System.IO.Path]::Combine($Folder, $name))
}
$acme = [System.IO.Path]::Combine($Folder, 'acme.yaml')

''
'--- The plan: what a run would do (the first of each kind) ---'
$plan = @(Invoke-ContactSync -Profile $acme -WhatIf)
$shown = @{}
$plan | Where-Object { $kind = "$($_.Action) $($_.Target)"; $shown[$kind]++; $shown[$kind] -le 2 } | Out-Default
"$($plan.Count) changes planned; nothing was written."

''
'--- The run ---'
$run = Invoke-ContactSync -Profile $acme -ErrorAction SilentlyContinue
$run | Out-Default

''
'--- What it could not decide: these wait for a person ---'
$run | Get-ContactSyncEntry -Status Ambiguous | Out-Default

''
'--- What it wrote over, with old and new values (the first five) ---'
$count = 0
$run | Get-ContactSyncEntry -Status Done | Where-Object { $_.Action -eq 'Update' -and $count++ -lt 5 } | Out-Default

''
'--- A second run: nothing left to do ---'
Invoke-ContactSync -Profile $acme -ErrorAction SilentlyContinue | Out-Default

''
'--- The history ---'
Get-ContactSyncHistory -Profile $acme | Out-Default

"The files, the profile and the history are in '$Folder'."

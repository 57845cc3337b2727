<#
Serves the QuickBooks Web Connector from boot on, on Windows with nothing but the Task Scheduler. Run it once, in PowerShell 7 as administrator:

    ./webconnector-task.ps1 -Path C:\Sync\acme.yaml -Account (Get-Credential)

The account is the one whose secrets are used; else set them with -Scope Machine. To take it back: Unregister-ScheduledTask 'CrmQbSync Web Connector'
#>
#Requires -Version 7.4
#Requires -RunAsAdministrator

param(
    # The profile; or several, each with a path of its own under qb.listen.
    [Parameter(Mandatory)] [string[]] $Path,

    # Who serves.
    [Parameter(Mandatory)] [pscredential] $Account,

    [string] $TaskName = 'CrmQbSync Web Connector'
)

$ErrorActionPreference = 'Stop'
$profiles = ($Path | ForEach-Object { "'{0}'" -f (Resolve-Path -LiteralPath $_).ProviderPath.Replace("'", "''") }) -join ', '
$command = "Import-Module CrmQbSync -ErrorAction Stop; Start-QbWebConnector $profiles -ErrorAction Continue"

$action = New-ScheduledTaskAction -Execute (Get-Process -Id $PID).Path -Argument "-NoProfile -NonInteractive -Command `"$command`""
$trigger = New-ScheduledTaskTrigger -AtStartup
# It runs until it is stopped, and begins again a minute after anything has ended it.
$settings = New-ScheduledTaskSettingsSet -ExecutionTimeLimit ([timespan]::Zero) -RestartCount 999 -RestartInterval (New-TimeSpan -Minutes 1) -AllowStartIfOnBatteries -DontStopIfGoingOnBatteries
$null = Register-ScheduledTask -TaskName $TaskName -Action $action -Trigger $trigger -Settings $settings -User $Account.UserName -Password $Account.GetNetworkCredential().Password -Force
Start-ScheduledTask -TaskName $TaskName
Get-ScheduledTask -TaskName $TaskName

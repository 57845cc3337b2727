<#
.SYNOPSIS
What the tasks of Register-ContactSyncTask run: one synchronisation with nobody there.

.DESCRIPTION
Ends with exit code 0 if the run succeeded, 1 if it completed with errors, 2 if it failed, was blocked or cancelled or could not begin, and 3 if
another run of the profile was active. What it has to say goes into a file in the folder of outputs, of which the last 30 are kept; where the
run did not succeed, also to the standard error output.
#>
param(
    # The full path of the profile.
    [Parameter(Mandatory)] [string] $ProfilePath,

    # The folder for outputs.
    [Parameter(Mandatory)] [string] $Outputs,

    # The folder of profiles and secrets, where it is not the usual one.
    [string] $SettingsFolder,

    # The SecretManagement vault of profiles that name none, where it is not the module's own store.
    [string] $Vault
)

# No commands but the engine's own are used, so that crmqbsync can run this too.
$ErrorActionPreference = 'Continue'
$started = [DateTime]::UtcNow
$said = [System.Collections.Generic.List[string]]::new()
$exitCode = 2
$isStopped = $true

function Add-Fault($fault) {
    $said.Add("$($fault.FullyQualifiedErrorId.Split(',')[0]): $($fault.Exception.Message)")
    if ($fault.ErrorDetails.RecommendedAction) {
        $said.Add("  $($fault.ErrorDetails.RecommendedAction)")
    }
}

if ($SettingsFolder) {
    $env:CRMQBSYNC_HOME = $SettingsFolder
}
if ($Vault) {
    $env:CRMQBSYNC_VAULT = $Vault
}
try {
    Import-Module "$PSScriptRoot/CrmQbSync.psd1" -ErrorAction Stop
    Invoke-ContactSync -Profile $ProfilePath -Trigger Scheduled -Confirm:$false 2>&1 3>&1 | ForEach-Object {
        if ($_ -is [System.Management.Automation.ErrorRecord]) {
            Add-Fault $_
        }
        elseif ($_ -is [System.Management.Automation.WarningRecord]) {
            $said.Add("Warning: $($_.Message)")
        }
        else {
            $said.Add("Run $($_.SyncId) of $($_.Profile): $($_.Status). $($_.Message)".Trim())
            $said.Add("  Read: $($_.CrmRead) contacts, $($_.QbRead) customers. CRM: $($_.CrmCreated) created, $($_.CrmUpdated) updated, $($_.CrmDeleted) deleted. " +
                "QuickBooks: $($_.QbCreated) created, $($_.QbUpdated) updated, $($_.QbDeleted) deleted.")
            $said.Add("  Linked $($_.Linked), skipped $($_.Skipped), held $($_.Held), ambiguous $($_.Ambiguous), conflicts $($_.Conflicts), failed $($_.Failed), warnings $($_.Warnings).")
            $exitCode = switch ("$($_.Status)") { 'Succeeded' { 0 } 'CompletedWithErrors' { 1 } default { 2 } }
        }
    }
    $isStopped = $false
}
catch {
    $isStopped = $false
    Add-Fault $_
    $exitCode = if ($_.FullyQualifiedErrorId -like 'SyncAlreadyRunning*') { 3 } else { 2 }
}
finally {
    # Reached also where the scheduler or the system stops the task; no command runs any more then.
    if ($isStopped) {
        $exitCode = 2
        $said.Add('Cancelled: the task was stopped. What the run had done is recorded; the next run goes on.')
    }
    $text = "Started $($started.ToString('u')), exit code $exitCode.`n$([string]::Join("`n", $said))`n"
    if ($exitCode -ne 0) {
        [Console]::Error.Write($text)
    }
    try {
        $null = [System.IO.Directory]::CreateDirectory($Outputs)
        $name = "$($started.ToString('yyyyMMddTHHmmss', [cultureinfo]::InvariantCulture))Z-$PID-exit$exitCode.txt"
        [System.IO.File]::WriteAllText([System.IO.Path]::Combine($Outputs, $name), $text)
        # The names begin with the time.
        $kept = [System.IO.Directory]::GetFiles($Outputs, '*Z-*-exit*.txt')
        [Array]::Sort($kept, [StringComparer]::Ordinal)
        for ($at = 0; $at -lt $kept.Length - 30; $at++) {
            [System.IO.File]::Delete($kept[$at])
        }
    }
    catch {
        # The run is in the history however this goes.
        [Console]::Error.WriteLine("The output could not be kept in '$Outputs': $($_.Exception.Message)")
    }
    # The script itself may have been stopped.
    $Host.SetShouldExit($exitCode)
}
exit $exitCode
